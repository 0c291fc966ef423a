"""Shares with Wilson's range, and the median of times that are only known in bands."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from hotspots.evaluation.differences import NORMAL_95


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1 with its 95 % range."""

    share: float
    low: float
    high: float


def wilson(part: float, base: float) -> Share:
    """Return a share with Wilson's 95 % range, which holds for small bases as well.

    Both may be divided by a dispersion, and then are no whole numbers.

    Raises
    ------
    ValueError
        If the base is not above zero or the part is not within it.

    References
    ----------
    Wilson, E. B. (1927), J. Am. Stat. Assoc. 22:209.
    """
    if base <= 0 or not 0 <= part <= base:
        raise ValueError("A share needs a base above zero and a part within it.")
    share, square = part / base, NORMAL_95**2
    middle = (share + square / (2 * base)) / (1 + square / base)
    reach = sqrt(share * (1 - share) / base + square / (4 * base**2)) * NORMAL_95
    reach /= 1 + square / base
    # Rounding may not put the share itself outside, at either end of the scale.
    return Share(share, max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach)))


@dataclass(frozen=True, slots=True)
class Median:
    """A median with its 95 % range; None where it lies in the open last band."""

    median: float | None
    low: float | None
    high: float | None


def grouped_median(edges: Sequence[float], counts: Sequence[int]) -> Median:
    """Return the median of values of which only the band is known.

    Within a band values are taken as evenly spread. The range is that of the order statistics
    at half the count, give or take 1.96 binomial standard errors.

    Parameters
    ----------
    edges : sequence of float, length bands + 1
        Where bands begin and the last ends; the last may be infinite.
    counts : sequence of int, length bands

    Raises
    ------
    ValueError
        If lengths do not fit or nothing was counted.
    """
    if len(edges) != len(counts) + 1 or sum(counts) < 1:
        raise ValueError("A median needs one count a band, and something counted.")
    total = sum(counts)
    reach = NORMAL_95 * sqrt(total) / 2
    return Median(
        *(
            _at_rank(edges, counts, min(max(rank, 0.0), float(total)))
            for rank in (total / 2, total / 2 - reach, total / 2 + reach)
        )
    )


def _at_rank(edges: Sequence[float], counts: Sequence[int], rank: float) -> float | None:
    below = 0
    for start, end, count in zip(edges, edges[1:], counts, strict=False):
        if count and rank <= below + count:
            within = start + (end - start) * (rank - below) / count
            return None if end == float("inf") else within
        below += count
    return None
