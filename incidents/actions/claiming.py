"""Claim the key of a report, and read in the same trip all that decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from members.senders import Sender

#: A shift on a bad day sends one or two a minute; a broken client sends hundreds.
MOST_A_MINUTE: Final = 30

# Two statements in one trip: the second begins once the key is held, and so sees what an earlier
# try with the same key has committed. An ORM query each would be five trips, and most of the
# processor time that a report takes.
_CLAIM: Final = """
SELECT pg_try_advisory_xact_lock(hashtextextended(%(claim)s, 0));
SELECT
  (SELECT id FROM incidents_receipt
    WHERE district_id = %(district)s AND {sender} AND client_key = %(key)s),
  (SELECT count(*) FROM (SELECT FROM incidents_receipt
    WHERE district_id = %(district)s AND {sender} AND made_at > %(since)s
    LIMIT %(most)s) AS lately),
  (SELECT id FROM layers_boundary
    WHERE district_id = %(district)s AND valid_from <= %(day)s
    ORDER BY valid_from DESC, imported_at DESC, id DESC LIMIT 1),
  category.id, category.code, category.welfare
FROM (VALUES (1)) AS one
LEFT JOIN incidents_category AS category
  ON category.district_id = %(district)s AND category.code = %(category)s AND category.is_offered
"""
_OF_A_DEVICE: Final = _CLAIM.format(sender="device = %(sender)s")
_OF_A_PERSON: Final = _CLAIM.format(sender="reporter_id = %(sender)s")


@dataclass(frozen=True)
class Offered:
    """A category that the district offers at this moment."""

    id: int
    code: str
    welfare: bool


@dataclass(frozen=True)
class Standing:
    """How things stand for one report of one sender, while its key is claimed.

    `claimed` is false while another try with the same key is under way. `earlier` is the report
    that was accepted under this key; `recent` counts the sender's last minute, and no further
    than the limit.
    """

    claimed: bool
    earlier: UUID | None
    recent: int
    boundary: int | None
    category: Offered | None


def claim(*, sender: Sender, client_key: UUID, category: str, at: datetime) -> Standing:
    """Hold a key until the caller's transaction ends, and tell how things stand for it.

    Whoever tries the same key meanwhile is told so, and does not wait.
    """
    values: dict[str, Any] = {
        "claim": f"{sender.district.pk} {sender.actor} {client_key}",
        "district": sender.district.pk,
        "sender": sender.device_id or sender.person_id,
        "key": client_key,
        "since": at - timedelta(minutes=1),
        "most": MOST_A_MINUTE,
        # By the town's clock: after midnight in summer, UTC still has yesterday's boundary.
        "day": timezone.localdate(at),
        "category": category,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OF_A_DEVICE if sender.device_id else _OF_A_PERSON, values)
        (claimed,) = cursor.fetchone()
        cursor.nextset()
        earlier, recent, boundary, *offered = cursor.fetchone()
    return Standing(claimed, earlier, recent, boundary, Offered(*offered) if offered[0] else None)
