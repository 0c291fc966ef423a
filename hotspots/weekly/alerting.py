"""Is this week unusual, and is this corner hot? Exact tests on small counts."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NORM_WEEKS: Final = 13
"""A quarter: long enough for a mean, short enough not to mix seasons."""

ALPHA: Final = 0.05
LEAST_REPORTS: Final = 3  # one or two reports are no alert, however quiet the norm
_TAIL: Final = 0.05  # operational screens give 90 % ranges
_HALF: Final = 0.5  # so that thirteen empty weeks do not make any report impossible


@dataclass(frozen=True, slots=True, eq=False)
class Unusual:
    """One-sided results over cells: p, q (Benjamini-Hochberg) and what passes.

    ``expected`` is what the cell would have if nothing were unusual.
    """

    expected: Floats
    p: Floats
    q: Floats
    flagged: Flags


def weekly_dispersion(history: ArrayLike) -> float:
    """Return how much more weekly counts vary than Poisson counts, pooled over cells.

    Pearson's statistic over its degrees of freedom, each cell about its own mean; at least
    1. Cells without a report say nothing.

    Parameters
    ----------
    history : array_like of int, shape (weeks, cells)
        Complete weeks, 26 as a rule.

    Raises
    ------
    ValueError
        If there are fewer than two weeks.
    """
    counts = _counts(history)
    if counts.ndim != 2 or len(counts) < 2:
        raise ValueError("Dispersion needs at least two weeks of counts by cell.")
    means = counts.mean(axis=0)
    busy = means > 0
    if not busy.any():
        return 1.0
    pearson = ((counts[:, busy] - means[busy]) ** 2 / means[busy]).sum()
    return max(1.0, float(pearson / ((len(counts) - 1) * busy.sum())))


def alerts(history: ArrayLike, this_week: ArrayLike, dispersion: float) -> Unusual:
    """Tell which cells have more reports this week than the last thirteen make likely.

    The norm is ``m = (s + 1/2) / 13``. Next week's count has mean `m` and variance
    ``dispersion * m * (1 + 1/13)``, the thirteenth for not knowing the mean, and is negative
    binomial. With a dispersion of 1 the Poisson case is exact: given the sum of all
    fourteen weeks, this one's count is binomial.

    Parameters
    ----------
    history : array_like of int, shape (13, cells)
        The last thirteen complete weeks.
    this_week : array_like of int, shape (cells,)
    dispersion : float
        From :func:`weekly_dispersion`, at least 1.

    Raises
    ------
    ValueError
        If the shapes do not fit, a count is negative or the dispersion is below 1.
    """
    past, now = _counts(history), _counts(this_week)
    if past.shape != (NORM_WEEKS, now.size) or now.ndim != 1:
        raise ValueError("Alerts need thirteen weeks of counts for the cells of this week.")
    total = past.sum(axis=0)
    expected = (total + _HALF) / NORM_WEEKS
    size, chance = _predictive(expected, dispersion)
    if dispersion == 1:
        p = stats.binom.sf(now - 1, now + total, 1 / (NORM_WEEKS + 1))
    else:
        p = stats.nbinom.sf(now - 1, size, chance)
    return _unusual(expected, p, now >= LEAST_REPORTS)


@dataclass(frozen=True, slots=True, eq=False)
class Norms:
    """What each cell's week is expected to hold: mean, and the range of nine weeks in ten."""

    mean: Floats
    low: NDArray[np.int64]
    high: NDArray[np.int64]


def normal_range(totals: ArrayLike, dispersion: float) -> Norms:
    """Return the norm of a week from the total of the thirteen weeks before it.

    The 5 and 95 % points of the negative binomial of :func:`alerts`.

    Parameters
    ----------
    totals : array_like of int, shape (cells,)
    dispersion : float
        At least 1.

    Raises
    ------
    ValueError
        If a total is negative or the dispersion is below 1.
    """
    mean = (_counts(totals) + _HALF) / NORM_WEEKS
    size, chance = _predictive(mean, dispersion)
    low, high = (stats.nbinom.ppf(at, size, chance) for at in (_TAIL, 1 - _TAIL))
    return Norms(mean, low.astype(np.int64), high.astype(np.int64))


def _predictive(mean: Floats, dispersion: float) -> tuple[Floats, Floats]:
    """Return size and chance of the negative binomial of a week, given its norm."""
    if not 1 <= dispersion < np.inf:
        raise ValueError("A dispersion is a number of at least 1.")
    variance = dispersion * mean * (1 + 1 / NORM_WEEKS)
    return mean**2 / (variance - mean), mean / variance


def neighbourhood_test(
    counts: ArrayLike,
    exposure: ArrayLike,
    neighbourhoods: ArrayLike,
    *,
    clustering: float = 1.0,
) -> Unusual:
    """Tell which cells, with their ring of neighbours, hold more reports than their part.

    Given the total N, reports in a neighbourhood are Binomial(N, its part of all exposure)
    if reports follow exposure. The hot side only: a "cold spot" of a stream in which people
    choose to report means nothing. An empty neighbourhood has p = 1, where the permutation
    test of esda 2.9 gives 0.001.

    Where reports of one member come together, each counts for less: what lies in a
    neighbourhood is divided by `clustering` as one number and rounded down, and so is the
    total (Rao and Scott, first order). Rounding each cell by itself would lose most of a
    small town. `expected` stays in reports as counted.

    Parameters
    ----------
    counts : array_like of int, shape (cells,)
        Reports of the window.
    exposure : array_like of float, shape (cells,)
        Area inside the boundary or active member-weeks; the total above zero.
    neighbourhoods : array_like of bool, shape (cells, cells)
        Row `i` marks cell `i` itself and its neighbours.
    clustering : float, at least 1
        From :func:`hotspots.contrast.clustering.dispersion_of`.

    Raises
    ------
    ValueError
        If the shapes do not fit, a count or exposure is negative, there is no exposure, or
        the clustering is below 1.
    """
    reports = _counts(counts)
    weight = np.asarray(exposure, dtype=np.float64)
    near = np.asarray(neighbourhoods, dtype=np.bool_)
    if reports.ndim != 1 or weight.shape != reports.shape or near.shape != (reports.size,) * 2:
        raise ValueError("Counts, exposure and neighbourhoods must be of the same cells.")
    if not (weight >= 0).all() or not 0 < weight.sum() < np.inf:
        raise ValueError("Exposure must be zero or more, and not zero everywhere.")
    if not 1 <= clustering < np.inf:
        raise ValueError("Clustering is a number of at least 1.")
    total = int(reports.sum())
    together = near.astype(np.int64) @ reports
    part = np.minimum(1.0, near @ weight / weight.sum())
    # The tiny amount mends quotients that floating point puts just under a whole number.
    independent = np.floor(together / clustering + 1e-9)
    p = stats.binom.sf(independent - 1, int(total / clustering + 1e-9), part)
    return _unusual(total * part, p, together >= LEAST_REPORTS)


def _unusual(expected: Floats, p: Floats, enough: Flags) -> Unusual:
    q = stats.false_discovery_control(p, method="bh") if p.size else p
    return Unusual(expected, p, q, (q < ALPHA) & enough)


def _counts(values: ArrayLike) -> NDArray[np.int64]:
    given = np.asarray(values)
    if given.size and (given.dtype.kind not in "iu" or given.min() < 0):
        raise ValueError("Counts must be whole numbers from zero.")
    return given.astype(np.int64)
