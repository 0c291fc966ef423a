"""Deviates of weeks and the chart of small excesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.weekly.drift import CEILING, between_weeks_z, cusum, poisson_z, weekly_z
from tests.hotspots.weekly.slow_twins import brook_evans


@pytest.mark.parametrize(("count", "norm", "z"), [(9, 4, 2), (25, 16, 2), (16, 16, 0), (0, 4, -4)])
def test_g32_wheelers_deviate(count: int, norm: float, z: float) -> None:
    assert poisson_z(count, norm) == pytest.approx(z)


def test_what_is_not_known_narrows_a_deviate() -> None:
    assert weekly_z(25, 16, 1.0) == pytest.approx(2 / (14 / 13) ** 0.5)
    assert weekly_z(25, 16, 1.5) == pytest.approx(2 / (1.5 * 14 / 13) ** 0.5)
    assert between_weeks_z(25, 16, 1.0) == pytest.approx(2 / 2**0.5)


@pytest.mark.parametrize(
    ("limit", "shift", "weeks"),
    [(4.0, 0.0, 335.4), (4.0, 1.0, 8.38), (5.0, 0.0, 930.9), (5.0, 1.0, 10.38)],
)
def test_g30_average_run_lengths(limit: float, shift: float, weeks: float) -> None:
    assert brook_evans(limit, 0.5, shift) == pytest.approx(weeks, rel=5e-4)


@given(st.lists(st.floats(-5, 5), max_size=40))
def test_up_to_its_ceiling_the_chart_is_the_largest_excess_of_any_ending(
    deviates: list[float],
) -> None:
    """Page's other form: the sum since the best week to have begun."""
    chart = cusum(deviates)

    for at in range(len(deviates)):
        endings = [sum(z - 0.5 for z in deviates[begun : at + 1]) for begun in range(at + 2)]
        if any(one.value == CEILING for one in chart[: at + 1]):
            assert chart[at].value <= max(*endings, CEILING)
        else:
            assert chart[at].value == pytest.approx(max(endings), abs=1e-9)


def test_four_weeks_at_the_norm_end_a_warning() -> None:
    chart = cusum([9.0, 9.0, 0.0, 0.0, 0.0, 0.0])

    assert [one.drifting for one in chart] == [True, True, True, True, True, False]


def test_weeks_of_a_drift_are_counted_from_its_beginning() -> None:
    chart = cusum([0.0, 2.0, 2.0, 0.2, 2.5, 2.0, 1.0])

    assert [one.weeks for one in chart] == [0, 1, 2, 3, 4, 5, 6]
    assert [one.drifting for one in chart] == [False] * 5 + [True, True]
    assert cusum([3.0, -9.0])[-1].weeks == 0
    assert cusum([]) == []


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        poisson_z(-1, 4)
    with pytest.raises(ValueError, match="zero or more"):
        poisson_z(1, -0.1)
    with pytest.raises(ValueError, match="at least 1"):
        weekly_z(1, 1, 0.9)
    with pytest.raises(ValueError, match="at least 1"):
        between_weeks_z(1, 1, float("nan"))
