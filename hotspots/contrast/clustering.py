"""One keen shop is not a hotspot: how clustered are reports by who made them?"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hotspots.contrast.counts import Integers, whole_numbers

_RESAMPLES: Final = 500
_LEAST_REPORTS: Final = 2  # one report is always all of one member's, and says nothing
_LEAST_MEMBERS: Final = 2


def dispersion_of(by_member: ArrayLike, rng: np.random.Generator) -> float:
    """Return how much more member shares vary than those of independent reports would.

    Whole members are resampled (K - 1 of K, after Rao and Wu, which keeps the variance
    unbiased with few members); the variance of the shares so found is pooled over cells and
    divided by the multinomial one. One decimal: 500 resamples carry no more, and what is
    printed is what was used.

    Parameters
    ----------
    by_member : array_like of int, shape (members, cells)
        Reports of each member in each cell. The order of members does not matter.
    rng : numpy Generator

    Returns
    -------
    float
        At least 1. With one member only, the number of reports: no spread can be told, so
        all of them count as one. If every report lies in one cell, reports for each member.
    """
    reports = whole_numbers(by_member)
    reports = reports[reports.sum(axis=1) > 0]
    total, members = int(reports.sum()), len(reports)
    if members == 0:
        return 1.0
    shares = reports.sum(axis=0) / total
    independent = float((shares * (1 - shares)).sum())
    if members < _LEAST_MEMBERS or independent == 0:
        return _one_decimal(total / members)
    return _one_decimal(_clustered_variance(reports, rng) / (independent / (total - 1)))


def one_reporter(by_member: ArrayLike) -> tuple[bool | None, ...]:
    """Return, for each cell, whether one member made more than half of its reports.

    None where a cell has fewer than two reports, of which nothing can be said.
    """
    reports = whole_numbers(by_member)
    totals = reports.sum(axis=0)
    most = reports.max(axis=0, initial=0)
    return tuple(
        None if total < _LEAST_REPORTS else bool(2 * top > total)
        for total, top in zip(totals, most, strict=True)
    )


def _clustered_variance(reports: Integers, rng: np.random.Generator) -> float:
    members = len(reports)
    ordered = reports[np.lexsort(reports.T)]  # so that the draw does not depend on the caller
    taken = rng.multinomial(members - 1, np.full(members, 1 / members), size=_RESAMPLES)
    resampled: NDArray[np.int64] = taken @ ordered
    shares = resampled / resampled.sum(axis=1, keepdims=True)
    return float(shares.var(axis=0, ddof=1).sum())


def _one_decimal(dispersion: float) -> float:
    return max(1.0, float(np.floor(dispersion * 10 + 0.5)) / 10)
