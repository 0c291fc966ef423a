"""What each audience may see of a trend."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import numpy as np
import pytest

from hotspots.trend.payload import trend_payload
from members.audiences import TREND_READERS, Audience
from tests.hotspots.trend.made import facts, ingredients

BUSINESS = [Audience.MEMBER, Audience.MANAGER]
RESTRICTED = [Audience.FUNDER, Audience.ANALYST]


def _told(first: int = 2, **groups: tuple[int, int]) -> dict[str, Any]:
    """Return ingredients whose categories have so many that told the police, and did not.

    They lie in twelve months from `first` on: those of 2025, unless told otherwise.
    """
    rows = [
        (at, answer)
        for at, (yes, no) in enumerate(groups.values())
        for answer in [1] * yes + [0] * no
    ]
    category, told = np.array(rows).T
    return {
        "category": category,
        "told": told,
        "category_names": list(groups),
        "month_of_report": np.arange(len(rows)) % 12 + first,
        "organisation": np.arange(len(rows)),
    }


@pytest.mark.parametrize("audience", sorted(TREND_READERS))
def test_every_reader_has_the_lines_and_the_verdict(audience: Audience) -> None:
    payload = trend_payload(facts(ingredients()), [], audience)

    assert payload["audience"] == audience.value
    assert payload["gaps"]["asb"]["verdict"] == "higher"
    assert len(payload["lines"]["members"]["index"]) == 24
    assert "geometry" not in payload["boundary"]
    json.dumps(payload, allow_nan=False)


@pytest.mark.parametrize("audience", BUSINESS)
def test_businesses_see_the_index_and_no_count(audience: Audience) -> None:
    payload = trend_payload(facts(ingredients(active=[(100, 150)] * 24)), [], audience)

    assert set(payload["lines"]["members"]) == {"index"}
    assert all(len(one) == 1 and one[0] == int(one[0]) for one in payload["lines"]["asb"]["index"])
    assert payload["told"] is None
    assert payload["jumps"] == []
    assert {"members", "officials", "member_exposure"}.isdisjoint(payload["gaps"]["asb"])


@pytest.mark.parametrize("audience", [*RESTRICTED, Audience.OPERATIONS])
def test_monthly_totals_of_the_town_are_exact(audience: Audience) -> None:
    given = ingredients()
    payload = trend_payload(facts(given), [], audience)

    counts = np.bincount(given.month_of_report, minlength=24).tolist()
    assert payload["lines"]["members"]["counts"] == counts


@pytest.mark.parametrize("audience", RESTRICTED)
def test_few_answers_are_withheld_with_a_companion(audience: Audience) -> None:
    given = ingredients(**_told(Begging=(40, 60), Noise=(2, 50), Trespass=(9, 30), Other=(30, 30)))
    rows = trend_payload(facts(given), [], audience)["told"]["categories"]

    assert {one["name"] for one in rows if one["withheld"]} == {"Noise", "Trespass"}
    assert all(one["told"] is one["share"] is None for one in rows if one["withheld"])
    assert all(one["told"] is not None for one in rows if not one["withheld"])


def test_few_that_did_not_tell_are_withheld_as_well() -> None:
    given = ingredients(**_told(Begging=(40, 60), Noise=(50, 3), Trespass=(30, 8), Other=(30, 30)))
    rows = trend_payload(facts(given), [], Audience.FUNDER)["told"]["categories"]

    assert {one["name"] for one in rows if one["withheld"]} == {"Noise", "Trespass"}


@pytest.mark.parametrize("audience", RESTRICTED)
def test_a_year_with_a_withheld_quarter_is_withheld(audience: Audience) -> None:
    """Or the year less its other quarters would be that quarter."""
    given = ingredients(**_told(Begging=(40, 60), Noise=(30, 50)))
    given.told[(given.month_of_report >= 5) & (given.month_of_report < 8)] = 0
    given.told[np.flatnonzero(given.month_of_report == 6)[:3]] = 1

    told = trend_payload(facts(given), [], audience)["told"]

    assert told["year_of"] == [f"2025-Q{number}" for number in range(1, 5)]
    assert [one["name"] for one in told["quarters"] if one["withheld"]] == ["2025-Q2"]
    assert told["year"]["withheld"]
    assert all(one["withheld"] for one in told["categories"])


def test_without_a_whole_calendar_year_no_year_is_told() -> None:
    payload = trend_payload(facts(ingredients(months=12)), [], Audience.FUNDER)

    assert payload["told"]["year_of"] == []
    assert payload["told"]["year"]["withheld"]


def test_operations_sees_all_answers() -> None:
    given = ingredients(**_told(first=11, Begging=(40, 60), Noise=(2, 50)))
    rows = trend_payload(facts(given), [], Audience.OPERATIONS)["told"]["categories"]

    assert [one["told"] for one in rows] == [40, 2]


def test_town_that_told_next_to_nothing_is_withheld_whole() -> None:
    given = ingredients(**_told(Begging=(2, 60), Noise=(1, 50)))
    told = trend_payload(facts(given), [], Audience.FUNDER)["told"]

    assert told["year"]["withheld"]
    assert all(one["withheld"] for one in told["categories"])


@pytest.mark.parametrize("seed", range(30))
def test_no_withheld_answer_follows_from_the_sums(seed: int) -> None:
    """Every withheld count may still be anything from 1 to 4, given all that is shown."""
    rng = np.random.default_rng(seed)
    groups = {f"K{at}": (int(rng.integers(0, 14)), int(rng.integers(0, 14))) for at in range(6)} | {
        "K6": (30, 30)
    }
    given = ingredients(**_told(**groups))
    rows = trend_payload(facts(given), [], Audience.FUNDER)["told"]["categories"]

    hidden = [one["name"] for one in rows if one["withheld"]]
    if not hidden:
        return
    for side in (0, 1):
        counts = [groups[name][side] for name in hidden if groups[name][side]]
        small = [count for count in counts if count < 5]
        total = sum(counts)
        for _, guess in product(small, range(1, 5)):
            assert len(counts) - 1 <= total - guess, "the others could not make up the rest"
            assert len(counts) > 1
