"""Is the town drifting? A weekly count against its norm, and the sum of small excesses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from hotspots.weekly.alerting import NORM_WEEKS

LEAST_NORM: Final = 5.0
"""Below five a week the square root of a count is not near enough to a normal deviate."""

UNUSUAL: Final = 2.0
VERY_UNUSUAL: Final = 3.0

ALLOWANCE: Final = 0.5
"""The k of the chart: it listens for a rise of one standard deviation."""

LIMIT: Final = 5.0
"""The h of the chart: crossed by luck alone once in 931 weeks, by such a rise in 10."""

CEILING: Final = 7.0
"""Where the sum stops rising: after a drift has ended, four weeks at the norm end the warning."""


def poisson_z(count: int, norm: float) -> float:
    """Return Wheeler's deviate, ``2 (sqrt x - sqrt m)``, of a count from a norm.

    Its standard deviation is 1 only if the norm is known and the counts are Poisson;
    :func:`weekly_z` allows for what is not.

    Raises
    ------
    ValueError
        If either is negative.
    """
    if count < 0 or norm < 0:
        raise ValueError("A count and its norm are zero or more.")
    return 2 * (sqrt(count) - sqrt(norm))


def weekly_z(count: int, norm: float, dispersion: float) -> float:
    """Return the deviate of a week from the mean of the thirteen before it, of unit spread.

    The counts vary `dispersion` times as much as Poisson counts, and a mean of thirteen weeks
    is itself uncertain by a thirteenth.

    Raises
    ------
    ValueError
        If the dispersion is below 1.
    """
    _check(dispersion)
    return poisson_z(count, norm) / sqrt(dispersion * (1 + 1 / NORM_WEEKS))


def between_weeks_z(count: int, other: int, dispersion: float) -> float:
    """Return the deviate of one single week from another, of unit spread.

    Both are as uncertain as each other, so the spread is larger by the root of two than
    against a known norm.
    """
    _check(dispersion)
    return poisson_z(count, float(other)) / sqrt(2 * dispersion)


def _check(dispersion: float) -> None:
    if not dispersion >= 1:
        raise ValueError("A dispersion is a number of at least 1.")


@dataclass(frozen=True, slots=True)
class Drift:
    """The chart at its last week: its sum, and for how many weeks it has been above zero."""

    value: float
    weeks: int

    @property
    def drifting(self) -> bool:
        """Tell whether the sum has passed its limit."""
        return self.value > LIMIT


def cusum(
    deviates: Sequence[float], *, allowance: float = ALLOWANCE, anew: Collection[int] = ()
) -> list[Drift]:
    """Sum what each week exceeds its norm by, less an allowance, never below zero.

    The upper one-sided chart of Page (1954), ``C = max(0, C + z - k)``, with a ceiling above its
    limit: when it first crosses the limit does not depend on the ceiling, and without one a
    past summer would be told as a drift until the next.

    Parameters
    ----------
    deviates : sequence of float
        In the order of the weeks, of unit spread.
    anew : collection of int
        Positions before which the sum is set back to zero: a drift was acknowledged.
    """
    chart: list[Drift] = []
    now = Drift(0.0, 0)
    for at, deviate in enumerate(deviates):
        if at in anew:
            now = Drift(0.0, 0)
        value = min(CEILING, max(0.0, now.value + deviate - allowance))
        now = Drift(value, now.weeks + 1 if value > 0 else 0)
        chart.append(now)
    return chart
