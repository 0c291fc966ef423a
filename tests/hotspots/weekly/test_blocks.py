"""Hours by weekday, counted by the clock on London's walls."""

from datetime import UTC, datetime, timedelta

import pytest

from hotspots.weekly.blocks import block_of, block_words, count_blocks, mostly
from hotspots.weekly.weeks import Week

FRIDAY = datetime(2026, 11, 13, 16, 0, tzinfo=UTC)


def hours_of(week: Week) -> list[datetime]:
    begins = week.begins_at.astimezone(UTC)
    return [begins + timedelta(hours=hour) for hour in range(week.hours)]


def test_every_hour_of_a_plain_week_fills_its_block() -> None:
    assert count_blocks(hours_of(Week(2026, 46))) == [[4] * 6] * 7


@pytest.mark.parametrize(("week", "first"), [(Week(2026, 13), 3), (Week(2026, 43), 5)])
def test_the_clocks_change_on_a_sunday_night(week: Week, first: int) -> None:
    """One hour is left out in March and comes twice in October, both before four."""
    table = count_blocks(hours_of(week))

    assert table[:6] == [[4] * 6] * 6
    assert table[6] == [first, 4, 4, 4, 4, 4]


def test_a_summer_evening_is_londons() -> None:
    assert block_of(datetime(2026, 7, 6, 23, 30, tzinfo=UTC)) == (1, 0)
    assert block_of(FRIDAY) == (4, 4)
    assert block_words(4) == "16-20"
    assert block_words(0) == "00-04"


def test_a_time_stands_for_more_than_half_or_not_at_all() -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    evening = FRIDAY + 5 * hour

    assert mostly([FRIDAY, FRIDAY + hour, FRIDAY, FRIDAY + day]) == "Friday 16-20"
    assert mostly([FRIDAY, evening, FRIDAY + hour, FRIDAY + day, evening]) == "Friday"
    assert mostly([FRIDAY, FRIDAY + hour, FRIDAY + day, FRIDAY + 2 * day]) == "", "half is not more"
    assert mostly([FRIDAY, FRIDAY, FRIDAY]) == "", "three reports have no usual time"
    assert mostly([]) == ""
