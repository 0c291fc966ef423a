"""Periods of whole calendar months, half open, as they are chosen, compared and stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

#: The chance to find a hexagon with twice its share is 7 % in one month and 40 % in a quarter.
FEWEST_MONTHS = 3
MOST_MONTHS = 36


class PeriodRefused(ValueError):
    """A period that no contrast is made for; the message says why and what to ask instead."""


@dataclass(frozen=True, order=True)
class Period:
    """Months from `start` up to but not including `end`, both first days of a month."""

    start: date
    end: date

    @classmethod
    def ending(cls, last: date, months: int) -> Period:
        """Return the period of so many months whose last month is given by any of its days."""
        if not FEWEST_MONTHS <= months <= MOST_MONTHS:
            raise PeriodRefused(
                f"A contrast needs {FEWEST_MONTHS} to {MOST_MONTHS} months: a single month "
                "holds too few records to tell a difference from chance."
            )
        end = add_months(last, 1)
        return cls(add_months(end, -months), end)

    @property
    def months(self) -> list[date]:
        """Return the first day of each month."""
        return [add_months(self.start, number) for number in range(self.length)]

    @property
    def length(self) -> int:
        """Return how many months there are."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    @property
    def last(self) -> date:
        """Return the first day of the last month."""
        return add_months(self.end, -1)

    @property
    def slug(self) -> str:
        """Return the period as it stands in addresses: `2025-11_2026-10`."""
        return f"{self.start:%Y-%m}_{self.last:%Y-%m}"

    def clashes_with(self, other: Period) -> bool:
        """Return whether two periods share months without being the same.

        Whoever may see only large counts must never get two such periods: their difference
        is a small count.
        """
        return self != other and self.start < other.end and other.start < self.end


def add_months(day: date, number: int) -> date:
    """Return the first day of the month so many months after (or before) that of a day."""
    index = day.year * 12 + day.month - 1 + number
    return date(index // 12, index % 12 + 1, 1)


def month_of(moment: datetime) -> date:
    """Return the first day of the London month of a moment."""
    return moment.astimezone(LONDON).date().replace(day=1)


def begins_at(month: date) -> datetime:
    """Return the moment at which a month begins in London."""
    return datetime.combine(month, time.min, tzinfo=LONDON)
