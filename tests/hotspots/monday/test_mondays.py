"""When a week is due: four o'clock of a London Monday, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hotspots import mondays
from hotspots.weekly.weeks import LONDON, Week

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("week", "ready"),
    [
        (Week(2026, 46), datetime(2026, 11, 16, 4, 0, tzinfo=UTC)),  # winter
        (Week(2026, 28), datetime(2026, 7, 13, 3, 0, tzinfo=UTC)),  # summer
        (Week(2026, 13), datetime(2026, 3, 30, 3, 0, tzinfo=UTC)),  # the week that lost an hour
        (Week(2026, 43), datetime(2026, 10, 26, 4, 0, tzinfo=UTC)),  # the week that gained one
        (Week(2026, 53), datetime(2027, 1, 4, 4, 0, tzinfo=UTC)),  # a year of 53 weeks
    ],
)
def test_ready_at_is_four_in_the_morning_in_london(week: Week, ready: datetime) -> None:
    assert mondays.ready_at(week) == ready
    assert mondays.ready_at(week).astimezone(LONDON).hour == 4


def test_due_weeks_of_a_district_without_any_run_are_its_newest_alone() -> None:
    week = Week(2026, 46)
    analysed = [one.start for one in week.up_to(8)]

    assert mondays.due_weeks(mondays.ready_at(week), analysed, []) == [week]


def test_due_weeks_wait_for_four_o_clock() -> None:
    week = Week(2026, 46)
    analysed, seen = [one.start for one in week.up_to(3)], [week.plus(-1).start]

    assert mondays.due_weeks(mondays.ready_at(week) - SECOND, analysed, seen) == []
    assert mondays.due_weeks(mondays.ready_at(week), analysed, seen) == [week]


def test_due_weeks_after_an_outage_are_made_up_for_but_not_for_ever() -> None:
    week = Week(2026, 46)
    at = mondays.ready_at(week)
    analysed = [one.start for one in week.up_to(10)]

    assert mondays.due_weeks(at, analysed, [week.plus(-2).start]) == [week.plus(-1), week]
    assert mondays.due_weeks(at, analysed, [week.plus(-9).start]) == week.up_to(4)


def test_due_weeks_never_go_behind_what_was_seen() -> None:
    week = Week(2026, 46)

    assert mondays.due_weeks(mondays.ready_at(week), [week.plus(-3).start], [week.start]) == []
    assert mondays.due_weeks(mondays.ready_at(week), [], []) == []


def test_is_news_for_a_week_from_the_moment_it_is_ready() -> None:
    week = Week(2026, 46)
    ready = mondays.ready_at(week)

    assert not mondays.is_news(week, ready - SECOND)
    assert mondays.is_news(week, ready)
    assert mondays.is_news(week, ready + timedelta(days=7) - SECOND)
    assert not mondays.is_news(week, ready + timedelta(days=7))


def test_pause_after_grows_and_a_run_is_tried_for_an_afternoon() -> None:
    pauses = [mondays.pause_after(number) for number in range(1, mondays.MOST_TRIES + 1)]

    assert pauses == [timedelta(minutes=10) * 2**power for power in range(5)]
    assert sum(pauses, timedelta()) < timedelta(hours=6)
    assert timedelta(minutes=10) <= mondays.LEASE  # longer than any one district takes
