"""Active member-weeks against a count day by day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.activity import Held, activity, monday_of
from tests.hotspots.trend.slow_twins import slow_member_weeks

DAY = st.dates(date(2025, 12, 1), date(2026, 3, 31))
HELD = st.lists(
    st.tuples(st.integers(1, 4), DAY, st.one_of(st.none(), DAY)).filter(
        lambda one: one[2] is None or one[2] > one[1]
    ),
    max_size=6,
)


@given(HELD, HELD, DAY, st.integers(1, 70))
def test_member_weeks_against_their_slow_twin(
    memberships: list[tuple[int, date, date | None]],
    access: list[tuple[int, date, date | None]],
    start: date,
    days: int,
) -> None:
    end = start + timedelta(days=days)

    found = activity(
        [Held(*one) for one in memberships], [Held(*one) for one in access], start, end
    )

    slow = slow_member_weeks(memberships, access, start, end)
    assert found.weeks_between(start, end) == pytest.approx(slow)


MONDAY = date(2026, 6, 1)


def _weeks(member: tuple[date, date | None], access: tuple[date, date | None]) -> float:
    end = MONDAY + timedelta(weeks=4)
    return activity([Held(1, *member)], [Held(1, *access)], MONDAY, end).weeks_between(MONDAY, end)


def test_a_member_without_a_working_sign_in_is_not_active() -> None:
    end = MONDAY + timedelta(weeks=4)

    assert activity([Held(1, MONDAY, None)], [], MONDAY, end).weeks_between(MONDAY, end) == 0


def test_a_week_that_is_touched_counts_whole() -> None:
    sunday = MONDAY + timedelta(days=6)

    assert _weeks((sunday, None), (sunday, None)) == 4
    assert _weeks((MONDAY, MONDAY + timedelta(days=1)), (MONDAY, None)) == 1


def test_membership_that_ends_on_monday_is_over() -> None:
    assert _weeks((date(2026, 1, 1), MONDAY), (date(2026, 1, 1), None)) == 0


def test_several_sign_ins_of_a_business_count_once() -> None:
    end = MONDAY + timedelta(weeks=1)
    found = activity(
        [Held(1, MONDAY, None)], [Held(1, MONDAY, None), Held(1, MONDAY, None)], MONDAY, end
    )

    assert found.on(MONDAY) == 1
    assert found.weeks_between(MONDAY, end) == 1


def test_sign_in_of_a_stranger_counts_nowhere() -> None:
    end = MONDAY + timedelta(weeks=1)

    assert activity([Held(1, MONDAY, None)], [Held(2, MONDAY, None)], MONDAY, end).on(MONDAY) == 0


def test_months_of_a_year_add_up_to_it() -> None:
    first = date(2026, 1, 1)
    found = activity([Held(1, first, None)], [Held(1, first, None)], first, date(2027, 1, 1))
    starts = [date(2026, month, 1) for month in range(1, 13)] + [date(2027, 1, 1)]

    parts = [found.weeks_between(a, b) for a, b in pairwise(starts)]

    assert sum(parts) == pytest.approx(365 / 7)


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 6, 29)])
def test_a_day_outside_is_refused(day: date) -> None:
    found = activity([], [], MONDAY, MONDAY + timedelta(weeks=4))

    with pytest.raises(ValueError, match="none of these weeks"):
        found.on(day)


def test_monday_of_a_week() -> None:
    assert monday_of(date(2026, 6, 7)) == MONDAY == monday_of(MONDAY)
