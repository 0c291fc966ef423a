"""How much more monthly counts vary than Poisson counts, once what all areas share is out."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

FEWEST_MONTHS: Final = 6
"""With fewer months the estimate itself is too loose to widen anything by."""


def monthly_dispersion(counts: ArrayLike) -> float:
    """Return Pearson's statistic over its degrees of freedom; at least 1.

    Expected is what area and month together explain: row total times column total over the
    grand total. A season that all areas share therefore widens no range, because it cancels in
    a difference between areas as well.

    Parameters
    ----------
    counts : array_like of int, shape (areas, months)
        The months before, for the area of interest and its controls.

    Raises
    ------
    ValueError
        If there are fewer than two areas with records, or fewer than six months.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < FEWEST_MONTHS:
        raise ValueError(f"Dispersion needs at least {FEWEST_MONTHS} months before.")
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if table.shape[0] < 2 or table.shape[1] < 2:
        raise ValueError("Dispersion needs two areas with records, in two months at least.")
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    pearson = ((table - expected) ** 2 / expected).sum()
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    return max(1.0, float(pearson / freedom))
