"""Which periods one audience may hold side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole months, first and last included; each is given by its first day."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that is not one of whole months in order."""
        if self.first.day != 1 or self.last.day != 1:
            raise ValueError("A period is given by the first days of its first and last month.")
        if self.first > self.last:
            raise ValueError("A period must not end before it begins.")


def periods_clash(published: Iterable[Period], wanted: Period) -> bool:
    """Return whether a period may not be shown beside those already published.

    Twelve months to March minus twelve months to February is the difference of two single
    months, so an audience from whom counts are hidden may only ever see periods without a
    month in common. The same period again is no clash, if it is the very result that was
    published: one built anew, with reports that came late, is another, and the difference
    names them.
    """
    return any(
        wanted != other and wanted.first <= other.last and other.first <= wanted.last
        for other in published
    )
