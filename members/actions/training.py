"""Record a training session and who came; take back what was told wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from members import audit
from members.access import acting_in
from members.ids import new_id
from members.models import AuditEvent, District, TrainingAttendance, TrainingSession


class TrainingRefused(ValueError):
    """A session cannot be recorded so; the message is a sentence for whoever tried."""


def record_session(
    *,
    district: District,
    held_on: date,
    subject: str,
    people: Mapping[int, int],
    by: str,
    at: datetime,
) -> TrainingSession:
    """Record a session that was held, with the number of people by id of the business.

    Raises
    ------
    TrainingRefused
        If its day is still to come.
    """
    if held_on > timezone.localdate(at):
        raise TrainingRefused("That day is still to come. Record a session once it was held.")
    with acting_in(district.pk):
        session = TrainingSession(
            id=new_id(at),
            district=district,
            held_on=held_on,
            subject=subject,
            recorded_at=at,
            recorded_by=by,
        )
        session.save(force_insert=True)
        _note(session, AuditEvent.Kind.COLLECTION, "training session recorded", by, at)
        if people:
            set_attendance(district=district, session=session.pk, people=people, by=by, at=at)
    return session


def set_attendance(
    *, district: District, session: UUID, people: Mapping[int, int], by: str, at: datetime
) -> None:
    """Say how many came from some businesses, in place of what was said of them; 0 for nobody.

    Raises
    ------
    TrainingRefused
        If the session was withdrawn.
    """
    with acting_in(district.pk):
        held = _held(district, session)
        before = TrainingAttendance.objects.filter(session=held, organisation__in=people)
        before.standing().update(withdrawn_at=at, withdrawn_by=by)
        TrainingAttendance.objects.bulk_create(
            TrainingAttendance(
                id=new_id(at),
                district=district,
                session=held,
                organisation_id=organisation,
                people=number,
                recorded_at=at,
                recorded_by=by,
            )
            for organisation, number in people.items()
            if number
        )
        said = {str(organisation): number for organisation, number in people.items()}
        _note(held, AuditEvent.Kind.ALTERATION, "training attendance set", by, at, people=said)


def withdraw_session(*, district: District, session: UUID, by: str, at: datetime) -> None:
    """Take back a session that was recorded by mistake; it stays in the books, and counts no more.

    Raises
    ------
    TrainingRefused
        If somebody withdrew it already.
    """
    with acting_in(district.pk):
        held = _held(district, session)
        held.withdrawn_at, held.withdrawn_by = at, by
        held.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _note(held, AuditEvent.Kind.ALTERATION, "training session withdrawn", by, at)


def _held(district: District, session: UUID) -> TrainingSession:
    """Return the session as it stands, held until the transaction ends."""
    held = TrainingSession.objects.select_for_update()
    now: TrainingSession = held.get(pk=session, district=district)
    if now.withdrawn_at is not None:
        raise TrainingRefused("Somebody withdrew this session.")
    return now


def _note(
    session: TrainingSession,
    kind: AuditEvent.Kind,
    what: str,
    by: str,
    at: datetime,
    **detail: Mapping[str, int],
) -> None:
    audit.record(
        district_id=session.district_id,
        by=by,
        at=at,
        kind=kind,
        what=what,
        session=str(session.pk),
        **detail,
    )
