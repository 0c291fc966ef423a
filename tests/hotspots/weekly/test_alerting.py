"""Alerts and hot corners on small counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hotspots.weekly import alerts, neighbourhood_test, weekly_dispersion
from tests.hotspots.weekly.slow_twins import slow_alert

QUIET = np.zeros((13, 1), dtype=int)
GOLD_STREET = np.array([3, 2, 2, 2, 2, 2, 2, 2, 3, 2, 2, 2, 3])[:, None]


def test_the_worked_example_of_gold_street() -> None:
    """29 in thirteen weeks, 10 this week, dispersion 1.46: one week in 290 by luck alone."""
    found = alerts(GOLD_STREET, [10], dispersion=1.46)

    assert GOLD_STREET.sum() == 29
    assert 1 / found.p[0] == pytest.approx(290, abs=5)
    assert found.flagged[0]


def test_a_poisson_week_is_exact() -> None:
    found = alerts(GOLD_STREET, [10], dispersion=1)

    assert found.p[0] == pytest.approx(
        stats.binomtest(10, 39, 1 / 14, alternative="greater").pvalue
    )
    assert found.expected[0] == pytest.approx(29.5 / 13)


def test_negative_binomial_nears_the_exact_week_as_dispersion_nears_one() -> None:
    near = alerts(GOLD_STREET, [10], dispersion=1 + 1e-9).p[0]

    assert near == pytest.approx(alerts(GOLD_STREET, [10], dispersion=1).p[0], rel=0.3)


@given(
    history=st.lists(st.integers(0, 9), min_size=13, max_size=13),
    now=st.integers(0, 25),
    dispersion=st.floats(1.01, 4),
)
def test_the_tail_is_the_sum_of_its_terms(history: list[int], now: int, dispersion: float) -> None:
    found = alerts(np.array(history)[:, None], [now], dispersion)

    assert found.p[0] == pytest.approx(slow_alert(history, now, dispersion), abs=1e-9)


def test_two_reports_are_no_alert() -> None:
    assert alerts(QUIET, [2], dispersion=1).q[0] < 0.05
    assert not alerts(QUIET, [2], dispersion=1).flagged[0]
    assert alerts(QUIET, [3], dispersion=1).flagged[0]


def test_a_week_without_reports_is_never_unusual() -> None:
    found = alerts(np.hstack([QUIET, GOLD_STREET]), [0, 0], dispersion=1.5)

    assert found.p.tolist() == [1, 1]
    assert not found.flagged.any()


def test_no_cells_no_alerts() -> None:
    assert alerts(np.zeros((13, 0), dtype=int), np.zeros(0, dtype=int), 1.0).flagged.tolist() == []


@pytest.mark.parametrize(
    ("history", "week", "dispersion", "sentence"),
    [
        (QUIET[:12], [1], 1.0, "thirteen"),
        (QUIET, [1, 2], 1.0, "thirteen"),
        (QUIET, [[1]], 1.0, "thirteen"),
        (QUIET, [-1], 1.0, "whole numbers"),
        (QUIET, [0.5], 1.0, "whole numbers"),
        (QUIET, [1], 0.9, "at least 1"),
        (QUIET, [1], float("nan"), "at least 1"),
    ],
)
def test_malformed_weeks_are_refused(
    history: object, week: object, dispersion: float, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        alerts(history, week, dispersion)


def test_dispersion_of_known_counts() -> None:
    assert weekly_dispersion([[0], [4]]) == pytest.approx(4.0)
    assert weekly_dispersion([[0, 0], [4, 0]]) == pytest.approx(4.0), "empty cells say nothing"
    assert weekly_dispersion([[2], [2]]) == 1.0, "never under 1"
    assert weekly_dispersion([[0], [0]]) == 1.0
    with pytest.raises(ValueError, match="two weeks"):
        weekly_dispersion([[1, 2]])


@pytest.mark.slow
def test_dispersion_is_recovered() -> None:
    rng = np.random.default_rng(2)
    history = rng.negative_binomial(2 / 0.5, 1 / 1.5, size=(26, 200))

    assert weekly_dispersion(history) == pytest.approx(1.5, rel=0.05)


# --- Hot corners --------------------------------------------------------------------------------


def lattice(side: int) -> np.ndarray:
    """Return which cells of a square lattice touch, corners included, and each itself."""
    row, column = np.divmod(np.arange(side * side), side)
    return np.maximum(abs(row[:, None] - row[None, :]), abs(column[:, None] - column[None, :])) <= 1


def test_g16_an_empty_neighbourhood_is_never_significant() -> None:
    counts = np.zeros(64, dtype=int)
    counts[[0, 1, 2, 9]] = 100

    found = neighbourhood_test(counts, np.ones(64), lattice(8))

    empty = lattice(8) @ counts == 0
    assert empty.any()
    assert (found.p[empty] == 1).all()
    assert not found.flagged[empty].any()
    assert found.flagged[0]


@given(data=st.data(), side=st.integers(1, 6))
def test_hot_is_what_the_binomial_says(data: st.DataObject, side: int) -> None:
    cells = side * side
    counts = data.draw(st.lists(st.integers(0, 9), min_size=cells, max_size=cells))
    near = lattice(side)

    found = neighbourhood_test(counts, np.ones(cells), near)

    for cell in range(cells):
        together = sum(n for n, close in zip(counts, near[cell], strict=True) if close)
        part = near[cell].sum() / cells
        expected = stats.binomtest(together, max(1, sum(counts)), part, alternative="greater")
        assert found.p[cell] == pytest.approx(expected.pvalue, abs=1e-12)
        assert not found.flagged[cell] or (together >= 3 and found.q[cell] < 0.05)
        assert found.expected[cell] == pytest.approx(sum(counts) * part)


def test_clustering_divides_a_neighbourhood_once_and_rounds_down() -> None:
    """Seven and one of eight reports count as three of four: no cell is rounded by itself."""
    near = np.array([[True, True, False], [True, True, True], [False, True, True]])

    found = neighbourhood_test([1, 6, 1], [1, 1, 2], near, clustering=2.0)

    assert found.p[0] == pytest.approx(stats.binomtest(3, 4, 0.5, alternative="greater").pvalue)
    assert found.expected[0] == pytest.approx(4), "in reports as counted"
    assert (neighbourhood_test([9, 0], [1, 1], np.eye(2), clustering=20).p == 1).all()


def test_a_quotient_is_not_lost_to_floating_point() -> None:
    found = neighbourhood_test([27, 0], [1, 1], np.eye(2), clustering=1.8)

    assert found.p[0] == pytest.approx(0.5**15)


def test_exposure_moves_what_is_expected() -> None:
    near = np.eye(2, dtype=bool)

    even = neighbourhood_test([30, 10], [1, 1], near)
    uneven = neighbourhood_test([30, 10], [3, 1], near)

    assert even.flagged.tolist() == [True, False]
    assert uneven.flagged.tolist() == [False, False]


@pytest.mark.parametrize(
    ("counts", "exposure", "near", "sentence"),
    [
        ([1, 2], [1.0], np.eye(2), "same cells"),
        ([1, 2], [1.0, 1.0], np.eye(3), "same cells"),
        ([[1]], [[1.0]], np.eye(1), "same cells"),
        ([1, 2], [0.0, 0.0], np.eye(2), "Exposure"),
        ([1, 2], [2.0, -1.0], np.eye(2), "Exposure"),
        ([1, 2], [np.nan, 1.0], np.eye(2), "Exposure"),
        ([1, 2], [np.inf, 1.0], np.eye(2), "Exposure"),
    ],
)
def test_malformed_corners_are_refused(
    counts: object, exposure: object, near: object, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        neighbourhood_test(counts, exposure, near)


@pytest.mark.parametrize("clustering", [0.9, float("nan"), float("inf")])
def test_clustering_below_one_is_refused(clustering: float) -> None:
    with pytest.raises(ValueError, match="Clustering"):
        neighbourhood_test([1], [1.0], np.eye(1), clustering=clustering)
