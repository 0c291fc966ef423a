"""Poisson and binomial regression by iteratively reweighted least squares, in a few lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ROUNDS: Final = 100
_CLOSE: Final = 1e-12


class NotFitted(ArithmeticError):
    """The regression has no finite solution, or its columns say the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Coefficients, their covariance for a dispersion of 1, and Pearson's dispersion.

    ``residuals`` are Pearson's; ``scores`` the rows of the gradient, shape (rows, columns).
    """

    coefficients: Floats
    covariance: Floats
    dispersion: float
    residuals: Floats
    scores: Floats
    expected: Floats


def fitted(
    design: Floats,
    counts: Floats,
    *,
    trials: Floats | None = None,
    offset: Floats | float = 0.0,
) -> Fit:
    """Fit a log-linear Poisson mean, or with `trials` a logistic binomial one.

    Parameters
    ----------
    design : ndarray, shape (rows, columns)
    counts : ndarray, shape (rows,)
    trials : ndarray, shape (rows,), optional
    offset : ndarray, shape (rows,), optional
        Of the linear part, its coefficient held at 1: the logarithm of the exposure.

    Raises
    ------
    NotFitted
        If it does not converge, or the design has dependent columns.
    """
    mean = _start(counts, trials)
    coefficients = np.zeros(design.shape[1])
    for _ in range(_ROUNDS):
        weight = _variance(mean, trials)
        working = _link(mean, trials) - offset + (counts - mean) / weight
        before, coefficients = coefficients, _solve(design, weight, working)
        mean = _mean(design @ coefficients + offset, trials)
        if not np.isfinite(mean).all() or (_variance(mean, trials) <= 0).any():
            raise NotFitted("The regression runs off to infinity.")
        if np.abs(coefficients - before).max() <= _CLOSE * (1 + np.abs(coefficients).max()):
            return _summary(design, counts, mean, trials, coefficients)
    raise NotFitted("The regression does not settle.")


def _start(counts: Floats, trials: Floats | None) -> Floats:
    if trials is None:
        return counts + 0.5
    return trials * (counts + 0.5) / (trials + 1.0)


def _link(mean: Floats, trials: Floats | None) -> Floats:
    return np.log(mean) if trials is None else np.log(mean / (trials - mean))


def _mean(linear: Floats, trials: Floats | None) -> Floats:
    bounded = np.clip(linear, -500, 500)
    return np.exp(bounded) if trials is None else trials / (1 + np.exp(-bounded))


def _variance(mean: Floats, trials: Floats | None) -> Floats:
    return mean if trials is None else mean * (1 - mean / trials)


def _solve(design: Floats, weight: Floats, working: Floats) -> Floats:
    root = np.sqrt(weight)
    found, _, rank, _ = np.linalg.lstsq(design * root[:, None], working * root, rcond=None)
    if rank < design.shape[1]:
        raise NotFitted("Two columns of the regression say the same.")
    return np.asarray(found, dtype=np.float64)


def _summary(
    design: Floats, counts: Floats, mean: Floats, trials: Floats | None, coefficients: Floats
) -> Fit:
    weight = _variance(mean, trials)
    residuals = (counts - mean) / np.sqrt(weight)
    freedom = len(counts) - design.shape[1]
    return Fit(
        coefficients=coefficients,
        covariance=np.asarray(
            np.linalg.inv(design.T @ (design * weight[:, None])), dtype=np.float64
        ),
        dispersion=float((residuals**2).sum() / freedom) if freedom > 0 else 1.0,
        residuals=residuals,
        scores=design * (counts - mean)[:, None],
        expected=mean,
    )
