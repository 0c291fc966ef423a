"""The interrupted monthly series: did the level step when the money began?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hotspots.evaluation.differences import NORMAL_95
from hotspots.evaluation.fitting import Fit, fitted

Floats = NDArray[np.float64]

LEAST_BEFORE: Final = 24
LEAST_AFTER: Final = 12
STEADY: Final = (1.5, 2.5)
"""Durbin and Watson's statistic within this is no sign that months hang together."""
LAGS: Final = 2
_HARMONICS: Final = (1, 2)
_COVID: Final = (date(2020, 3, 1), date(2021, 7, 1))


class TooShort(ValueError):
    """Fewer than 24 months before or 12 after: then no model of the season can be trusted."""


@dataclass(frozen=True, slots=True)
class InterruptedSeries:
    """The step in level as a ratio, with its 95 % range, and the line of the model.

    ``line`` is what the model expects of each month; ``without`` what it expects had there been
    no step.
    """

    ratio: float
    low: float
    high: float
    dispersion: float
    durbin_watson: float
    robust: bool
    before: int
    after: int
    line: tuple[float, ...]
    without: tuple[float, ...]


def interrupted_series(
    counts: ArrayLike, control: ArrayLike, months: Sequence[date], start: date
) -> InterruptedSeries:
    """Fit both series at once, and ask whether the treated one stepped more than its control.

    Log mean = area + trend + step + area x step + two harmonics of the year, and one term for
    March 2020 to July 2021 where some of those months are among them. Trend and season are
    common to both series; whether the trend was is for `pre_trend` to say. The ratio is the
    exponential of area x step. Its standard error is widened by Pearson's dispersion or, where
    residuals hang together in time, by the Newey-West sandwich with two lags inside each series.

    Parameters
    ----------
    counts, control : array_like of int, shape (months,)
    months : sequence of date
        First days, in order.
    start : date
        First month of the after-period.

    Raises
    ------
    TooShort
        With fewer than 24 months before or 12 after.
    NotFitted
        If the regression has no finite solution.
    """
    both = np.concatenate([np.asarray(one, dtype=np.float64) for one in (counts, control)])
    stepped = np.array([month >= start for month in months], dtype=np.float64)
    after = int(stepped.sum())
    before = len(months) - after
    if before < LEAST_BEFORE or after < LEAST_AFTER:
        raise TooShort(
            f"A series needs {LEAST_BEFORE} months before and {LEAST_AFTER} after; there are "
            f"{before} and {after}."
        )
    fit = fitted(_design(months, stepped), both)
    watson = durbin_watson(*np.split(fit.residuals, 2))
    robust = not STEADY[0] <= watson <= STEADY[1]
    error = float(np.sqrt(_covariance(fit, robust=robust)[_STEP, _STEP]))
    step = float(fit.coefficients[_STEP])
    line = fit.expected[: len(months)]
    return InterruptedSeries(
        ratio=float(np.exp(step)),
        low=float(np.exp(step - NORMAL_95 * error)),
        high=float(np.exp(step + NORMAL_95 * error)),
        dispersion=fit.dispersion,
        durbin_watson=watson,
        robust=robust,
        before=before,
        after=after,
        line=tuple(line.tolist()),
        without=tuple((line * np.exp(-step * stepped)).tolist()),
    )


def durbin_watson(*series: Floats) -> float:
    """Return Durbin and Watson's statistic, pooled: 2 if neighbours in time have nothing in common.

    No difference is taken from the end of one series to the beginning of the next.
    """
    total = sum(float((one**2).sum()) for one in series)
    moved = sum(float((np.diff(one) ** 2).sum()) for one in series)
    return moved / total if total > 0 else 2.0


_STEP: Final = 2


def _design(months: Sequence[date], stepped: Floats) -> Floats:
    """Return the columns, treated rows first; the third is the one that is asked about."""
    index = np.array([month.year * 12 + month.month - 1 for month in months], dtype=np.float64)
    here = np.repeat([1.0, 0.0], len(months))
    shared = [np.ones(len(months)), stepped, (index - index.mean()) / 12.0]
    for times in _HARMONICS:
        angle = 2 * np.pi * times * index / 12.0
        shared += [np.sin(angle), np.cos(angle)]
    shut = np.array([_COVID[0] <= month <= _COVID[1] for month in months], dtype=np.float64)
    if 0 < shut.sum() < len(months):
        shared.append(shut)
    first, *rest = (np.tile(column, 2) for column in shared)
    return np.column_stack([first, here, here * np.tile(stepped, 2), *rest])


def _covariance(fit: Fit, *, robust: bool) -> Floats:
    """Return the covariance of the coefficients, widened one way or the other."""
    if not robust:
        return fit.covariance * max(1.0, fit.dispersion)
    meat = fit.scores.T @ fit.scores
    for scores in np.split(fit.scores, 2):
        for lag in range(1, LAGS + 1):
            along = scores[lag:].T @ scores[:-lag]
            meat += (1 - lag / (LAGS + 1)) * (along + along.T)
    found: Floats = fit.covariance @ meat @ fit.covariance
    return found
