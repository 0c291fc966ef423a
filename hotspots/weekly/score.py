"""Did last week's map find this week's reports? PAI, PEI, and the mean of past weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

SCORED_WEEKS: Final = 26
PREDICTIVE: Final = 0.5
"""A map that finds less than half of what a perfect one of the same area would, predicts
nothing worth the name, and the page says so."""


@dataclass(frozen=True, slots=True)
class Hit:
    """How one map did in the week after it.

    Attributes
    ----------
    cells : marked cells; area : their share of the whole area, 0 to 1.
    found, total : reports in marked cells and in all.
    best : the most reports that any choice of the same area could have held.
    """

    cells: int
    area: float
    found: int
    total: int
    best: float

    @property
    def share(self) -> float:
        """Return the part of the reports that the marked cells held."""
        return self.found / self.total

    @property
    def best_share(self) -> float:
        """Return the part that the best choice would have held."""
        return self.best / self.total

    @property
    def pai(self) -> float:
        """Return the predictive accuracy index: the share of reports over that of the area."""
        return self.share / self.area

    @property
    def pei(self) -> float:
        """Return the predictive efficiency index, 0 to 1: the index over the best attainable."""
        return self.found / self.best


def hit(marked: ArrayLike, reports: ArrayLike, area: ArrayLike) -> Hit | None:
    """Return how the marked cells did, or None if none was marked or nobody reported.

    The best choice fills the same area with the cells of most reports for their area, the last
    of them in part: with cells of one size, exactly as many cells as were marked.

    Parameters
    ----------
    marked : array_like of bool, shape (cells,)
        By the map of the week before.
    reports : array_like of int, shape (cells,)
        Of the week.
    area : array_like of float, shape (cells,)
        Inside the boundary; zero or more, above zero where marked.

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    chosen = np.asarray(marked, dtype=np.bool_)
    counts = np.asarray(reports, dtype=np.int64)
    size = np.asarray(area, dtype=np.float64)
    if chosen.ndim != 1 or counts.shape != chosen.shape or size.shape != chosen.shape:
        raise ValueError("Marks, reports and area must be of the same cells.")
    taken = float(size[chosen].sum())
    if taken <= 0 or counts.sum() == 0:
        return None
    return Hit(
        cells=int(chosen.sum()),
        area=taken / float(size.sum()),
        found=int(counts[chosen].sum()),
        total=int(counts.sum()),
        best=_best(counts, size, taken),
    )


def _best(counts: NDArray[np.int64], size: NDArray[np.float64], room: float) -> float:
    usable = size > 0
    order = np.argsort(-counts[usable] / size[usable], kind="stable")
    area, reports = size[usable][order], counts[usable][order]
    before = np.concatenate([[0.0], area.cumsum()[:-1]])
    # The part of each cell that still has room, from all of it to none.
    part = np.clip((room - before) / area, 0.0, 1.0)
    return float((part * reports).sum())


@dataclass(frozen=True, slots=True)
class Score:
    """The hits of some weeks together: means, and the middle half of the weekly shares."""

    weeks: int
    share: float
    share_low: float
    share_high: float
    pei: float

    @property
    def predictive(self) -> bool:
        """Tell whether the map finds at least half of what the best one would."""
        return self.pei >= PREDICTIVE


def score(hits: Sequence[Hit]) -> Score | None:
    """Return the means of some weeks' hits, or None without any."""
    if not hits:
        return None
    shares = np.array([one.share for one in hits])
    low, high = np.quantile(shares, [0.25, 0.75])
    return Score(
        weeks=len(hits),
        share=float(shares.mean()),
        share_low=float(low),
        share_high=float(high),
        pei=float(np.mean([one.pei for one in hits])),
    )
