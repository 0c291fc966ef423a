"""Which weeks are due when: plain rules over moments and weeks, no clock and no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from hotspots.weekly.weeks import LONDON, Week

READY: Final = time(4)
"""On Monday, in London: reports that waited on a device over Sunday night have come by then."""

FURTHEST_BACK: Final = 4
"""After an outage so many weeks are made up for; older ones are a command away."""

MOST_TRIES: Final = 5
LEASE: Final = timedelta(minutes=10)
_FIRST_PAUSE: Final = timedelta(minutes=10)
_NEWS_FOR: Final = timedelta(days=7)


def ready_at(week: Week) -> datetime:
    """Return the moment from which a week is due: four o'clock of the Monday after it, London.

    Clocks change on Sundays, so there is one such moment on every Monday.
    """
    return datetime.combine(week.end, READY, tzinfo=LONDON).astimezone(UTC)


def is_news(week: Week, at: datetime) -> bool:
    """Tell whether a week is worth an e-mail: nobody wants three of them after an outage."""
    return ready_at(week) <= at < ready_at(week) + _NEWS_FOR


def due_weeks(at: datetime, analysed: Iterable[date], seen: Iterable[date]) -> list[Week]:
    """Return the weeks that ought to have files by now and have no run, oldest first.

    Parameters
    ----------
    at : datetime
        With its time zone.
    analysed, seen : iterable of date
        The Mondays of the weeks that were analysed, and of those that have a run. A district
        without any run begins with its newest week; one with some has what it missed made up,
        up to `FURTHEST_BACK` weeks.
    """
    ready = [week for week in sorted(map(Week.of, analysed)) if ready_at(week) <= at]
    known = {Week.of(monday) for monday in seen}
    if not known:
        return ready[-1:]
    return [week for week in ready[-FURTHEST_BACK:] if week > max(known)]


def pause_after(attempts: int) -> timedelta:
    """Return how long a run that failed so many times waits: 10, 20, 40, … minutes."""
    return _FIRST_PAUSE * int(2 ** (attempts - 1))
