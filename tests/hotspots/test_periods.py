"""Periods of whole months."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.periods import Period, PeriodRefused, add_months, begins_at, month_of

months = st.builds(date, st.integers(2001, 2098), st.integers(1, 12), st.integers(1, 28))


def test_period_ends_with_its_last_month():
    period = Period.ending(date(2025, 6, 17), 12)

    assert (period.start, period.end) == (date(2024, 7, 1), date(2025, 7, 1))
    assert period.slug == "2024-07_2025-06"
    assert period.last == date(2025, 6, 1)


@pytest.mark.parametrize("length", [-1, 0, 1, 2, 37, 10_000])
def test_single_months_and_ages_are_refused(length):
    with pytest.raises(PeriodRefused, match="3 to 36 months"):
        Period.ending(date(2025, 6, 1), length)


@given(months, st.integers(3, 36))
def test_months_are_as_many_as_asked_and_follow_each_other(last, length):
    period = Period.ending(last, length)

    assert len(period.months) == length
    assert all(
        add_months(one, 1) == following
        for one, following in zip(period.months, period.months[1:], strict=False)
    )


@given(months, st.integers(3, 24), months, st.integers(3, 24))
def test_clash_means_some_months_in_common_and_not_all(last, length, other_last, other_length):
    one, other = Period.ending(last, length), Period.ending(other_last, other_length)

    shared = set(one.months) & set(other.months)

    assert one.clashes_with(other) == (bool(shared) and one.months != other.months)


def test_months_begin_at_midnight_in_london():
    assert begins_at(date(2026, 7, 1)) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert begins_at(date(2026, 12, 1)) == datetime(2026, 12, 1, tzinfo=UTC)


def test_month_of_a_moment_is_that_of_london():
    assert month_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
