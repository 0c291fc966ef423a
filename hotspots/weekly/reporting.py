"""Did fewer members report than usual? Then a quiet week may be a silent one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hotspots.weekly.alerting import NORM_WEEKS

LOW: Final = 0.7
"""Under seven tenths of the usual: then no decrease is stated."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """Members who reported in a week against what is usual for as many active ones.

    `usual` is None, and `low` False, where there is nothing to compare with.
    """

    reporting: int
    active: int
    usual: float | None
    low: bool


def reporting(counts: Sequence[int], active: Sequence[int]) -> list[Reporting]:
    """Compare, for each week, the members who reported with the thirteen weeks before.

    Usual is the share of active members who reported in those weeks, times the members active
    now: a scheme that has grown must not make its past look silent, nor the reverse.

    Parameters
    ----------
    counts, active : sequence of int, of one length
        Members who reported and members who could, the oldest week first.

    Raises
    ------
    ValueError
        If the lengths differ, or a count is negative.
    """
    if len(counts) != len(active) or min([*counts, *active], default=0) < 0:
        raise ValueError("Members reporting and active must be counts of the same weeks.")
    return [_week(counts[: at + 1], active[: at + 1]) for at in range(len(counts))]


def _week(counts: Sequence[int], active: Sequence[int]) -> Reporting:
    could = sum(active[-NORM_WEEKS - 1 : -1])
    if len(counts) <= NORM_WEEKS or could == 0 or active[-1] == 0:
        return Reporting(counts[-1], active[-1], None, low=False)
    usual = sum(counts[-NORM_WEEKS - 1 : -1]) / could * active[-1]
    return Reporting(counts[-1], active[-1], usual, low=counts[-1] < LOW * usual)
