"""PAI and PEI: did last week's map find this week's reports?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.weekly.score import Hit, hit, score
from tests.hotspots.weekly.slow_twins import slow_best


def marks(cells: int, *, first: int) -> list[bool]:
    return [at < first for at in range(cells)]


@pytest.mark.parametrize(("first", "pai", "pei"), [(1, 2, 1), (2, 1.5, 1), (3, 1, 1)])
def test_g21(first: int, pai: float, pei: float) -> None:
    found = hit(marks(3, first=first), [6, 3, 0], [1, 1, 1])

    assert (found.pai, found.pei) == pytest.approx((pai, pei))


@pytest.mark.parametrize(
    ("first", "pai", "pei"),
    [
        (1, 1.8947, 0.8571),
        (2, 1.4211, 0.6923),
        (3, 1.6842, 1),
        (4, 1.4211, 1),
        (5, 1.2, 1),
        (6, 1, 1),
    ],
)
def test_g22_ties_with_the_fewest_observed_first(first: int, pai: float, pei: float) -> None:
    """Predicted 8, 4, 4, 2, 1, 0 where 6, 7, 3, 2, 1, 0 came; of the fours, three comes first."""
    found = hit(marks(6, first=first), [6, 3, 7, 2, 1, 0], [1] * 6)

    assert (found.pai, found.pei) == pytest.approx((pai, pei), abs=5e-5)


@given(data=st.data(), cells=st.integers(1, 7))
def test_the_best_is_the_best_of_all_choices(data: st.DataObject, cells: int) -> None:
    reports = data.draw(st.lists(st.integers(0, 9), min_size=cells, max_size=cells))
    chosen = data.draw(st.lists(st.booleans(), min_size=cells, max_size=cells))
    found = hit(chosen, reports, [2.5] * cells)

    if sum(chosen) == 0 or sum(reports) == 0:
        assert found is None
    else:
        assert found.best == pytest.approx(slow_best(reports, sum(chosen)))
        assert 0 <= found.pei <= 1 + 1e-12
        assert found.area == pytest.approx(sum(chosen) / cells)


def test_the_best_choice_takes_a_part_of_the_last_cell() -> None:
    """Marked 1.5 of the area: the dense half cell, and one of the others."""
    found = hit([False, True, True], [4, 6, 1], [0.5, 1.0, 0.5])

    assert found.best == pytest.approx(4 + 6)
    assert found.pei == pytest.approx(0.7)


def test_a_cell_without_area_takes_no_room_and_wins_nothing() -> None:
    found = hit([True, False], [3, 2], [1.0, 0.0])

    assert (found.best, found.found, found.total) == (3, 3, 5)


def test_scores_are_means_of_weeks() -> None:
    weeks = [Hit(2, 0.2, found, 10, 8.0) for found in (2, 4, 6)]

    found = score(weeks)

    assert (found.weeks, found.share, found.pei) == pytest.approx((3, 0.4, 0.5))
    assert (found.share_low, found.share_high) == pytest.approx((0.3, 0.5))
    assert found.predictive
    assert not score([Hit(1, 0.1, 3, 10, 8.0)]).predictive
    assert score([]) is None


@pytest.mark.parametrize(
    ("marked", "reports", "area"),
    [([True], [1, 2], [1.0]), ([True], [1], [1.0, 2.0]), ([[True]], [[1]], [[1.0]])],
)
def test_malformed_maps_are_refused(marked: object, reports: object, area: object) -> None:
    with pytest.raises(ValueError, match="same cells"):
        hit(marked, reports, area)
