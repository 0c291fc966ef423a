"""The headline: how far the two maps differ, and what chance alone would give."""

from typing import Final

import numpy as np

from hotspots.contrast.counts import Counts

_DRAWS: Final = 4_000
_RANGE: Final = (0.05, 0.95)


def dissimilarity(counts: Counts) -> float:
    """Return half the sum of absolute differences of shares, from 0 to 1.

    The part of member reports that would have to be in other cells for the two maps to
    agree. Both sources must have a record.
    """
    shares = counts.members / counts.members.sum() - counts.officials / counts.officials.sum()
    return min(1.0, float(np.abs(shares).sum() / 2))


def chance_range(
    counts: Counts, dispersion: float, rng: np.random.Generator
) -> tuple[float, float]:
    """Return the 5 % and 95 % points of the dissimilarity if both had the same pattern.

    Both sources are drawn anew from the records of each cell together. Clustered reports
    vary more: to first order every difference of shares grows by
    ``sqrt((dispersion / A + 1 / B) / (1 / A + 1 / B))``, and so does the range.
    """
    total, official_total = int(counts.members.sum()), int(counts.officials.sum())
    both = counts.both
    drawn = rng.multivariate_hypergeometric(both, total, size=_DRAWS, method="marginals")
    differences = np.abs(drawn / total - (both - drawn) / official_total).sum(axis=1) / 2
    widened = np.sqrt((dispersion / total + 1 / official_total) / (1 / total + 1 / official_total))
    low, high = np.minimum(1.0, np.quantile(differences, _RANGE) * widened)
    return float(low), float(high)
