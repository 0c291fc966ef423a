"""Knox's table: the published count, its slow twin, bands, and what shuffling must not find."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots.concentration import near_repeat
from hotspots.concentration.near_repeat import DAYS, METRES, knox
from tests.hotspots.concentration.slow_twins import slow_pairs


def test_g17_burkitts_lymphoma() -> None:
    """188 cases in Uganda (Williams and others 1978, as libpysal hands them on under BSD).

    13 pairs lie within 20 units and 5 days, edges included, as pointpats counts them.
    """
    rows = np.loadtxt(Path(__file__).with_name("burkitt.csv"), delimiter=",", skiprows=1)

    found = knox(rows[:, :2], rows[:, 2].astype(int), seed=1, metres=(0, 20.001), spans=(0, 6))

    assert found.pairs.tolist() == [[13]]
    # Its Poisson probability is .146; that of shuffled dates must lie near.
    assert found.p[0, 0] == pytest.approx(0.146, abs=0.09)


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 40)),
        min_size=2,
        max_size=25,
    )
)
def test_pairs_against_their_slow_twin(rows: list[tuple[int, int, int]]) -> None:
    points, days = [(x, y) for x, y, _ in rows], [day for *_, day in rows]

    found = knox(points, days, seed=1, permutations=3)

    assert found.pairs.tolist() == slow_pairs(points, days, METRES, DAYS)


@pytest.mark.parametrize(
    ("apart", "days", "band"),
    [
        (0, 0, (0, 0)), (49.9, 3, (0, 0)), (50, 3, (1, 0)), (0, 4, (0, 1)), (99.9, 7, (1, 1)),
        (100, 8, (2, 2)), (200, 14, (3, 2)), (399.9, 15, (3, 3)), (0, 28, (0, 3)),
    ],
)  # fmt: skip
def test_bands_are_closed_on_the_left_and_open_on_the_right(
    apart: float, days: int, band: tuple[int, int]
) -> None:
    found = knox([(0, 0), (apart, 0)], [100, 100 + days], seed=1, permutations=1)

    assert found.pairs[band] == 1
    assert found.pairs.sum() == 1


@pytest.mark.parametrize(("apart", "days"), [(400, 0), (0, 29)])
def test_pairs_too_far_apart_are_in_no_band(apart: float, days: int) -> None:
    found = knox([(0, 0), (apart, 0)], [100, 100 + days], seed=1, permutations=1)

    assert found.pairs.sum() == 0


def _events(seed: int, repeats: int) -> tuple[np.ndarray, np.ndarray]:
    """Return 150 events at random, and so many that follow one of them within three days."""
    rng = np.random.default_rng(seed)
    points, days = rng.uniform(0, 900, (150, 2)), rng.integers(0, 365, 150)
    of = rng.integers(0, 150, repeats)
    return (
        np.vstack([points, points[of] + rng.uniform(-20, 20, (repeats, 2))]),
        np.concatenate([days, days[of] + rng.integers(0, 4, repeats)]),
    )


def test_planted_repeats_are_called_out_where_they_are() -> None:
    found = knox(*_events(2, 40), seed=1)

    assert found.called_out[0, 0]
    assert found.ratio[0, 0] > found.chance_high[0, 0]
    assert found.p[0, 0] == 1 / (near_repeat.PERMUTATIONS + 1)


def test_events_at_random_are_not_called_out() -> None:
    found = knox(*_events(3, 0), seed=1)

    assert not found.called_out[0].any()


def test_same_seed_same_digits() -> None:
    first, again, other = (knox(*_events(2, 10), seed=seed) for seed in (1, 1, 2))

    assert np.array_equal(first.p, again.p)
    assert np.array_equal(first.expected, again.expected)
    assert not np.array_equal(first.expected, other.expected)


def test_shuffling_places_is_shuffling_dates() -> None:
    """The expectation is that of permuted dates: the pairs near in space times those near in time.

    Over all permutations each pair in space meets each pair in time equally often.
    """
    points, days = _events(4, 0)
    found = knox(points, days, seed=1)

    near = np.array(slow_pairs(points, np.zeros(150), METRES, (0, 1))).sum(axis=1)
    soon = np.array(slow_pairs(np.zeros((150, 2)), days, (0, 1), DAYS)).sum(axis=0)
    exact = np.outer(near, soon) / (150 * 149 / 2)
    assert found.expected == pytest.approx(exact, rel=0.12)


def test_nothing_expected_has_no_ratio() -> None:
    found = knox([(0, 0), (900, 0)], [1, 1], seed=1)

    assert np.isnan(found.ratio).all()
    assert not found.called_out.any()


@pytest.mark.parametrize(
    ("points", "days"), [([(0, 0)], [1]), ([(0, 0), (1, 1)], [1]), ([(0,), (1,)], [1, 2])]
)
def test_pairs_need_two_events_with_place_and_day(
    points: list[tuple[int, ...]], days: list[int]
) -> None:
    with pytest.raises(ValueError, match="two events"):
        knox(points, days, seed=1)
