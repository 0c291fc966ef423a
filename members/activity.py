"""Active member-weeks: who could have reported, week by week. Plain: dates in, numbers out.

A week counts for a business if its membership was in force in it and somebody of it held a
working sign-in or a device pass. It is the base of every rate of members' reports, so that a
scheme which grows is not taken for a town that gets worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

WEEK_DAYS: Final = 7


class Held(NamedTuple):
    """Something that a business held from a day, up to but not including another."""

    organisation: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, eq=False)
class Activity:
    """Which businesses were active in which weeks.

    `mondays` are the first days of the weeks, in order; `active` has shape (weeks, businesses).
    """

    mondays: list[date]
    organisations: list[int]
    active: NDArray[np.bool_]

    def on(self, day: date) -> int:
        """Return how many businesses were active in the week of a day."""
        return int(self.active[self._week(day)].sum())

    def weeks_between(self, start: date, end: date) -> float:
        """Return the active member-weeks of [start, end); a week cut through counts by its days."""
        days = range(start.toordinal(), end.toordinal())
        by_week = np.bincount(
            [self._week(date.fromordinal(day)) for day in days], minlength=len(self.mondays)
        )
        return float(by_week @ self.active.sum(axis=1)) / WEEK_DAYS

    def _week(self, day: date) -> int:
        at = (day - self.mondays[0]).days // WEEK_DAYS if self.mondays else -1
        if not 0 <= at < len(self.mondays):
            raise ValueError(f"{day} is in none of these weeks.")
        return at


def monday_of(day: date) -> date:
    """Return the first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def activity(
    memberships: Sequence[Held], access: Sequence[Held], start: date, end: date
) -> Activity:
    """Return who was active in the weeks that touch [start, end).

    Parameters
    ----------
    memberships : sequence of Held
        When each business was a member.
    access : sequence of Held
        When somebody of it held a sign-in, or a device a pass.
    """
    first = monday_of(start).toordinal()
    mondays = np.arange(first, end.toordinal(), WEEK_DAYS)
    organisations = sorted({one.organisation for one in memberships})
    both = [_touched(held, organisations, mondays) for held in (memberships, access)]
    return Activity(
        [date.fromordinal(int(monday)) for monday in mondays], organisations, both[0] & both[1]
    )


def _touched(
    held: Sequence[Held], organisations: Sequence[int], mondays: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return the weeks in which each business held any of these on any day."""
    row = {organisation: at for at, organisation in enumerate(organisations)}
    found = np.zeros((len(mondays), len(organisations)), dtype=np.bool_)
    for organisation, starts_on, ends_on in held:
        if organisation in row:
            last = (ends_on or date.max).toordinal()
            weeks = (mondays + WEEK_DAYS > starts_on.toordinal()) & (mondays < last)
            found[:, row[organisation]] |= weeks
    return found
