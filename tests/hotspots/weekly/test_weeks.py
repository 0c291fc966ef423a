"""Weeks at clock changes, at the turn of the year, and of fifty-three."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.weekly.weeks import NoSuchWeek, Week


@pytest.mark.parametrize(
    ("week", "hours"),
    [
        (Week(2026, 13), 167),  # the clocks go forward on 29 March
        (Week(2026, 43), 169),  # and back on 25 October
        (Week(2026, 46), 168),
        (Week(2025, 13), 167),
        (Week(2025, 43), 169),
    ],
)
def test_a_week_lasts_as_long_as_the_clocks_let_it(week: Week, hours: int) -> None:
    assert week.hours == hours


def test_bounds_are_midnights_in_london() -> None:
    spring = Week(2026, 13)

    assert spring.begins_at.astimezone(UTC) == datetime(2026, 3, 23, 0, tzinfo=UTC)
    assert spring.ends_at.astimezone(UTC) == datetime(2026, 3, 29, 23, tzinfo=UTC)


def test_a_year_may_have_fifty_three() -> None:
    long = Week(2026, 53)

    assert (long.start, long.last_day) == (date(2026, 12, 28), date(2027, 1, 3))
    assert long.plus(1) == Week(2027, 1)
    assert Week.of(date(2027, 1, 1)) == long
    with pytest.raises(NoSuchWeek, match="no week 53 of 2025"):
        Week(2025, 53)


@pytest.mark.parametrize("name", ["2026-46", "2026-W4", "2026-W046", " 2026-W46", "2026-w46", ""])
def test_only_one_way_of_writing_it_is_read(name: str) -> None:
    with pytest.raises(NoSuchWeek, match="2026-W46"):
        Week.named(name)


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, 54), (0, 1), (9999, 52)])
def test_what_the_calendar_lacks_is_refused(year: int, number: int) -> None:
    with pytest.raises(NoSuchWeek):
        Week(year, number)


@pytest.mark.parametrize(
    ("moment", "last"),
    [
        # Sunday 23:30 in London, in summer, is 22:30 UTC: that week has not ended.
        (datetime(2026, 7, 5, 22, 30, tzinfo=UTC), Week(2026, 26)),
        (datetime(2026, 7, 5, 23, 0, tzinfo=UTC), Week(2026, 27)),
        (datetime(2026, 11, 15, 23, 59, tzinfo=UTC), Week(2026, 45)),
        (datetime(2026, 11, 16, 0, 0, tzinfo=UTC), Week(2026, 46)),
    ],
)
def test_the_last_complete_week_is_londons(moment: datetime, last: Week) -> None:
    assert Week.last_complete(moment) == last


@given(day=st.dates(date(2000, 1, 1), date(2090, 1, 1)), weeks=st.integers(-60, 60))
def test_weeks_follow_one_another_without_gap(day: date, weeks: int) -> None:
    week = Week.of(day)

    assert week.start <= day < week.end
    assert week.end == week.plus(1).start
    assert Week.named(week.name) == week
    assert week.plus(weeks).plus(-weeks) == week
    assert week.up_to(4)[0] == week.plus(-3)
    assert week.up_to(4)[-1] == week
    assert 167 <= week.hours <= 169
