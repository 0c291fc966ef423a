"""ISO weeks as London lives them: Monday to Sunday, of 167, 168 or 169 hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from members import formats

LONDON: Final = ZoneInfo("Europe/London")

_NAME: Final = re.compile(r"([0-9]{4})-W([0-9]{2})")
_DAYS: Final = 7


class NoSuchWeek(ValueError):
    """The text or the numbers name no ISO week."""


@dataclass(frozen=True, order=True)
class Week:
    """One ISO week: ``Week(2026, 46)``. A year has 52 of them, or 53.

    Raises
    ------
    NoSuchWeek
        If the calendar has no such week.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        try:
            date.fromisocalendar(self.year, self.number, 1)
            # The Monday after the last of them must be a date as well.
            date.fromisocalendar(self.year, self.number, 7) + timedelta(days=1)
        except (ValueError, OverflowError) as error:
            raise NoSuchWeek(f"There is no week {self.number} of {self.year}.") from error

    @classmethod
    def named(cls, name: str) -> Week:
        """Return the week of a name such as ``2026-W46``, written exactly so."""
        found = _NAME.fullmatch(name)
        if found is None:
            raise NoSuchWeek("A week is written as in 2026-W46.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Week:
        """Return the week that a day lies in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def at(cls, moment: datetime) -> Week:
        """Return the week that a moment (with its time zone) lies in, in London."""
        return cls.of(moment.astimezone(LONDON).date())

    @classmethod
    def last_complete(cls, at: datetime) -> Week:
        """Return the last week that had ended in London at a moment (with its time zone)."""
        return cls.at(at).plus(-1)

    @property
    def name(self) -> str:
        """Return the week as it stands in addresses: ``2026-W46``."""
        return f"{self.year:04}-W{self.number:02}"

    @property
    def words(self) -> str:
        """Return the week as people write it: ``Week 46, 9 to 15 November 2026``."""
        first, last = self.start, self.last_day
        begins = formats.day(first)
        if first.year == last.year:
            begins = begins.rsplit(" ", 1)[0]
        if first.month == last.month:
            begins = begins.split(" ", 1)[0]
        return f"Week {self.number}, {begins} to {formats.day(last)}"

    @property
    def start(self) -> date:
        """Return its Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """Return the Monday after it: weeks are half open."""
        return self.start + timedelta(days=_DAYS)

    @property
    def last_day(self) -> date:
        """Return its Sunday."""
        return self.end - timedelta(days=1)

    @property
    def begins_at(self) -> datetime:
        """Return the moment of its first midnight in London."""
        return datetime.combine(self.start, time.min, tzinfo=LONDON)

    @property
    def ends_at(self) -> datetime:
        """Return the moment up to but not including which it lasts."""
        return datetime.combine(self.end, time.min, tzinfo=LONDON)

    @property
    def hours(self) -> int:
        """Return how many hours it lasts: 168, or one less or more where the clocks change."""
        lasting = self.ends_at.astimezone(UTC) - self.begins_at.astimezone(UTC)
        return round(lasting / timedelta(hours=1))

    def plus(self, weeks: int) -> Week:
        """Return the week so many weeks later, or earlier."""
        return Week.of(self.start + timedelta(days=_DAYS * weeks))

    def up_to(self, length: int) -> list[Week]:
        """Return so many weeks ending with this one, the oldest first."""
        return [self.plus(-back) for back in range(length - 1, -1, -1)]
