"""Weeks in which fewer members reported than usual."""

import pytest

from hotspots.weekly.reporting import reporting


def test_under_seven_tenths_of_the_usual_is_low() -> None:
    usual = [10] * 13

    assert reporting([*usual, 6], [100] * 14)[-1].low
    assert not reporting([*usual, 7], [100] * 14)[-1].low
    assert reporting([*usual, 7], [100] * 14)[-1].usual == pytest.approx(10)


def test_a_scheme_that_grew_is_compared_with_its_size() -> None:
    found = reporting([10] * 14, [100] * 13 + [200])[-1]

    assert found.usual == pytest.approx(20)
    assert found.low


def test_without_thirteen_weeks_or_members_nothing_is_usual() -> None:
    short = reporting([5] * 13, [50] * 13)
    none = reporting([0] * 14, [0] * 14)

    assert all(one.usual is None and not one.low for one in [*short, *none])
    assert reporting([10] * 13 + [0], [100] * 13 + [0])[-1].usual is None
    assert reporting([], []) == []


def test_only_the_thirteen_weeks_before_count() -> None:
    found = reporting([90] * 5 + [10] * 13 + [10], [100] * 19)[-1]

    assert found.usual == pytest.approx(10)


@pytest.mark.parametrize(("counts", "active"), [([1], []), ([-1], [1]), ([1], [-1])])
def test_nonsense_is_refused(counts: list[int], active: list[int]) -> None:
    with pytest.raises(ValueError, match="same weeks"):
        reporting(counts, active)
