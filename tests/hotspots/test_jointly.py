"""Releases that are safe alone and not together, and what is hidden so that they are."""

from __future__ import annotations

from datetime import date
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from hotspots.disclosure import cells_to_hide
from hotspots.disclosure.jointly import (
    Contradiction,
    Release,
    Span,
    feasible,
    hide_jointly,
    narrowed,
)
from hotspots.public_map.releases import bounds_of

EDGES = [date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1)]
YEAR = ((EDGES[0], EDGES[4]),)
QUARTERS = [((EDGES[at], EDGES[at + 1]),) for at in range(4)]
ONE_FAMILY = dict.fromkeys("abcdef", "x")


def year_of(counts: dict[str, int], hidden: str = "") -> Release:
    shown = {cell: (n, n) for cell, n in counts.items() if cell not in hidden}
    return Release(YEAR, shown, frozenset(hidden), (sum(counts.values()),) * 2)


def quarter_of(at: int, counts: dict[str, int], hidden: str = "") -> Release:
    shown = {cell: bounds_of(n) for cell, n in counts.items() if cell not in hidden}
    return Release(QUARTERS[at], shown, frozenset(hidden), (sum(counts.values()),) * 2)


def test_three_quarters_and_their_year_tell_the_fourth() -> None:
    year = year_of({"a": 31, "b": 400})
    quarters = [quarter_of(at, {"a": 10, "b": 100}) for at in range(3)]

    found = feasible([year, *quarters])

    assert found["a", QUARTERS[3]] == (0, 1)


def test_the_third_quarter_is_therefore_not_shown() -> None:
    year = year_of({"a": 31, "b": 400})
    quarters = [quarter_of(at, {"a": 10, "b": 100}) for at in range(2)]
    third = quarter_of(2, {"a": 10, "b": 100})

    safe = hide_jointly(third, [year, *quarters], ONE_FAMILY, least=5)

    assert safe is not None
    assert "a" in safe.hidden
    assert not narrowed([year, *quarters, safe], 5)


def test_the_companion_of_a_hidden_year_is_told_by_its_quarters() -> None:
    year = year_of({"a": 1, "b": 40, "c": 400}, hidden="ab")
    quarters = [quarter_of(at, {"a": 0, "b": 10, "c": 100}, hidden="a") for at in range(4)]
    known = [Release(one.spans, {"b": one.shown["b"]}, frozenset(), None) for one in quarters]

    assert feasible([year, *known])["a", YEAR] == (1, 1)


def test_the_year_that_comes_second_hides_more() -> None:
    quarters = [
        Release(QUARTERS[at], {"b": bounds_of(10), "c": bounds_of(100)}, frozenset(), None)
        for at in range(4)
    ]
    year = year_of({"a": 1, "b": 40, "c": 400}, hidden="ab")

    safe = hide_jointly(year, quarters, ONE_FAMILY, least=5)

    assert safe is not None
    assert safe.hidden == {"a", "b", "c"}


def test_a_busy_cell_is_left_alone() -> None:
    year = year_of({"a": 160, "b": 400})
    quarters = [quarter_of(at, {"a": 40, "b": 100}) for at in range(3)]

    assert hide_jointly(quarters[2], [year, *quarters[:2]], ONE_FAMILY, least=5) == quarters[2]


def test_nothing_held_before_hides_nothing() -> None:
    new = quarter_of(0, {"a": 10, "b": 20})

    assert hide_jointly(new, [], ONE_FAMILY, least=5) is new


def test_where_hiding_does_not_help_nothing_is_shown() -> None:
    """One cell holds all that is left, so its total would tell whatever is hidden."""
    year = Release(YEAR, {"a": (30, 30)}, frozenset(), None)
    halves = [Release(QUARTERS[at], {"a": (10, 10)}, frozenset(), None) for at in range(2)]
    third = Release(QUARTERS[2], {"a": (7, 7)}, frozenset(), (7, 7))

    assert hide_jointly(third, [year, *halves], ONE_FAMILY, least=5) is None


def test_late_reports_leave_only_what_is_sure() -> None:
    year = year_of({"a": 20, "b": 400})
    quarters = [quarter_of(at, {"a": 10, "b": 100}) for at in range(3)]

    with pytest.raises(Contradiction):
        narrowed([year, *quarters], 5)

    safe = hide_jointly(quarters[2], [year, *quarters[:2]], ONE_FAMILY, least=5)

    assert safe is not None


