"""What a trend needs of official statistics: monthly totals, and which months came twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Count, Max, Sum
from numpy.typing import NDArray

from layers.models import OfficialCount, OfficialRelease
from layers.policeuk.categories import SLUGS, codes_of

Counts = Mapping[date, Mapping[str, int]]


@dataclass(frozen=True)
class Resupplied:
    """A month of which several releases are held, and when the last of them was taken."""

    month: date
    releases: int
    taken_on: date


def monthly_counts(
    snap_ids: NDArray[np.int64], release_ids: Sequence[int], categories: Sequence[str]
) -> dict[date, dict[str, int]]:
    """Return the records on some snap points by month and category; zeros are written out."""
    months = dict(OfficialRelease.objects.filter(pk__in=release_ids).values_list("pk", "month"))
    found = {month: dict.fromkeys(categories, 0) for month in months.values()}
    rows = (
        OfficialCount.objects.filter(
            release_id__in=release_ids,
            snap_point_id__in=snap_ids.tolist(),
            category__in=codes_of(categories),
        )
        .values_list("release_id", "category")
        .annotate(total=Sum("n"))
    )
    for release, category, total in rows:
        found[months[release]][SLUGS[category]] += total
    return found


def resupplied(force: str, months: Sequence[date]) -> list[Resupplied]:
    """Return the months of a force that were published more than once, in order."""
    rows = (
        OfficialRelease.objects.of_force(force)
        .of_months(months)
        .values("month")
        .annotate(releases=Count("pk"), newest=Max("taken_on"))
        .filter(releases__gt=1)
        .order_by("month")
    )
    return [Resupplied(one["month"], one["releases"], one["newest"]) for one in rows]
