"""How long photographs stay in a district, and which of them are to go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, When

from incidents.models import Photo, PhotoPeriod
from incidents.queries.makers import maker_names
from incidents.querysets import CLOSED_AT, HELD
from incidents.retention import USUAL_DAYS, goes_at


@dataclass(frozen=True)
class PeriodVersion:
    """One dated version of the period, in days: who made it, and what it was before."""

    made_at: datetime
    made_by: str
    before: int
    days: int


@dataclass(frozen=True)
class Retention:
    """The period in force, its history (newest first), and how things stand.

    `held` photographs are of open incidents; `next_at` is when the first of the others goes.
    """

    version: int
    days: int
    history: list[PeriodVersion]
    kept: int
    held: int
    next_at: datetime | None


def photo_days(district_id: int) -> int:
    """Return how many days a photograph stays in a district."""
    periods = PhotoPeriod.objects.filter(district=district_id).order_by("-version")
    days = periods.values_list("days", flat=True).first()
    return USUAL_DAYS if days is None else days


def retention_of(district_id: int) -> Retention:
    """Return the period of a district with its history, and how things stand."""
    periods = list(PhotoPeriod.objects.filter(district=district_id).order_by("version"))
    makers = maker_names(one.made_by for one in periods)
    befores = [USUAL_DAYS, *(one.days for one in periods)]
    days = befores[-1]
    kept = Photo.objects.filter(district=district_id).of_reports().kept()
    cases = kept.annotate(is_held=Case(When(HELD, then=True), default=False), closed_at=CLOSED_AT)
    rows = list(cases.values_list("stored_at", "closed_at", "is_held"))
    free = [goes_at(stored, closed, days=days) for stored, closed, held in rows if not held]
    return Retention(
        version=len(periods),
        days=days,
        history=[
            PeriodVersion(one.made_at, makers[one.made_by], before, one.days)
            for before, one in zip(befores, periods, strict=False)
        ][::-1],
        kept=len(rows),
        held=len(rows) - len(free),
        next_at=min(free, default=None),
    )


def count_due(district_id: int, *, days: int, at: datetime) -> int:
    """Return how many photographs would go at a moment, were the period so many days."""
    return Photo.objects.filter(district=district_id).due(days=days, at=at).count()
