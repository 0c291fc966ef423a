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
    """Fit a quasi-Poisson series with trend, season, the control's level, and a step at a month.

    Log mean = b0 + b1 t + step + two harmonics of the year + b log(control + 1/2), and one term
    for March 2020 to July 2021 where those months are among them. The standard error is
    widened by Pearson's dispersion or, where residuals hang together, by the
    Newey-West sandwich with two lags.

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
    ours, theirs = (np.asarray(one, dtype=np.float64) for one in (counts, control))
    stepped = np.array([month >= start for month in months], dtype=np.float64)
    after = int(stepped.sum())
    before = len(months) - after
    if before < LEAST_BEFORE or after < LEAST_AFTER:
        raise TooShort(
            f"A series needs {LEAST_BEFORE} months before and {LEAST_AFTER} after; there are "
            f"{before} and {after}."
        )
    design = _design(months, stepped, theirs)
    fit = fitted(design, ours)
    watson = durbin_watson(fit.residuals)
    robust = not STEADY[0] <= watson <= STEADY[1]
    error = float(np.sqrt(_covariance(fit, robust=robust)[2, 2]))
    step = float(fit.coefficients[2])
    without = fit.expected * np.exp(-step * stepped)
    return InterruptedSeries(
        ratio=float(np.exp(step)),
        low=float(np.exp(step - NORMAL_95 * error)),
        high=float(np.exp(step + NORMAL_95 * error)),
        dispersion=fit.dispersion,
        durbin_watson=watson,
        robust=robust,
        before=before,
        after=after,
        line=tuple(fit.expected.tolist()),
        without=tuple(without.tolist()),
    )


def durbin_watson(residuals: Floats) -> float:
    """Return Durbin and Watson's statistic: 2 if neighbours in time have nothing in common."""
    total = float((residuals**2).sum())
    return float((np.diff(residuals) ** 2).sum() / total) if total > 0 else 2.0


def _design(months: Sequence[date], stepped: Floats, control: Floats) -> Floats:
    index = np.array([month.year * 12 + month.month - 1 for month in months], dtype=np.float64)
    years = (index - index.mean()) / 12.0
    level = np.log(control + 0.5)
    columns = [np.ones(len(months)), years, stepped]
    for times in _HARMONICS:
        angle = 2 * np.pi * times * index / 12.0
        columns += [np.sin(angle), np.cos(angle)]
    if np.ptp(level) > 0:
        columns.append(level - level.mean())
    shut = np.array([_COVID[0] <= month <= _COVID[1] for month in months], dtype=np.float64)
    if 0 < shut.sum() < len(months):
        columns.append(shut)
    return np.column_stack(columns)


def _covariance(fit: Fit, *, robust: bool) -> Floats:
    """Return the covariance of the coefficients, widened one way or the other."""
    if not robust:
        return fit.covariance * max(1.0, fit.dispersion)
    meat = fit.scores.T @ fit.scores
    for lag in range(1, LAGS + 1):
        along = fit.scores[lag:].T @ fit.scores[:-lag]
        meat += (1 - lag / (LAGS + 1)) * (along + along.T)
    found: Floats = fit.covariance @ meat @ fit.covariance
    return found