def test_months_that_were_left_out_are_not_counted() -> None:
    year = Release(((EDGES[0], EDGES[1]), (EDGES[2], EDGES[4])), {"a": (30, 30)}, frozenset(), None)

    found = feasible([year, Release(QUARTERS[1], {"a": (9, 9)}, frozenset(), None)])

    assert found["a", QUARTERS[1]] == (9, 9)
    assert found["a", QUARTERS[0]] == (0, 30)


def test_a_count_of_nothing_known_has_no_end() -> None:
    release = Release(YEAR, {"a": (3, inf)}, frozenset("b"), None)

    assert feasible([release])["b", YEAR] == (1, inf)


counts_of_a_year = st.lists(
    st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=3, max_size=6
)


def towns(counts: list[list[int]]) -> tuple[Release, list[Release]] | None:
    """Publish a year as a funder gets it, and its quarters as the public gets them, alone."""
    cells = "abcdef"[: len(counts)]
    year = {cell: sum(row) for cell, row in zip(cells, counts, strict=True)}
    hidden = cells_to_hide(year, ONE_FAMILY, least=5)
    if hidden is None:
        return None
    quarters = []
    for at in range(4):
        quarter = {cell: row[at] for cell, row in zip(cells, counts, strict=True)}
        out = cells_to_hide(quarter, ONE_FAMILY, least=10)
        if out is not None:
            quarters.append(quarter_of(at, quarter, "".join(out)))
    return year_of(year, "".join(hidden)), quarters


@pytest.mark.slow
@settings(max_examples=25)
@given(counts=counts_of_a_year)
def test_published_one_after_another_nothing_small_is_told(counts: list[list[int]]) -> None:
    made = towns(counts)
    if made is None:
        return
    year, quarters = made
    held = [year]
    for quarter in quarters:
        safe = hide_jointly(quarter, held, ONE_FAMILY, least=5)
        held += [safe] if safe else []

    assert not narrowed(held, 5)


@pytest.mark.slow
@settings(max_examples=25)
@given(counts=counts_of_a_year)
def test_the_year_may_come_last(counts: list[list[int]]) -> None:
    made = towns(counts)
    if made is None:
        return
    year, quarters = made

    safe = hide_jointly(year, quarters, ONE_FAMILY, least=5)

    before = narrowed(quarters, 5) if quarters else frozenset()
    assert safe is None or not narrowed([*quarters, safe], 5) - before


@pytest.mark.slow
@settings(max_examples=15)
@given(counts=counts_of_a_year)
def test_whole_numbers_reach_the_same_ends(counts: list[list[int]]) -> None:
    """The slow twin: every end in whole numbers, by other bookkeeping."""
    made = towns(counts)
    if made is None:
        return
    releases = [made[0], *made[1]]
    cells = sorted(releases[0].cells)

    told = feasible(releases)

    rules = LinearConstraint(*_rules(releases, cells))
    for (cell, spans), (low, high) in told.items():
        aim = _row(cells, [cell], spans)
        ends = [
            milp(sign * aim, constraints=rules, integrality=np.ones(aim.size)).fun
            for sign in (1, -1)
        ]
        assert ends[0] == pytest.approx(np.ceil(low - 1e-6))
        assert -ends[1] == pytest.approx(np.floor(high + 1e-6))


def _row(cells: list[str], of: list[str], spans: tuple[Span, ...]) -> np.ndarray:
    row = np.zeros((len(cells), 4))
    for at in range(4):
        if any(start <= EDGES[at] < end for start, end in spans):
            row[[cells.index(cell) for cell in of], at] = 1
    return row.ravel()


def _rules(releases: list[Release], cells: list[str]) -> tuple[list[np.ndarray], ...]:
    rows, lows, highs = [], [], []
    for one in releases:
        told = [([cell], *one.shown.get(cell, (1, inf))) for cell in cells]
        for of, low, high in [*told, (cells, *one.total)]:
            rows.append(_row(cells, of, one.spans))
            lows.append(low)
            highs.append(high)
    return rows, lows, highs
