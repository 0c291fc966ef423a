"""The exact test of each cell, and what is too few to say."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from hotspots.contrast.counts import Counts, Divided, Integers, divided

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ALPHA: Final = 0.05
"""False discovery rate of the map, and the level that a testable cell must be able to reach."""

LEAST_TOTAL: Final = 2
"""A source with fewer independent records than two shows no pattern to compare."""


class Verdict(StrEnum):
    """What everybody reads; "no clear difference" never becomes "the same"."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_DIFFERENCE = "no clear difference"
    TOO_FEW = "too few to say"


@dataclass(frozen=True, slots=True, eq=False)
class CellTests:
    """Results over cells, and the counts that were tested.

    ``p`` is NaN where a cell has no record or a source is too small to compare; ``q`` is NaN
    where a cell is not testable. ``members`` and ``total`` are the counts that were tested,
    after division; the total is 0 where nothing could be.
    """

    members: Integers
    total: int
    p: Floats
    q: Floats
    testable: Flags
    verdicts: tuple[Verdict, ...]


def cell_tests(counts: Counts, dispersion: float) -> CellTests:
    """Test every cell against all others together.

    Two-sided mid-p of the hypergeometric distribution, Benjamini-Hochberg over the testable
    cells. Mid-p, because the plain doubled tail is needlessly strict on counts this small;
    Benjamini-Hochberg, because cells are weakly negatively dependent through the totals.

    Parameters
    ----------
    counts : Counts
        Both sources over the cells shown.
    dispersion : float
        Variance of the member shares over that of independent reports, at least 1, one
        decimal. Member counts are divided by it (Rao and Scott, first order), each to
        whichever of its two whole neighbours gives the larger p.
    """
    given = divided(counts.members, dispersion)
    enough = min(given.total, int(counts.officials.sum())) >= LEAST_TOTAL
    shown = (counts.both > 0) & enough
    members, p = _most_cautious(given, counts.officials)
    testable = shown & _can_reach(given.total, counts, members, ALPHA / max(1, shown.sum()))
    p[~shown] = np.nan
    q = np.full(p.shape, np.nan)
    if testable.any():
        q[testable] = stats.false_discovery_control(p[testable], method="bh")
    return CellTests(members, given.total if enough else 0, p, q, testable, _verdicts(counts, q))


def mid_p(a: Integers, size_a: int, size_b: int, both: Integers) -> Floats:
    """Return the two-sided mid-p of `a` records of source A among `both` of a cell.

    The first of two sources has `size_a` records, the second `size_b`; given how many
    records a cell holds, their number from the first is hypergeometric if both sources have
    the same pattern. NaN where `a` is impossible.
    """
    chance = stats.hypergeom(size_a + size_b, size_a, both)
    half = chance.pmf(a) / 2
    tail = np.minimum(chance.cdf(a - 1) + half, chance.sf(a) + half)
    return np.asarray(np.minimum(1.0, 2 * tail))


def _most_cautious(given: Divided, officials: Integers) -> tuple[Integers, Floats]:
    size_b = int(officials.sum())
    p_below = mid_p(given.below, given.total, size_b, given.below + officials)
    p_above = mid_p(given.above, given.total, size_b, given.above + officials)
    members = np.where(p_below >= p_above, given.below, given.above)
    return members, np.maximum(p_below, p_above)


def _can_reach(total: int, counts: Counts, members: Integers, level: float) -> Flags:
    """Tell whether the most extreme split of a cell's records would reach a level."""
    size_b = int(counts.officials.sum())
    both = members + counts.officials
    fewest = mid_p(np.maximum(0, both - size_b), total, size_b, both)
    most = mid_p(np.minimum(both, total), total, size_b, both)
    return np.asarray(np.minimum(fewest, most) <= level, dtype=np.bool_)


def _verdicts(counts: Counts, q: Floats) -> tuple[Verdict, ...]:
    # Shares compared by cross-multiplication: exact, where a quotient might tie wrongly.
    excess = counts.members * counts.officials.sum() - counts.officials * counts.members.sum()
    return tuple(_verdict(one_q, one_excess) for one_q, one_excess in zip(q, excess, strict=True))


def _verdict(q: float, excess: int) -> Verdict:
    if np.isnan(q):
        return Verdict.TOO_FEW
    if q >= ALPHA or excess == 0:
        return Verdict.NO_CLEAR_DIFFERENCE
    return Verdict.HIGHER if excess > 0 else Verdict.LOWER
