"""Background work: do what accepted changes still owe; throw away what nobody claims."""

from __future__ import annotations

import logging
import time
from typing import Final

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from incidents.actions import outbox, photos, retention
from incidents.models import OutboxEvent
from incidents.photo_place import photo_folder
from members.models import District

logger = logging.getLogger(__name__)

#: Well within what a job may take; whatever is left waits for the next request or round.
_ENOUGH_SECONDS: Final = 240.0
#: Few enough to be done well within a lease.
_AT_ONCE: Final = 20


def drain_outbox() -> dict[str, int]:
    """Do all that is owed and due, district by district; return how much was done in each.

    Any number of these may run at once: each event is leased to one of them. One event that
    fails, or one district, never stops the others.
    """
    end = time.monotonic() + _ENOUGH_SECONDS
    return {
        district.slug: _drain_district(district, end)
        for district in District.objects.order_by("pk")
    }


def _drain_district(district: District, end: float) -> int:
    done = 0
    while time.monotonic() < end:
        events = outbox.claim_some(district=district, at=timezone.now(), most=_AT_ONCE)
        if not events:
            break
        done += sum(_settled(event) for event in events)
    return done


def _settled(event: OutboxEvent) -> bool:
    try:
        outbox.settle(event=event, at=timezone.now())
    except outbox.LeaseLost:
        return False
    except (OperationalError, InterfaceError):
        raise  # The database is away: the lease runs out by itself, and the next round goes on.
    except Exception as error:
        # Without its message, which may name an address: logs hold no people.
        logger.warning("Unable to settle outbox event %s: %s", event.pk, type(error).__name__)
        outbox.postpone(event=event, at=timezone.now())
        return False
    return True


def sweep_photos() -> dict[str, int]:
    """Throw away photographs that no report named for an hour, and files that no row names.

    Returns how many of each went. One district that fails never stops the others.
    """
    folder, at = photo_folder(), timezone.now()
    gone = {"unclaimed": 0, "files": photos.sweep_half_written(folder=folder, at=at)}
    for district in District.objects.order_by("pk"):
        try:
            gone["unclaimed"] += photos.throw_away_unclaimed(
                district=district, folder=folder, at=at
            )
            gone["files"] += photos.sweep_strays(district=district, folder=folder, at=at)
        except OSError as error:
            logger.error("Unable to sweep photographs of %s: errno %s", district.pk, error.errno)
    return gone


def erase_old_photos() -> dict[str, int]:
    """Erase the photographs whose time is over, district by district; return how many in each.

    A file that cannot be removed is tried again by the sweep; one district stops no other.
    """
    folder, end = photo_folder(), time.monotonic() + _ENOUGH_SECONDS
    gone: dict[str, int] = {}
    for district in District.objects.order_by("pk"):
        gone[district.slug] = 0
        try:
            while time.monotonic() < end and (
                erased := retention.erase_due_photos(
                    district=district, folder=folder, by="job erase_old_photos", at=timezone.now()
                )
            ):
                gone[district.slug] += erased
        except OSError as error:
            logger.error("Unable to erase photographs of %s: errno %s", district.pk, error.errno)
    return gone
