"""Periods that are built without asking."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hotspots.periods import Period
from hotspots.standard import disjoint_years, operations_periods

FIRST = date(2024, 11, 1)


def test_operations_reads_rolling_years_and_calendar_quarters():
    found = [one.slug for one in operations_periods(date(2026, 10, 1), FIRST)]

    assert found[0] == "2025-11_2026-10"
    assert found[5] == "2025-06_2026-05"
    assert found[6:] == [
        "2026-07_2026-09",
        "2026-04_2026-06",
        "2026-01_2026-03",
        "2025-10_2025-12",
    ]


def test_periods_before_the_data_are_left_out():
    found = operations_periods(date(2025, 3, 1), date(2024, 11, 1))

    assert [one.slug for one in found] == ["2025-01_2025-03"]


def test_first_years_are_counted_back_from_the_last_month():
    found = [one.slug for one in disjoint_years(date(2026, 10, 1), FIRST, [])]

    assert found == ["2025-11_2026-10", "2024-11_2025-10"]


@given(st.integers(0, 60))
def test_years_given_never_overlap_however_time_goes_on(months_later):
    start = disjoint_years(date(2026, 10, 1), FIRST, [])
    later = Period.ending(date(2026, 10, 1), 3).end
    last = date(
        later.year + (later.month - 2 + months_later) // 12,
        1 + (later.month - 2 + months_later) % 12,
        1,
    )

    found = disjoint_years(last, FIRST, start)

    assert all(not a.clashes_with(b) for a in found for b in found)
    assert set(start) <= set(found)
    assert all(one.last <= last for one in found if one not in start)
