"""Answers about training: the sessions of a district, who came, and both as counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Sum

from members.models import District, TrainingAttendance, TrainingSession
from members.querysets import TrainingQuerySet


@dataclass(frozen=True)
class Trained:
    """How much training there was in a span: sessions, people who came, and their businesses."""

    sessions: int
    people: int
    businesses: int


@dataclass(frozen=True)
class Came:
    """How many came from one business."""

    organisation_id: int
    name: str
    people: int


@dataclass(frozen=True)
class Session:
    """One session that stands, with who came, by name of the business."""

    id: UUID
    held_on: date
    subject: str
    came: list[Came]

    @property
    def people(self) -> int:
        """Return how many people came in all."""
        return sum(one.people for one in self.came)


def sessions_of(district: District) -> list[Session]:
    """Return the sessions of a district with who came, newest first, in two queries."""
    return _with_people(TrainingSession.objects.filter(district=district))


def session_of(district: District, session: UUID) -> Session | None:
    """Return one session that stands; None if there is none of that key."""
    found = _with_people(TrainingSession.objects.filter(district=district, pk=session))
    return found[0] if found else None


def _with_people(sessions: TrainingQuerySet) -> list[Session]:
    came = TrainingAttendance.objects.standing().select_related("organisation")
    read = sessions.standing().prefetch_related(
        Prefetch("attendances", came.order_by("organisation__name", "pk"))
    )
    return [
        Session(
            one.pk,
            one.held_on,
            one.subject,
            [
                Came(each.organisation_id, each.organisation.name, each.people)
                for each in one.attendances.all()
            ],
        )
        for one in read.order_by("-held_on", "-pk")
    ]


def trained_between(district: District, start: date, end: date, *, known_at: datetime) -> Trained:
    """Return the training of [start, end), as far as it was recorded at a moment."""
    held = TrainingSession.objects.filter(
        district=district, held_on__gte=start, held_on__lt=end
    ).known_at(known_at)
    came = TrainingAttendance.objects.filter(session__in=held).known_at(known_at)
    return Trained(
        sessions=held.count(),
        people=came.aggregate(total=Sum("people"))["total"] or 0,
        businesses=came.values("organisation").distinct().count(),
    )
