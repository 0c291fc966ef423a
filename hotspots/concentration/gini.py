"""How concentrated are reports over hexagons, when there may be more hexagons than reports?"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

TOP: Final = 0.2
"""The part of all hexagons that the share is told of."""

_RESAMPLES: Final = 999
_TAIL: Final = 0.05  # ranges of operational screens are 90 %


@dataclass(frozen=True, slots=True)
class Concentration:
    """Indices of one set of counts; None where there are too few reports for one.

    ``gini`` is the generalised one, 0 where reports lie as evenly as whole numbers can, 1
    where all lie in one hexagon. ``top_share`` is the share in the fullest fifth of hexagons,
    ``half_from`` the fewest hexagons that hold half of all reports.
    """

    reports: int
    hexagons: int
    gini: float | None
    top_share: float | None
    half_from: int | None


def ordinary_gini(counts: ArrayLike) -> float:
    """Return the Gini coefficient of counts over places.

    With fewer reports than places it cannot come near 0 however even they are: use
    :func:`generalised_gini`.

    Raises
    ------
    ValueError
        If there is no report.
    """
    ordered = np.sort(_counts(counts))
    places, total = len(ordered), int(ordered.sum())
    if not total:
        raise ValueError("Without a report nothing is concentrated.")
    ranks = 2 * np.arange(1, places + 1) - places - 1
    return float((ranks * ordered).sum() / (places * total))


def generalised_gini(counts: ArrayLike, *, unbiased: bool = False) -> float:
    """Return the Gini coefficient against the most even spread of so many whole reports.

    ``max(1, places / reports) * (G - 1) + 1``, times ``m / (m - 1)`` if unbiased, `m` being
    the smaller of places and reports.

    Raises
    ------
    ValueError
        If there is no report, or, unbiased, only one report or place.

    References
    ----------
    Bernasco, W. and Steenbeek, W. (2017), Journal of Quantitative Criminology 33:451.
    """
    given = _counts(counts)
    places, total = len(given), int(given.sum())
    found = max(1.0, places / max(total, 1)) * (ordinary_gini(given) - 1) + 1
    if not unbiased:
        return found
    fewest = min(places, total)
    if fewest < 2:
        raise ValueError("One report, or one place, has no spread to be told.")
    return found * fewest / (fewest - 1)


def top_share(counts: ArrayLike, part: float = TOP) -> float:
    """Return the share of reports in the fullest part of all places; part of a place counts so.

    Raises
    ------
    ValueError
        If there is no report.
    """
    ordered = np.sort(_counts(counts))[::-1]
    if not ordered.sum():
        raise ValueError("Without a report nothing is concentrated.")
    lorenz = np.concatenate([[0.0], np.cumsum(ordered) / ordered.sum()])
    return float(np.interp(part * len(ordered), np.arange(len(lorenz)), lorenz))


def half_from(counts: ArrayLike) -> int:
    """Return the fewest places that hold half of all reports, or 0 where there are none."""
    ordered = np.sort(_counts(counts))[::-1]
    total = int(ordered.sum())
    return int(np.searchsorted(np.cumsum(ordered), ceil(total / 2))) + 1 if total else 0


def concentration(counts: ArrayLike, least: int) -> Concentration:
    """Return all indices of counts, or none of them below `least` reports."""
    given = _counts(counts)
    total = int(given.sum())
    if total < least:
        return Concentration(total, len(given), None, None, None)
    gini = generalised_gini(given, unbiased=True)
    return Concentration(total, len(given), gini, top_share(given), half_from(given))


@dataclass(frozen=True, slots=True)
class Spread:
    """An index freed of the excess that few reports bring, its 90 % range, and that of chance.

    Reports that fell on all hexagons alike would show ``chance_low`` to ``chance_high``.
    """

    value: float
    low: float
    high: float
    chance_low: float
    chance_high: float


def spreads(by_member: ArrayLike, seed: int) -> tuple[Spread, Spread]:
    """Return the ranges of the generalised Gini and of the top share.

    Whole businesses are resampled, since each reports what is near it. A resample is more
    uneven than what it is drawn from, by as much as that is more uneven than the pattern
    beneath: so the value is what was counted less that excess, and the range is turned about
    what was counted (the basic bootstrap). Both are kept within 0 and 1.

    Parameters
    ----------
    by_member : array_like of int, shape (businesses, hexagons)
    seed : int
    """
    reports = _counts(by_member)
    counts = reports.sum(axis=0)
    rng = np.random.default_rng(seed)
    members = len(reports)
    taken = rng.multinomial(members, np.full(members, 1 / members), size=_RESAMPLES)
    resampled = taken @ reports
    resampled = resampled[resampled.sum(axis=1) > 1]
    even = rng.multinomial(int(counts.sum()), np.full(len(counts), 1 / len(counts)), _RESAMPLES)
    return (
        _spread(_ginis(counts[None, :])[0], _ginis(resampled), _ginis(even)),
        _spread(_tops(counts[None, :])[0], _tops(resampled), _tops(even)),
    )


def _spread(estimate: float, resampled: Floats, even: Floats) -> Spread:
    low, high = np.quantile(resampled, [_TAIL, 1 - _TAIL])
    chance = np.quantile(even, [_TAIL, 1 - _TAIL])
    turned = 2 * estimate - np.array([resampled.mean(), high, low])
    value, lowest, highest = np.clip(turned, 0.0, 1.0).tolist()
    return Spread(value, lowest, highest, float(chance[0]), float(chance[1]))


def _ginis(rows: Integers) -> Floats:
    """Return the unbiased generalised Gini of each row."""
    ordered = np.sort(rows, axis=1)
    places, totals = rows.shape[1], rows.sum(axis=1)
    ranks = 2 * np.arange(1, places + 1) - places - 1
    plain = (ordered @ ranks) / (places * totals)
    fewest = np.minimum(places, totals)
    found: Floats = (np.maximum(1.0, places / totals) * (plain - 1) + 1) * fewest / (fewest - 1)
    return found


def _tops(rows: Integers) -> Floats:
    ordered = np.sort(rows, axis=1)[:, ::-1]
    whole, rest = divmod(TOP * rows.shape[1], 1.0)
    inside = ordered[:, : int(whole)].sum(axis=1) + rest * ordered[:, int(whole)]
    found: Floats = inside / rows.sum(axis=1)
    return found


def _counts(values: ArrayLike) -> Integers:
    given = np.asarray(values)
    if given.size == 0 or given.dtype.kind not in "iu" or given.min() < 0:
        raise ValueError("Counts must be whole numbers from zero, and one at least.")
    return given.astype(np.int64)
