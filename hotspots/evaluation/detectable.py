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
    power: float = POWER,
) -> float | None:
    """Return the smallest net fall, as a share of the base, that is found with a given power.

    Found means that the 95 % range of the weighted displacement difference excludes nought.
    Both periods are of one length. None if even a fall to nought would not be found.

    Parameters
    ----------
    base : float
        Incidents expected in the treated area in one period if nothing is done.
    control : float, optional
        The same of the control area, in its own size; like the treated area if left out. A
        larger control costs less precision once it is scaled to the treated area.
    dispersion : float
        Variance over mean of the counts; values under 1 count as 1.
    power : float
        How often a fall of this size is found.

    Raises
    ------
    ValueError
        If the base or the control is not above zero.
    """
    size = base if control is None else control
    if base <= 0 or size <= 0:
        raise ValueError("What is expected must be above zero.")
    reach = float(stats.norm.ppf((1 + LEVEL) / 2) + stats.norm.ppf(power))
    spread = max(1.0, dispersion)
    low, high = 0.0, 1.0
    if _shortfall(1.0, base, size, spread, reach) > 0:
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _shortfall(middle, base, size, spread, reach) > 0:
            low = middle
        else:
            high = middle
    return high


def _shortfall(fall: float, base: float, control: float, spread: float, reach: float) -> float:
    """Return by how much a fall misses what is needed; nought or less if it suffices."""
    # Before and after of the treated area, and both of the control scaled to the same size.
    variance = base * (2 - fall) + 2 * control * (base / control) ** 2
    return reach * sqrt(spread * variance) - fall * base
