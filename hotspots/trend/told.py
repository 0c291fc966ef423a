"""The recording gap: of what members reported here, how much had they told the police?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hotspots.evaluation.shares import Share, wilson

LEAST_ANSWERS: Final = 20
"""No percentage is quoted below this base."""

NO, YES, UNANSWERED = 0, 1, -1


@dataclass(frozen=True)
class Told:
    """Of some reports: how many said whether police were told, how many said yes.

    ``share`` has its 95 % range, None where there are too few answers to say.
    """

    name: str
    reports: int
    answered: int
    told: int
    share: Share | None


def clustering(told: ArrayLike, organisation: ArrayLike) -> float:
    """Return how much more a share varies when whole businesses answer alike; at least 1.

    Variance of the ratio of sums over businesses (linearised) over that of independent
    answers. With one business, the number of its answers: they count as one.

    Parameters
    ----------
    told : array_like of 0 and 1, shape (answers,)
    organisation : array_like of int, shape (answers,)
    """
    yes = np.asarray(told, dtype=np.float64)
    if not yes.size:
        return 1.0
    businesses, row = np.unique(np.asarray(organisation), return_inverse=True)
    share = float(yes.mean())
    independent = share * (1 - share) * yes.size**2 / max(1, yes.size - 1)
    if len(businesses) == 1:
        return float(yes.size)
    if not independent:
        return 1.0
    surplus = np.bincount(row, weights=yes - share)
    among = len(businesses) / (len(businesses) - 1)
    return max(1.0, among * float((surplus**2).sum()) / independent)


def told_by(
    names: Sequence[str], group: ArrayLike, told: ArrayLike, organisation: ArrayLike
) -> list[Told]:
    """Return the share told, by group.

    The range of every group is widened by the clustering of all answers together, since a
    group alone is too small to tell its own.

    Parameters
    ----------
    names : sequence of str
        Of the groups, in order.
    group : array_like of int, shape (reports,)
        Index into `names`; -1 for reports of no group.
    told : array_like of int, shape (reports,)
        1 yes, 0 no, -1 not answered.
    organisation : array_like of int, shape (reports,)
    """
    where, answer = np.asarray(group, dtype=np.int64), np.asarray(told, dtype=np.int64)
    said = (answer != UNANSWERED) & (where >= 0)
    spread = clustering(answer[said], np.asarray(organisation, dtype=np.int64)[said])
    return [_group(name, answer[where == at], spread) for at, name in enumerate(names)]


def _group(name: str, answer: NDArray[np.int64], spread: float) -> Told:
    said = answer[answer != UNANSWERED]
    yes = int((said == YES).sum())
    share = None
    if said.size >= LEAST_ANSWERS:
        share = wilson(yes / spread, said.size / spread)
    return Told(name, len(answer), len(said), yes, share)
