"""Numbers and dates as people read them."""

from __future__ import annotations

from datetime import date

import pytest

from members import formats


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.046, "0.05"),
        (0.46, "0.46"),
        (0.996, "1.0"),
        (1.94, "1.9"),
        (9.96, "10"),
        (1204.4, "1,204"),
    ],
)
def test_decimal_has_the_figures_it_deserves(value: float, expected: str) -> None:
    assert formats.decimal(value) == expected


def test_estimate_never_stands_without_its_range() -> None:
    assert formats.estimate(1.9, 1.5, 2.5) == "about 1.9, likely 1.5 to 2.5"


@pytest.mark.parametrize(
    ("part", "base", "expected"),
    [(3, 12, "3 of 12"), (0, 0, "0 of 0"), (5, 20, "25%"), (1, 860, "under 1%"), (0, 860, "0%")],
)
def test_percentage_needs_a_base_of_twenty(part: int, base: int, expected: str) -> None:
    assert formats.portion(part, base) == expected


def test_dates_are_written_out() -> None:
    assert formats.day(date(2026, 11, 21)) == "21 November 2026"
    assert formats.month("2026-10") == "October 2026"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-10", "2026-10", "October 2026"),
        ("2026-08", "2026-10", "August to October 2026"),
        ("2025-11", "2026-10", "November 2025 to October 2026"),
    ],
)
def test_span_names_the_year_once(first: str, last: str, expected: str) -> None:
    assert formats.span(first, last) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")],
)
def test_listing(words: list[str], expected: str) -> None:
    assert formats.listing(words) == expected


def test_count_of_takes_the_unit_that_fits() -> None:
    assert formats.count_of(1, "hexagon") == "1 hexagon"
    assert formats.count_of(1204, "business", "businesses") == "1,204 businesses"


def test_runs_join_neighbouring_months() -> None:
    assert formats.runs(["2025-05", "2024-11", "2024-12", "2025-01"]) == (
        "November 2024 to January 2025 and May 2025"
    )
