"""How much more monthly counts vary than Poisson counts, once what all areas share is out."""

from collections.abc import Sequence
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


def rate_dispersion(periods: Sequence[Sequence[tuple[float, float]]]) -> float | None:
    """Return how much more the months of one place vary about their period's rate than chance.

    Pearson's statistic over its degrees of freedom, at least 1; None with fewer than six months
    that have an exposure, or with no record at all.

    Parameters
    ----------
    periods : sequence of periods, each a sequence of months (count, exposure)
    """
    pearson, freedom = 0.0, 0
    for months in periods:
        table = np.array([month for month in months if month[1] > 0], dtype=np.float64)
        if not len(table) or not table[:, 0].sum():
            continue
        count, exposure = table.T
        expected = exposure * count.sum() / exposure.sum()
        pearson += float(((count - expected) ** 2 / expected).sum())
        freedom += len(table) - 1
    return max(1.0, pearson / freedom) if freedom >= FEWEST_MONTHS - 1 else None
