"""After a report, is another one nearby soon after more likely than usual? Knox's table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial.distance import pdist, squareform

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

METRES: Final = (0.0, 50.0, 100.0, 200.0, 400.0)
DAYS: Final = (0, 4, 8, 15, 29)
"""Edges of the bands, left-closed and right-open: 0 to 3 days is [0, 4). The Near Repeat
Calculator names its bands otherwise: what it calls 'a to b' is [a - 1, b)."""

PERMUTATIONS: Final = 999
LEAST_EVENTS: Final = 100

CALLED_OUT_RATIO: Final = 1.2
CALLED_OUT_P: Final = 0.05
_TAIL: Final = 0.05


@dataclass(frozen=True, eq=False)
class Knox:
    """Pairs by band of distance (rows) and of time (columns).

    ``expected`` is the mean over permutations of the dates, ``ratio`` the pairs over it,
    ``chance_low`` and ``chance_high`` its 5-95 % range of luck alone, ``p`` the share of
    permutations with as many pairs or more. A ratio is NaN where none are expected.
    """

    pairs: Integers
    expected: Floats
    ratio: Floats
    chance_low: Floats
    chance_high: Floats
    p: Floats

    @property
    def called_out(self) -> NDArray[np.bool_]:
        """Return which bands hold a fifth more pairs than usual, and more than luck gives."""
        with np.errstate(invalid="ignore"):
            found: NDArray[np.bool_] = (self.ratio >= CALLED_OUT_RATIO) & (self.p < CALLED_OUT_P)
        return found


def knox(
    points_m: ArrayLike,
    days: ArrayLike,
    *,
    seed: int,
    metres: Sequence[float] = METRES,
    spans: Sequence[float] = DAYS,
    permutations: int = PERMUTATIONS,
) -> Knox:
    """Count close pairs of events, and how many there would be if dates fell at random.

    The dates are shuffled over the events, which keeps where events gather and when, and
    breaks only that they do both together.

    Parameters
    ----------
    points_m : array_like of float, shape (n, 2)
        Eastings and northings in metres.
    days : array_like of int, shape (n,)
        Day numbers.
    seed : int
    metres, spans : sequence of float
        Edges of the bands, rising.
    permutations : int

    Raises
    ------
    ValueError
        If there are fewer than two events, or the arrays do not fit.
    """
    places, when = np.asarray(points_m, dtype=np.float64), np.asarray(days)
    if len(places) < 2 or places.shape != (len(when), 2):
        raise ValueError("Pairs need two events at least, each with a place and a day.")
    shape = (len(metres) - 1, len(spans) - 1)
    first, second, soon = _soon(when, spans)
    # By symmetry the places may be shuffled instead of the dates: few pairs are close in time.
    near = squareform(_bands(pdist(places), metres) + 1).astype(np.uint16) * shape[1]
    rng = np.random.default_rng(seed)
    orders = [np.arange(len(when)), *(rng.permutation(len(when)) for _ in range(permutations))]
    counted = [_count(near.ravel(), order, first, second, soon, shape) for order in orders]
    return _summary(counted[0], np.array(counted[1:]))


def _bands(values: NDArray[Any], edges: Sequence[float]) -> Integers:
    """Return the band of each value, from zero; -1 beyond the last edge or before the first."""
    band: Integers = np.searchsorted(np.asarray(edges), values, side="right") - 1
    band[band == len(edges) - 1] = -1
    return band


def _soon(
    when: NDArray[Any], spans: Sequence[float]
) -> tuple[Integers, Integers, NDArray[np.uint16]]:
    """Return the pairs within the last span, and the band of each."""
    first, second = np.triu_indices(len(when), 1)
    band = _bands(np.abs(when[first] - when[second]), spans)
    kept = band >= 0
    return first[kept], second[kept], band[kept].astype(np.uint16)


def _count(
    near: NDArray[np.uint16],
    order: Integers,
    first: Integers,
    second: Integers,
    soon: NDArray[np.uint16],
    shape: tuple[int, int],
) -> Integers:
    """Count pairs by band, the events having changed places in this order."""
    at = (order * len(order)).take(first) + order.take(second)
    cells = np.bincount(near.take(at) + soon, minlength=(shape[0] + 1) * shape[1])
    return cells.reshape(shape[0] + 1, shape[1])[1:]


def _summary(pairs: Integers, drawn: Integers) -> Knox:
    expected = drawn.mean(axis=0)
    low, high = np.quantile(drawn, [_TAIL, 1 - _TAIL], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, low, high = (
            np.where(expected > 0, value / expected, np.nan) for value in (pairs, low, high)
        )
    reached = (drawn >= pairs).sum(axis=0)
    return Knox(pairs, expected, ratio, low, high, (reached + 1) / (len(drawn) + 1))
