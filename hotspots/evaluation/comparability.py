"""Were the controls on the same path before? If not, there is no fair control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from hotspots.evaluation.fitting import fitted

FEWEST_MONTHS: Final = 6
NOT_FAIR: Final = 0.1
"""Below this p the slopes differ. Twice the usual 0.05: to miss a real difference is worse."""


@dataclass(frozen=True, slots=True)
class PreTrend:
    """How the treated area's count moved against the controls' in the months before.

    ``yearly`` is the ratio by which the treated area gains on the controls in a year, with its
    95 % range; 1 is the same path.
    """

    yearly: float
    low: float
    high: float
    p: float
    dispersion: float
    months: int

    @property
    def fair(self) -> bool:
        """Return whether the controls may stand for what would have happened."""
        return self.p >= NOT_FAIR


def pre_trend(treated: ArrayLike, control: ArrayLike) -> PreTrend:
    """Compare the slopes of two monthly series before the change.

    Given each month's total, the treated area's part of it is binomial, and whatever moves
    both alike (season, recording, the length of the month) drops out. The logit of the part is
    a line in time; its slope is the interaction of area and month. Pearson's dispersion widens
    it, and Student's t with the residual degrees of freedom judges it.

    Parameters
    ----------
    treated, control : array_like of int, shape (months,)
        In order of time, without gaps; months in which neither has a record say nothing.

    Raises
    ------
    ValueError
        If there are fewer than six months with a record, or one side has none.
    """
    ours, theirs = (np.asarray(one, dtype=np.float64) for one in (treated, control))
    when = np.arange(len(ours)) / 12.0
    told = ours + theirs > 0
    ours, theirs, when = ours[told], theirs[told], when[told]
    if len(ours) < FEWEST_MONTHS:
        raise ValueError(f"A path needs at least {FEWEST_MONTHS} months with records.")
    if not (ours.any() and theirs.any()):
        raise ValueError("A path needs records on both sides.")
    design = np.column_stack([np.ones(len(when)), when - when.mean()])
    fit = fitted(design, ours, trials=ours + theirs)
    error = float(np.sqrt(fit.covariance[1, 1] * max(1.0, fit.dispersion)))
    slope = float(fit.coefficients[1])
    student = stats.t(len(ours) - 2)
    reach = float(student.ppf(0.975)) * error
    return PreTrend(
        yearly=float(np.exp(slope)),
        low=float(np.exp(slope - reach)),
        high=float(np.exp(slope + reach)),
        p=float(2 * student.sf(abs(slope) / error)),
        dispersion=max(1.0, fit.dispersion),
        months=len(ours),
    )
