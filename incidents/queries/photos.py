"""Photographs of reports: which there are, and the one that somebody may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, When
from django.utils import timezone

from incidents.models import Photo, Receipt
from incidents.queries.retention import photo_days
from incidents.querysets import CLOSED_AT, HELD
from incidents.retention import goes_at
from members.access import Viewer, acting_in
from members.senders import Sender


@dataclass(frozen=True)
class PhotoShown:
    """One photograph of a report. `width`, `height` in pixels.

    It goes on the day `goes_on`, which an open incident puts off (None); it went on `erased_on`.
    """

    id: UUID
    width: int
    height: int
    goes_on: date | None = None
    erased_on: date | None = None


def photos_of(viewer: Viewer, reports: Collection[UUID]) -> dict[UUID, list[PhotoShown]]:
    """Return the photographs of some reports that a viewer may see, oldest first, in two queries.

    Those that went are among them, so that nobody looks for what was there.
    """
    mine = (
        Photo.objects.visible_to(viewer)
        .filter(report__in=reports)
        .annotate(is_held=Case(When(HELD, then=True), default=False), closed_at=CLOSED_AT)
    )
    rows = mine.order_by("stored_at", "pk").values_list(
        "pk", "report_id", "width", "height", "stored_at", "erased_at", "is_held", "closed_at"
    )
    found: dict[UUID, list[PhotoShown]] = defaultdict(list)
    days = photo_days(viewer.district.pk) if rows else 0
    for pk, report, width, height, stored, erased, held, closed in rows:
        goes = None if held else timezone.localdate(goes_at(stored, closed, days=days))
        went = timezone.localdate(erased) if erased else None
        found[report].append(PhotoShown(pk, width, height, goes, went))
    return found


def photo_seen(viewer: Viewer, photo_id: UUID) -> Photo | None:
    """Return a photograph if a viewer may see it, or None."""
    return Photo.objects.visible_to(viewer).kept().filter(pk=photo_id).first()


def photos_sent(sender: Sender, keys: Sequence[UUID]) -> list[Photo]:
    """Return the photographs that a sender sent under some keys, in the order of the keys."""
    with acting_in(sender.district.pk):
        mine = Photo.objects.sent_by(sender).filter(client_key__in=keys)
        found = {one.client_key: one for one in mine}
    return [found[key] for key in keys if key in found]


def photos_with(sender: Sender, receipt: Receipt) -> int:
    """Return how many photographs are with a report of a sender."""
    with acting_in(sender.district.pk):
        return Photo.objects.sent_by(sender).kept().filter(report=receipt.pk).count()
