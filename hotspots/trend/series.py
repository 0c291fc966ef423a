"""Monthly counts as an index of their first year, each month with its range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hotspots.trend.exact import Ratio, poisson_range

Count = int | None

YEAR: Final = 12


@dataclass(frozen=True)
class Line:
    """One source: counts by month (None where there are no data) and what they arise from.

    `exposure` is in active member-weeks or in days; a month without any has no rate.
    """

    counts: Sequence[Count]
    exposure: Sequence[float]

    def has(self, month: int) -> bool:
        """Tell whether a month has a rate."""
        return self.counts[month] is not None and self.exposure[month] > 0

    def known(self, months: Sequence[int]) -> tuple[int, float]:
        """Return the sum of counts, and of exposure, over the months that have a rate."""
        with_rate = [month for month in months if self.has(month)]
        counts = sum(self.counts[month] or 0 for month in with_rate)
        return counts, sum(self.exposure[month] for month in with_rate)


def index(line: Line, dispersion: float) -> list[Ratio | None]:
    """Return each month's rate with its 95 % range, the first twelve months together being 100.

    With fewer than twelve months, all of them are the base. None where a month has no rate, or
    the base no record.
    """
    counts, exposure = line.known(range(min(YEAR, len(line.counts))))
    if not counts:
        return [None] * len(line.counts)
    base = counts / exposure
    return [_at(line, month, base, dispersion) for month in range(len(line.counts))]


def _at(line: Line, month: int, base: float, dispersion: float) -> Ratio | None:
    count = line.counts[month]
    if count is None or not line.has(month):
        return None
    unit = 100 / (line.exposure[month] * base)
    spread = poisson_range(count, dispersion)
    return Ratio(spread.value * unit, spread.low * unit, spread.high * unit)


def plain_dispersion(line: Line) -> float:
    """Return how much more monthly counts vary about one rate than Poisson counts; at least 1.

    Season and trend count as variation, so ranges made with it are wide rather than narrow: it
    serves where there is no second year to tell them apart.
    """
    months = [month for month in range(len(line.counts)) if line.has(month)]
    counts, exposure = line.known(months)
    if len(months) < 2 or not counts:
        return 1.0
    pearson = sum(
        ((line.counts[month] or 0) - mean) ** 2 / mean
        for month in months
        for mean in [counts / exposure * line.exposure[month]]
    )
    return max(1.0, pearson / (len(months) - 1))
