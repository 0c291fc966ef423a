"""Generalised Gini, the fullest fifth, half of all reports: published numbers, twins, laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.concentration import gini
from tests.hotspots.concentration.slow_twins import slow_gini, slow_half

EMPTY = [0] * 7
COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=40).filter(any)


def test_g20_ordinary_and_generalised() -> None:
    assert gini.ordinary_gini([10, 8, 2, *EMPTY]) == pytest.approx(0.78)
    assert gini.ordinary_gini([5, 2, 1, *EMPTY]) == pytest.approx(0.80)
    assert gini.generalised_gini([5, 2, 1, *EMPTY]) == pytest.approx(0.75)


def test_g20_the_published_example_that_is_an_erratum() -> None:
    """The vignette prints .58; its own formula gives .56."""
    assert gini.generalised_gini([3, 1, 1, *EMPTY]) == pytest.approx(0.56)


def test_g20_the_table_of_postcodes() -> None:
    counts = np.repeat(np.arange(6), [433, 325, 169, 58, 11, 4])

    assert gini.generalised_gini(counts, unbiased=True) == pytest.approx(0.5255617, abs=5e-8)


@given(COUNTS)
def test_gini_against_its_slow_twin(counts: list[int]) -> None:
    assert gini.ordinary_gini(counts) == pytest.approx(slow_gini(counts), abs=1e-12)


@given(COUNTS)
def test_generalised_gini_runs_from_even_to_one_place(counts: list[int]) -> None:
    found = gini.generalised_gini(counts)
    total, places = sum(counts), len(counts)
    even = [total // places + (at < total % places) for at in range(places)]

    assert -1e-9 <= found <= 1
    assert gini.generalised_gini(even) <= found + 1e-9
    assert gini.generalised_gini([total, *[0] * (places - 1)]) >= found - 1e-9


@pytest.mark.parametrize("places", [5, 20, 100])
def test_fewer_reports_than_places_can_still_be_even(places: int) -> None:
    counts = [1] * 5 + [0] * (places - 5)

    assert gini.generalised_gini(counts) == pytest.approx(0.0, abs=1e-12)


@given(COUNTS, st.permutations(range(40)))
def test_order_of_the_places_does_not_matter(counts: list[int], order: list[int]) -> None:
    mixed = [counts[at] for at in order if at < len(counts)]

    assert gini.generalised_gini(mixed) == pytest.approx(gini.generalised_gini(counts))
    assert gini.half_from(mixed) == gini.half_from(counts)


@given(COUNTS)
def test_half_from_against_its_slow_twin(counts: list[int]) -> None:
    assert gini.half_from(counts) == slow_half(counts)


def test_half_of_nothing_is_in_no_place() -> None:
    assert gini.half_from([0, 0]) == 0


@pytest.mark.parametrize(
    ("counts", "share"),
    [([10, 0, 0, 0, 0], 1.0), ([2] * 5, 0.2), ([6, 2, 2], 0.36), ([4, 4, 1, 1], 0.32)],
)
def test_share_of_the_fullest_fifth_counts_part_of_a_place(counts: list[int], share: float) -> None:
    assert gini.top_share(counts) == pytest.approx(share)


@pytest.mark.parametrize("bad", [[], [-1, 2], [0.5, 1.0]])
def test_what_is_no_count_is_refused(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        gini.ordinary_gini(bad)


@pytest.mark.parametrize("index", [gini.ordinary_gini, gini.top_share])
def test_nothing_is_not_concentrated(index: object) -> None:
    with pytest.raises(ValueError, match="Without a report"):
        index([0, 0])  # type: ignore[operator]


def test_one_report_has_no_unbiased_gini() -> None:
    with pytest.raises(ValueError, match="no spread"):
        gini.generalised_gini([1, 0, 0], unbiased=True)


def test_too_few_reports_have_no_index() -> None:
    found = gini.concentration([40, 30, 29, 0], least=100)

    assert (found.reports, found.hexagons) == (99, 4)
    assert found.gini is found.top_share is found.half_from is None


def test_ranges_are_the_same_again_and_hold_their_value() -> None:
    rng = np.random.default_rng(4)
    by_member = rng.multinomial(8, rng.dirichlet(np.full(30, 0.5)), size=60)

    first, again = gini.spreads(by_member, 7), gini.spreads(by_member, 7)
    other = gini.spreads(by_member, 8)

    assert first == again
    assert first != other
    for one in first:
        assert 0 <= one.low <= one.value <= one.high <= 1
        assert one.chance_high < one.low, "these reports gather"


def test_value_is_what_was_counted_less_the_excess_of_few_reports() -> None:
    rng = np.random.default_rng(4)
    by_member = rng.multinomial(2, np.full(40, 1 / 40), size=100)
    counts = by_member.sum(axis=0)

    value = gini.spreads(by_member, 1)[0].value

    assert value < gini.generalised_gini(counts, unbiased=True)


def test_one_shop_that_reports_all_makes_the_range_wide() -> None:
    keen = np.zeros((30, 20), dtype=int)
    keen[0, 3] = 200
    keen[1:] += 1

    spread = gini.spreads(keen, 1)[1]

    assert spread.high - spread.low > 0.2
