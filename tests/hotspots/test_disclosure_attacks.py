"""Suppressed means unrecoverable: attackers who use all that is published, and fail."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import optimize

from hotspots.contrast import contrast_given
from hotspots.disclosure import cells_to_hide, disclose, disclose_contrast
from members.audiences import Audience
from tests.alternative_implementations import splits

LEAST = {Audience.FUNDER: 5, Audience.PUBLIC: 10}

towns = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from("xyz")), min_size=1, max_size=14
).map(
    lambda cells: (
        {f"{place:02}": count for place, (count, _) in enumerate(cells)},
        {f"{place:02}": parent for place, (_, parent) in enumerate(cells)},
    )
)

Town = tuple[dict[str, int], dict[str, str]]


@given(town=towns)
@example(town=({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, dict.fromkeys("abcde", "x")))
def test_each_hidden_count_may_be_anything_that_is_hidden(town: Town) -> None:
    counts, parents = town
    seen = disclose(counts, parents, audience=Audience.FUNDER)
    assume(not seen.withheld)

    total_hidden = seen.total - sum(n for n in seen.values.values() if n is not None)

    for cell, count in counts.items():
        assert (seen.values[cell] is None) == (cell in seen.hidden)
        assert seen.values[cell] in {None, count}
        assert cell in seen.hidden or count == 0 or count >= 5
        assert cell not in seen.hidden or count > 0
    if seen.hidden:
        assert total_hidden - (len(seen.hidden) - 1) >= 4


@given(town=towns)
def test_a_parent_total_would_not_give_a_count_away_either(town: Town) -> None:
    """Unless the parent has one cell with a count, or too few reports: its total is no cell's."""
    counts, parents = town
    hidden = cells_to_hide(counts, parents, least=5) or frozenset()

    for parent in set(parents.values()):
        family = [cell for cell in counts if parents[cell] == parent]
        inside = [counts[cell] for cell in family if cell in hidden]
        left = [cell for cell in family if counts[cell] and cell not in hidden]
        if inside and left:
            assert len(inside) >= 2
            assert sum(inside) - (len(inside) - 1) >= 4


@given(town=towns, least=st.integers(2, 12))
def test_no_more_is_hidden_than_one_beyond_need(town: Town, least: int) -> None:
    """Taking the largest hidden cell back would leave some total unsafe."""
    counts, parents = town
    hidden = cells_to_hide(counts, parents, least=least)
    assume(hidden)
    largest = max(hidden, key=lambda cell: (counts[cell], cell))
    assume(counts[largest] >= least)

    left = hidden - {largest}
    families = [{cell for cell in left if parents[cell] == one} for one in parents.values()]

    assert any(
        cells and (len(cells) < 2 or sum(counts[cell] - 1 for cell in cells) < least - 2)
        for cells in [*families, left]
    )


@pytest.mark.slow
@pytest.mark.parametrize("audience", [Audience.FUNDER, Audience.PUBLIC])
@pytest.mark.parametrize("city", range(30))
def test_a_linear_programme_finds_no_narrow_range(city: int, audience: Audience) -> None:
    """Zeros, shown counts (give or take the rounding) and the total are all that it has."""
    rng = np.random.default_rng(city)
    cells = [f"{place:02}" for place in range(rng.integers(5, 40))]
    counts = dict(zip(cells, rng.poisson(rng.gamma(0.7, 20, len(cells))).tolist(), strict=True))
    parents = {cell: str(rng.integers(0, 5)) for cell in cells}
    reporters = {cell: int(rng.integers(0, 9)) for cell in cells}
    seen = disclose(counts, parents, audience=audience, reporters=reporters)
    if seen.withheld:
        return
    public = audience == Audience.PUBLIC
    slack, fewest = (2, 0) if public else (0, 1)

    for cell in seen.hidden:
        low, high = _range_of(cell, seen.values, seen.total, slack, fewest)
        assert low <= 1 + 1e-6
        assert high >= LEAST[audience] - 1 - 1e-6


def _range_of(cell: str, values: Any, total: int, slack: int, fewest: int) -> tuple[float, float]:
    names = list(values)
    bounds = [
        (fewest, None)
        if value is None
        else (0, 0)
        if value == 0
        else (value - slack, value + slack)
        for value in values.values()
    ]
    ends = []
    for sign in (1, -1):
        aim = [sign * (name == cell) for name in names]
        found = optimize.linprog(
            aim,
            A_ub=[[1] * len(names), [-1] * len(names)],
            b_ub=[total + slack, slack - total],
            bounds=bounds,
        )
        ends.append(np.inf if found.status == 3 else sign * found.fun)
    return ends[0], ends[1]


@settings(max_examples=60)
@given(data=st.data())
def test_every_other_split_of_the_hidden_reports_shows_the_very_same_numbers(data: Any) -> None:
    """The attacker with the code, the seed, the official counts and every published digit."""
    size = data.draw(st.integers(3, 8))
    counts = data.draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))
    officials = data.draw(st.lists(st.integers(0, 60), min_size=size, max_size=size))
    dispersion = data.draw(st.sampled_from([1.0, 1.3, 2.0]))
    cells = [f"{place}" for place in range(size)]
    parents = {cell: data.draw(st.sampled_from("xy")) for cell in cells}

    def published(members: list[int]) -> Any:
        found = contrast_given(members, officials, seed=7, dispersion=dispersion)
        return disclose_contrast(cells, found, parents, audience=Audience.ANALYST, seed=7)

    seen = published(counts)
    assume(seen.hidden and not seen.withheld)
    places = [place for place, cell in enumerate(cells) if cell in seen.hidden]
    total_hidden = sum(counts[place] for place in places)
    other = list(counts)
    for place, count in zip(places, data.draw(_split_of(total_hidden, len(places))), strict=True):
        other[place] = count
    twin = published(other)
    assume(twin.hidden == seen.hidden)

    assert twin == seen


@st.composite
def _split_of(draw: Any, total: int, cells: int) -> list[int]:
    cuts = sorted(draw(st.sets(st.integers(1, total - 1), min_size=cells - 1, max_size=cells - 1)))
    return [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]


def test_whole_percents_of_the_exact_headline_would_give_a_count_away() -> None:
    """Why the headline is worked out anew: rounding it is not enough in a small town."""
    members, officials, hidden = [30, 3, 6, 0], [40, 2, 30, 8], (1, 2)
    percent = _exact_percent(members, officials)

    left = []
    for counts in splits(9, 2):
        guess = list(members)
        for place, count in zip(hidden, counts, strict=True):
            guess[place] = count
        if _exact_percent(guess, officials) == percent:
            left.append(counts)

    assert left == [(3, 6)], "the exact headline pins both hidden counts"
    seen = [
        disclose_contrast(
            "abcd",
            contrast_given(guess, officials, seed=1, dispersion=1.0),
            dict.fromkeys("abcd", "x"),
            audience=Audience.FUNDER,
            seed=1,
        )
        for guess in (members, [30, 4, 5, 0])
    ]
    assert seen[0] == seen[1], "what is published does not tell them apart"


def _exact_percent(members: list[int], officials: list[int]) -> int:
    found = contrast_given(members, officials, seed=1, dispersion=1.0).headline.dissimilarity
    assert found is not None
    return round(found * 100)
