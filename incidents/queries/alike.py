"""What somebody who is about to report may learn of others' reports: that there is one like it.

Never who sent it, its words, its exact place or moment, or how many there are; never anything of
a person's welfare; and only of the last hours, so that nobody can leaf through a town's past.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Coalesce

from incidents.likeness import (
    RECENT_HOURS,
    SAME_HOURS,
    SAME_HOURS_LEFT_BEHIND,
    SAME_M,
    Told,
    alike,
)
from incidents.models import Category, CategoryMapping, Incident, Report
from incidents.queries.report_lines import place_of
from layers import grid
from layers.projection import to_metres
from layers.queries.names import names_near
from members.access import acting_in
from members.models import District

#: More would have to be read, and nobody reads while a thief runs.
MOST_SHOWN: Final = 3
# Within reach there are a handful; far above, a broken client has flooded the district.
_MOST_LOOKED_AT: Final = 200
_RESOLUTION: Final = 9  # cells of some 190 m a side: the cell and its ring hold `SAME_M` round it


@dataclass(frozen=True)
class Sight:
    """What somebody is about to report. `lng`, `lat` in degrees (EPSG:4326)."""

    category: str
    lng: float
    lat: float
    occurred_at: datetime


@dataclass(frozen=True)
class AlikeReport:
    """A report that tells of the same thing, perhaps: what, about where, about when."""

    id: UUID
    label: str
    place: str
    occurred_at: datetime


def alike_reports(
    district: District, sight: Sight, *, at: datetime, besides: UUID | None = None
) -> list[AlikeReport]:
    """Return recent reports of what somebody sees, newest first; none for a welfare category.

    A report that was added to an earlier one stands for that one. `besides` is left out.
    """
    with acting_in(district.pk):
        category = Category.objects.filter(
            district=district, code=sight.category, is_offered=True, welfare=False
        ).first()
        if category is None:
            return []
        hours = _hours(category)
        rows = {str(one.pk): one for one in _recent(category, sight, hours, at)}
        near = alike(_told_sight(sight), _told(list(rows.values()), sight.category), hours=hours)
        chosen = _once_each([rows[one.key] for one in near], besides)
        return _shown(district, category, chosen)


def _hours(category: Category) -> float:
    newest = CategoryMapping.objects.filter(category=category).order_by("-crosswalk__version")
    qualifier = newest.values_list("nsir_qualifier", flat=True).first()
    left_behind = qualifier == Incident.Qualifier.ENVIRONMENTAL
    return SAME_HOURS_LEFT_BEHIND if left_behind else SAME_HOURS


def _recent(category: Category, sight: Sight, hours: float, at: datetime) -> list[Report]:
    reach = timedelta(hours=hours)
    oldest = at - timedelta(hours=max(hours, RECENT_HOURS))
    cells = grid.disk(grid.cell_of(sight.lng, sight.lat, _RESOLUTION), 1)
    rows = (
        Report.objects.filter(
            district=category.district_id,
            category=category,
            cell_9__in=[grid.to_int(cell) for cell in cells],
            occurred_at__gte=max(oldest, sight.occurred_at - reach),
            occurred_at__lte=sight.occurred_at + reach,
        )
        .exclude(link__incident__status=Incident.Status.CLOSED)
        .with_place()
        .annotate(root=Coalesce(F("voice__same_as"), F("same_as"), F("pk")))
        .order_by("-occurred_at", "-pk")
    )
    return list(rows[:_MOST_LOOKED_AT])


def _told_sight(sight: Sight) -> Told:
    (east,), (north,) = to_metres([sight.lng], [sight.lat])
    return Told("", float(east), float(north), sight.occurred_at, sight.category)


def _told(rows: list[Report], category: str) -> list[Told]:
    places = [place_of(one) for one in rows]
    east, north = to_metres([lng for lng, _ in places], [lat for _, lat in places])
    return [
        Told(str(row.pk), float(x), float(y), row.occurred_at, category)
        for row, x, y in zip(rows, east, north, strict=True)
    ]


def _once_each(rows: list[Report], besides: UUID | None) -> list[Report]:
    """Keep the newest of those that tell of one thing, and not what is one's own already."""
    first: dict[UUID, Report] = {}
    for row in rows:
        first.setdefault(vars(row)["root"], row)
    return [row for root, row in first.items() if besides not in (root, row.pk)][:MOST_SHOWN]


def _shown(district: District, category: Category, rows: list[Report]) -> list[AlikeReport]:
    places = [place_of(one) for one in rows]
    names = names_near(
        district.pk, [lng for lng, _ in places], [lat for _, lat in places], within_m=SAME_M
    )
    return [
        AlikeReport(vars(row)["root"], category.label, name, row.occurred_at)
        for row, name in zip(rows, names, strict=True)
    ]
