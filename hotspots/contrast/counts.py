"""Counts checked on the way in, and member counts divided for clustering."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Integers = NDArray[np.int64]

TOO_MANY: Final = 10**9
"""numpy's multivariate hypergeometric draws refuse a billion records or more."""

_TENTHS: Final = 10


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Records of both sources over the same cells."""

    members: Integers
    officials: Integers

    @property
    def both(self) -> Integers:
        """Records of either source in each cell."""
        return self.members + self.officials

    @property
    def comparable(self) -> bool:
        """Whether both sources have any record at all."""
        return bool(self.members.any() and self.officials.any())


@dataclass(frozen=True, slots=True, eq=False)
class Divided:
    """Member counts on the two whole numbers beside ``count / dispersion``, and their total.

    The total is that of the divided total, not the sum of the divided counts: each cell is
    tested against all others together, and what rounding takes from one cell must not
    inflate the share of the rest.
    """

    below: Integers
    above: Integers
    total: int


def checked(members: ArrayLike, officials: ArrayLike) -> Counts:
    """Return both sources as integer arrays.

    Raises
    ------
    ValueError
        If they are not two lists of the same length of whole numbers from zero, or one
        totals a billion or more.
    """
    counts = Counts(whole_numbers(members), whole_numbers(officials))
    if counts.members.ndim != 1 or counts.members.shape != counts.officials.shape:
        raise ValueError("Members and officials must be two lists of the same length.")
    if int(counts.members.sum()) + int(counts.officials.sum()) >= TOO_MANY:
        raise ValueError("A contrast holds fewer than a billion records.")
    return counts


def whole_numbers(values: ArrayLike) -> Integers:
    """Return an integer array.

    Raises
    ------
    ValueError
        If any value is not a whole number from zero to a billion.
    """
    given = np.asarray(values)
    if given.size == 0:
        return given.astype(np.int64)
    # A fractional count would make the exact test a lie, and a silent cast would hide it.
    if given.dtype.kind not in "iu" or given.min() < 0 or given.max() >= TOO_MANY:
        raise ValueError("Counts must be whole numbers from zero to a billion.")
    return given.astype(np.int64)


def divided(members: Integers, dispersion: float) -> Divided:
    """Return member counts divided by a dispersion of at least 1, as whole numbers.

    The dispersion has one decimal, so the division is done in whole tenths and no floating
    point decides on which side of a whole number a quotient falls.
    """
    tenths = round(dispersion * _TENTHS)
    total = int(members.sum()) * _TENTHS // tenths
    above = -(-members * _TENTHS // tenths)
    return Divided(members * _TENTHS // tenths, np.minimum(above, total), total)
