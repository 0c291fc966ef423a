"""Two sources, two periods: the odds ratio with its range, and exact tests.

The exact tests take each record for independent; the range, and the verdict that follows from
it, allow for dispersion.
"""

from dataclasses import dataclass
from math import exp, inf, log, sqrt
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

LEVEL: Final = 0.95
"""Ranges of the trend are 95 %: the founding claim is quoted to those who pay."""

_ALIKE: Final = 1 + 1e-7  # probabilities that differ by rounding alone are the same


class Pair(NamedTuple):
    """Counts, or exposures, of the earlier and the later period."""

    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """An estimate with its range."""

    value: float
    low: float
    high: float


_SAME: Final = Pair(1, 1)


def reach(dispersion: float, freedom: float, level: float = LEVEL) -> float:
    """Return by how many standard errors of Poisson counts a range extends.

    Student's t, since the dispersion is itself an estimate on `freedom` degrees; infinite
    freedom if it is known. Values under 1 count as 1.
    """
    quantile = (1 + level) / 2
    t = stats.norm.ppf(quantile) if freedom == inf else stats.t.ppf(quantile, freedom)
    return float(t) * sqrt(max(1.0, dispersion))


def change(
    counts: Pair, exposure: Pair = _SAME, *, dispersion: float = 1.0, freedom: float = inf
) -> Ratio:
    """Return the later rate over the earlier one.

    Raises
    ------
    ValueError
        If a count or an exposure is not above zero.
    """
    return _ratio([counts], [exposure], dispersion, freedom)


def odds_ratio(
    members: Pair,
    officials: Pair,
    *,
    exposure: Pair = _SAME,
    official_exposure: Pair = _SAME,
    dispersion: float = 1.0,
    freedom: float = inf,
) -> Ratio:
    """Return how the members' change of rate compares with the officials'.

    ``(members' later rate / earlier rate) / (the same of officials)``: above 1, the gap widened.

    Parameters
    ----------
    members, officials : Pair of counts
    exposure, official_exposure : Pair
        Active member-weeks, and days.
    dispersion, freedom : float
        Of monthly counts about their model, and its degrees of freedom.

    Raises
    ------
    ValueError
        If a count or an exposure is not above zero.
    """
    return _ratio(
        [members, Pair(officials.after, officials.before)],
        [exposure, Pair(official_exposure.after, official_exposure.before)],
        dispersion,
        freedom,
    )


def _ratio(counts: list[Pair], exposures: list[Pair], dispersion: float, freedom: float) -> Ratio:
    if min(*(value for pair in (*counts, *exposures) for value in pair)) <= 0:
        raise ValueError("A ratio needs counts and exposures above zero.")
    middle = sum(
        log(n.after / e.after) - log(n.before / e.before)
        for n, e in zip(counts, exposures, strict=True)
    )
    error = sqrt(sum(1 / n for pair in counts for n in pair))
    width = reach(dispersion, freedom) * error
    return Ratio(exp(middle), exp(middle - width), exp(middle + width))


def fisher(members: Pair, officials: Pair, *, odds: float = 1.0) -> float:
    """Return the two-sided exact probability that the odds ratio of the counts is `odds`.

    Fisher's test where `odds` is 1; with exposures it is their own odds ratio, and the
    distribution is the non-central hypergeometric one.

    Raises
    ------
    ValueError
        If a count is negative or no whole number, or the odds are not above zero.
    """
    table = [*members, *officials]
    if min(table) < 0 or any(n != int(n) for n in table) or odds <= 0:
        raise ValueError("Fisher's test needs whole counts from zero, and odds above zero.")
    first, second = sum(members), sum(officials)
    later = members.after + officials.after
    support = np.arange(max(0, later - second), min(first, later) + 1)
    weights = _log_choose(first, support) + _log_choose(second, later - support)
    weights = weights + support * log(odds)
    chances = np.exp(weights - special.logsumexp(weights))
    observed = chances[int(members.after - support[0])]
    return float(min(1.0, chances[chances <= observed * _ALIKE].sum()))


def _log_choose(n: float, k: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = (
        special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    )
    return found


class RateTest(NamedTuple):
    """Exact comparison of two rates."""

    ratio: float
    low: float
    high: float
    p: float


def poisson_test(first: Pair, second: Pair, level: float = LEVEL) -> RateTest:
    """Compare two Poisson rates exactly, given their sum: ``first`` over ``second``.

    Parameters
    ----------
    first, second : Pair
        A count, and its exposure.

    Raises
    ------
    ValueError
        If there is no count at all or an exposure is not above zero.
    """
    (n, t), (m, s) = first, second
    if n + m == 0 or min(t, s) <= 0:
        raise ValueError("Two rates need a count and exposures above zero.")
    found = stats.binomtest(int(n), int(n + m), t / (t + s))
    limits = found.proportion_ci(level, method="exact")
    low, high = (_odds(p) * s / t for p in (limits.low, limits.high))
    return RateTest(n / t / (m / s) if m else inf, low, high, float(found.pvalue))


def _odds(p: float) -> float:
    return inf if p >= 1 else p / (1 - p)


def poisson_range(count: float, dispersion: float = 1.0, level: float = LEVEL) -> Ratio:
    """Return a count with the range of what it may be the luck of.

    Exact for a dispersion of 1: 10 may be the luck of 4.8 to 18.4, and 0 of up to 3.7. With
    more, it is that of `dispersion` times fewer records.

    Raises
    ------
    ValueError
        If the count is negative.
    """
    if count < 0:
        raise ValueError("Counts are zero or more.")
    phi, tail = max(1.0, dispersion), (1 - level) / 2
    fewer = count / phi
    low = float(stats.chi2.ppf(tail, 2 * fewer)) / 2 * phi if count else 0.0
    return Ratio(count, low, float(stats.chi2.ppf(1 - tail, 2 * fewer + 2)) / 2 * phi)
