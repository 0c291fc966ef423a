"""The whole trend, from counts to plain data."""

import json
from datetime import date
from typing import Any

import numpy as np
import pytest

from hotspots.canonical import canonical
from hotspots.trend.recipe import CATEGORIES, LINES, compute
from tests.hotspots.trend.made import ingredients

ASB = "anti-social-behaviour"


def _officials(**months: list[int | None]) -> dict[str, list[int | None]]:
    flat: list[int | None] = [20] * 24
    named = {name.replace("_", "-"): counts for name, counts in months.items()}
    return {name: named.get(name, flat) for name in CATEGORIES}


def test_result_is_plain_json_and_the_same_again() -> None:
    first, second = compute(ingredients()), compute(ingredients())

    assert canonical(first.plain) == canonical(second.plain)
    assert json.loads(canonical(first.plain))["cells"] == []
    assert first.town["members"] == len(ingredients().told)


def test_lines_are_sums_of_their_categories() -> None:
    given = ingredients()
    town = compute(given).town

    for name, categories in LINES.items():
        sums = np.sum([given.officials[one] for one in categories], axis=0)
        assert town["lines"][name]["counts"] == sums.tolist()


def test_planted_fall_is_found_and_the_gap_with_it() -> None:
    found = compute(ingredients()).town["gaps"]["asb"]

    assert found["verdict"] == "higher"
    assert found["official_change"][2] < 1
    assert found["odds"][1] > 1


def test_opposite_fall_is_lower_and_no_fall_no_difference() -> None:
    falling: list[int | None] = [90] * 12 + [60] * 12
    even = compute(ingredients(officials=_officials(anti_social_behaviour=[50] * 24))).town
    rising = compute(ingredients(officials=_officials(anti_social_behaviour=falling[::-1]))).town

    assert even["gaps"]["asb"]["verdict"] == "no clear difference"
    assert rising["gaps"]["asb"]["verdict"] == "lower"


def test_fewer_than_two_years_have_lines_and_no_verdict() -> None:
    town = compute(ingredients(months=17)).town

    assert town["gaps"]["asb"]["verdict"] == "too few to say"
    assert "there are 17 months" in town["gaps"]["asb"]["reason"]
    assert town["base_months"] == 12
    assert all(one for one in town["lines"]["asb"]["index"])
    assert town["relabelling"] == {"possible": None, "added": None}


def test_fall_that_public_order_makes_up_for_may_be_one_of_names() -> None:
    asb: list[int | None] = [90] * 12 + [60] * 12
    order: list[int | None] = [20] * 12 + [52] * 12
    found = compute(
        ingredients(officials=_officials(anti_social_behaviour=asb, public_order=order))
    ).town["relabelling"]

    assert found["possible"] is True
    assert found["added"][1] > 1


def test_fall_of_all_lines_is_none_of_names() -> None:
    found = compute(ingredients(officials=_officials(
        anti_social_behaviour=[90] * 12 + [50] * 12, public_order=[30] * 12 + [15] * 12,
    ))).town["relabelling"]  # fmt: skip

    assert found == {"possible": False, "added": None}


def test_month_without_official_data_or_any_report_is_a_gap_in_its_lines() -> None:
    asb: list[int | None] = [70] * 24
    asb[4] = None
    officials = _officials(anti_social_behaviour=asb)
    town = compute(ingredients(officials=officials, member_months=[at != 7 for at in range(24)]))

    lines = town.town["lines"]
    assert [at for at, one in enumerate(lines["wide"]["index"]) if one is None] == [4]
    assert [at for at, one in enumerate(lines["members"]["index"]) if one is None] == [7]
    assert town.town["gaps"]["asb"]["left_out"] == [4, 7]


def test_recording_gap_has_whole_quarters_only() -> None:
    """November 2024 to October 2026: the first and the last quarter are cut through."""
    told = compute(ingredients()).town["told"]

    names = [one["name"] for one in told["quarters"]]
    assert names == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert told["year_of"] == names[-4:]
    assert told["year"]["reports"] == sum(one["reports"] for one in told["quarters"][-4:])
    assert sum(one["reports"] for one in told["categories"]) == told["year"]["reports"]


def test_rare_category_is_too_few_to_say() -> None:
    rows = {one["name"]: one for one in compute(ingredients()).town["told"]["categories"]}

    assert rows["Begging"]["share"] is not None
    assert rows["Trespass"]["share"] is None


@pytest.mark.parametrize(
    ("active", "found"),
    [
        ([(140, 141)], []),
        ([(140, 156)], [{"month": "2024-11", "before": 140, "after": 156}]),
        ([(140, 120)], [{"month": "2024-11", "before": 140, "after": 120}]),
        ([(40, 48)], []),  # a fifth, and yet only eight
        ([(0, 40)], []),  # a beginning is no jump
    ],
)
def test_jumps_of_active_members(active: Any, found: Any) -> None:
    given = ingredients(active=active + [(140, 140)] * 23)

    assert compute(given).town["jumps"] == found


def test_first_month_of_the_year_is_that_of_the_window() -> None:
    assert compute(ingredients()).town["months"][0] == "2024-11"
    assert ingredients().months[-1] == date(2026, 10, 1)
