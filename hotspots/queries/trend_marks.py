"""What else happened in the months of a trend, so that no step is taken for a change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from hotspots.periods import Period, add_months, month_of
from incidents.models import Crosswalk
from layers.models import Boundary
from layers.queries import monthly
from layers.snapping import LIST_STARTS
from members.models import District

Json = dict[str, Any]

COVID: Final = (date(2020, 3, 1), date(2021, 7, 1))
"""First and last month in which the streets of England were not as they are."""


def marks_of(district: District, period: Period, known_at: datetime) -> list[Json]:
    """Return the marks of a period in order of their months; plain JSON.

    Kinds: REDRAWN (official map points), RESUPPLIED (a month published again), BOUNDARY (of the
    district), CATEGORIES (what compares with what), COVID (with its last month).
    """
    found = [
        *_redrawn(district),
        *_resupplied(district, period),
        *_boundaries(district),
        *_crosswalks(district, known_at),
        {"kind": "COVID", "month": _text(COVID[0]), "until": _text(COVID[1])},
    ]
    kept = [one for one in found if _overlaps(one, period)]
    return sorted(kept, key=lambda one: (one["month"], one["kind"]))


def _overlaps(mark: Json, period: Period) -> bool:
    # What changed with the first month itself changed nothing within the period.
    if mark["kind"] == "COVID":
        return bool(mark["month"] <= _text(period.last) and mark["until"] >= _text(period.start))
    if mark["kind"] == "RESUPPLIED":
        return True
    return bool(_text(period.start) < mark["month"] <= _text(period.last))


def _redrawn(district: District) -> list[Json]:
    if district.invented:  # its map points are its own, and were never redrawn
        return []
    return [{"kind": "REDRAWN", "month": _text(month)} for month in LIST_STARTS[1:]]


def _resupplied(district: District, period: Period) -> list[Json]:
    return [
        {
            "kind": "RESUPPLIED",
            "month": _text(one.month),
            "releases": one.releases,
            "taken_on": one.taken_on.isoformat(),
        }
        for one in monthly.resupplied(district.force, period.months)
    ]


def _boundaries(district: District) -> list[Json]:
    days = Boundary.objects.filter(district=district).values_list("valid_from", flat=True)
    return [{"kind": "BOUNDARY", "month": _text(_whole(day))} for day in sorted(set(days))]


def _crosswalks(district: District, known_at: datetime) -> list[Json]:
    made = Crosswalk.objects.filter(district=district, version__gt=1, made_at__lte=known_at)
    return [
        {"kind": "CATEGORIES", "month": _text(month_of(one.made_at)), "version": one.version}
        for one in made.order_by("version")
    ]


def _whole(day: date) -> date:
    """Return the month itself if it begins on that day, else the next: the first one wholly new."""
    return day if day.day == 1 else add_months(day, 1)


def _text(month: date) -> str:
    return f"{month:%Y-%m}"
