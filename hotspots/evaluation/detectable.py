"""The smallest fall that the data could show, worked out before anybody looks at the result."""

from math import sqrt
from typing import Final

from scipy import stats

LEVEL: Final = 0.95
POWER: Final = 0.80
_STEPS: Final = 200  # halvings of the interval from nothing to a fall of everything and more


def least_detectable(
    base: float,
    *,
    control: float | None = None,
    dispersion: float = 1.0,
    before_length: float = 1.0,
    power: float = POWER,
) -> float | None:
    """Return the smallest net fall, as a share of the base, that is found with a given power.

    Found means that the 95 % range of the weighted displacement difference excludes nought.
    None if even a fall to nought would not be found.

    Parameters
    ----------
    base : float
        Incidents expected in the treated area in the period after if nothing is done.
    control : float, optional
        The same of the control area, in its own size; like the treated area if left out. A
        larger control costs less precision once it is scaled to the treated area.
    dispersion : float
        Variance over mean of the counts; values under 1 count as 1.
    before_length : float
        Length of the period before, in units of the period after; a longer one is known better.
    power : float
        How often a fall of this size is found.

    Raises
    ------
    ValueError
        If the base or the control is not above zero.
    """
    size = base if control is None else control
    if base <= 0 or size <= 0 or before_length <= 0:
        raise ValueError("What is expected, and for how long, must be above zero.")
    reach = float(stats.norm.ppf((1 + LEVEL) / 2) + stats.norm.ppf(power))
    spread = max(1.0, dispersion)
    low, high = 0.0, 1.0
    known = base / before_length  # the variance of what the period before makes one expect
    noise = known + (known + base) * base / size

    def misses(fall: float) -> bool:
        return reach * sqrt(spread * (noise + base * (1 - fall))) > fall * base

    if misses(1.0):
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if misses(middle):
            low = middle
        else:
            high = middle
    return high
