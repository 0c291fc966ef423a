"""Say that a drift is known, so that the next one is told."""

from __future__ import annotations

from datetime import datetime

from hotspots.models import Analysis, DriftNote
from hotspots.queries import payload_of, published_of
from hotspots.queries.drift import drifting_lines, note_of
from hotspots.weekly.weeks import Week
from members import audit
from members.access import acting_in
from members.audiences import Audience
from members.ids import new_id
from members.models import AuditEvent, District


class NothingToAcknowledge(ValueError):
    """The week is not the last one, does not drift, or is acknowledged; the message says which."""


def acknowledge_drift(*, district: District, week: Week, by: str, at: datetime) -> DriftNote:
    """Note that the drift of the last week is known; its charts begin anew with the next week.

    Weeks that stand are not built again: a published week never changes.

    Raises
    ------
    NothingToAcknowledge
        If the week is not the last that was built, nothing drifts in it, or somebody was first.
    """
    with acting_in(district.pk, Audience.OPERATIONS):
        District.objects.select_for_update().get(pk=district.pk)
        lines = _drifting(district, week)
        note = DriftNote.objects.create(
            id=new_id(at),
            district=district,
            week_start=week.start,
            lines=lines,
            noted_at=at,
            noted_by=by,
        )
        audit.record(
            district_id=district.pk,
            by=by,
            at=at,
            kind=AuditEvent.Kind.ALTERATION,
            what="drift acknowledged",
            note=str(note.pk),
            week=week.name,
            lines=len(lines),
        )
    return note


def _drifting(district: District, week: Week) -> list[str]:
    found = published_of(district, Analysis.Kind.WEEKLY, Audience.OPERATIONS)
    if not found or Week.of(found[0].period.start) != week:
        raise NothingToAcknowledge("Only the last week can be acknowledged. Look at it first.")
    if note_of(district, week) is not None:
        raise NothingToAcknowledge("Somebody has acknowledged this week already.")
    payload = payload_of(district, Analysis.Kind.WEEKLY, Audience.OPERATIONS, week.start, week.end)
    lines = drifting_lines(payload)
    if not lines:
        raise NothingToAcknowledge("Nothing is drifting in this week.")
    return lines
