"""Write and check the audit trail: what cannot be recorded must not happen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.db import DatabaseError, connection, transaction

from members.models import AuditEvent
from members.storing import store

#: What the first event of a chain points back to.
GENESIS = "0" * 64
# The first key of the advisory lock that lets one writer at a time extend a district's chain.
_LOCK = 0x4E54
# Two statements in one trip: the second begins once the lock is held, and so sees what the
# writer before us has committed.
_LAST = """
SELECT pg_advisory_xact_lock(%s, %s);
SELECT number, hash FROM members_auditevent
WHERE district_id = %s ORDER BY number DESC LIMIT 1
"""


class AuditUnavailable(RuntimeError):
    """An event could not be recorded, so what it is about must not happen; the page is a 503."""


def record(
    *, district_id: int, by: str, at: datetime, kind: AuditEvent.Kind, what: str, **detail: object
) -> AuditEvent:
    """Append one event to a district's chain, inside the caller's transaction.

    `by` names an actor by id ("person 7", "command import_boundary"), `what` the thing and the
    verb ("boundary imported"); `detail` holds ids and counts only. Raises `AuditUnavailable` if
    it cannot be written: whoever reads personal data records it first, and then cannot read.
    """
    assert connection.in_atomic_block, "an audit event belongs to the transaction that it records"
    event = AuditEvent(district_id=district_id, at=at, by=by, kind=kind, what=what, detail=detail)
    try:
        _append(event)
    except DatabaseError as error:
        raise AuditUnavailable from error
    return event


def _append(event: AuditEvent) -> None:
    """Put an event at the end of its district's chain; one writer at a time.

    Others wait from here until the caller's transaction ends, so record last where you can.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [_LOCK, event.district_id, event.district_id])
        cursor.nextset()  # the lock's own answer is empty
        last = cursor.fetchone()
    number, event.previous_hash = last or (0, GENESIS)
    event.number = number + 1
    event.hash = hash_of(event)
    store(event)


def hash_of(event: AuditEvent) -> str:
    """Return the SHA-256, in hex, of an event's content chained to the one before it."""
    content: Mapping[str, object] = {
        "district": event.district_id,
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": event.by,
        "kind": str(event.kind),
        "what": event.what,
        "detail": event.detail,
        "previous": event.previous_hash,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken(events: Iterable[AuditEvent]) -> int | None:
    """Return the number of the first event that does not fit the chain, or None if all fit."""
    previous, expected = GENESIS, 1
    for event in events:
        fits = event.number == expected and event.previous_hash == previous
        if not fits or event.hash != hash_of(event):
            return expected
        previous, expected = event.hash, expected + 1
    return None


def check_chain(*, district_id: int) -> int | None:
    """Return the number of the first broken event of a district's chain, or None."""
    with transaction.atomic():
        events = AuditEvent.objects.filter(district_id=district_id).order_by("number")
        return first_broken(events.iterator(chunk_size=5000))
