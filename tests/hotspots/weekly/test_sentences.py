"""The sentences of a week, to the letter."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from hotspots.weekly import sentences
from hotspots.weekly.asking import asks_of
from hotspots.weekly.naming import names_of
from layers import grid
from tests.hotspots.weekly.towns import LAT, LNG, at_metres

NORM = {"mean": 2.0, "low": 0, "high": 4}


def place(**changes: Any) -> dict[str, Any]:
    whole = {
        "cell": "a",
        "place": "Abington Street by the Market steps",
        "count": 9,
        "premises": 5,
        "when": "Friday 16-20",
        "norm": NORM,
        "verdict": "higher",
        "work": [],
        "alert": True,
        "alert_before": False,
        "flagged": False,
        "flagged_before": False,
        "one_reporter": None,
        "one_reporter_four": None,
        "firm": None,
        "badge": None,
        "kinds": [["begging", 6], ["noise", 3]],
        "stages": [],
    }
    return {**whole, **changes}


def whole_town(**changes: Any) -> dict[str, Any]:
    whole = {
        "members": 26,
        "premises": 12,
        "norm": {"mean": 20.0, "low": 13, "high": 28},
        "verdict": "no clear difference",
        "drift": None,
        "low_before": False,
        "since_last_week": "no clear difference",
        "line": [{"count": 13}, {"count": 26}],
        "reporting": {"members": 11, "usual": 12.4, "active": 160, "low": False},
        "method": {"weeks_held": 38},
        "labels": {"begging": "Begging"},
        "routes": {"begging": ["council-asb"]},
    }
    return {**whole, **changes}


def test_the_sentence_of_the_briefing() -> None:
    wardens = [{"team": "Wardens", "minutes": 40}]

    assert sentences.item_sentence(place(work=wardens)) == (
        "Abington Street by the Market steps, mostly Friday 16-20: 9 reports from 5 premises; a "
        "normal week is 0 to 4: higher. Wardens were there 40 minutes."
    )


@pytest.mark.parametrize(
    ("work", "said"),
    [
        ([{"team": "NBCP", "minutes": None}], "NBCP was there."),
        ([{"team": "Police", "minutes": 1}], "Police were there 1 minute."),
        (
            [{"team": "Police", "minutes": 20}, {"team": "Wardens", "minutes": 40}],
            "Police were there 20 minutes. Wardens were there 40 minutes.",
        ),
        ([], "No action here is recorded for this week."),
    ],
)
def test_what_was_done(work: list[dict[str, Any]], said: str) -> None:
    assert sentences.work_sentence(work) == said


def test_a_calm_place_needs_no_word_on_what_was_done() -> None:
    calm = place(when="", count=1, premises=1, verdict="no clear difference", alert=False)

    assert sentences.item_sentence(calm).endswith(
        ": 1 report from 1 premises; a normal week is 0 to 4: no clear difference."
    )


def test_low_reporting_is_said_and_no_decrease() -> None:
    low = {"members": 6, "usual": 12.0, "active": 160, "low": True}
    town = whole_town(reporting=low)
    over = [place(alert=False, alert_before=True), place(flagged_before=True)]

    assert sentences.town_sentence(town).endswith(
        "Fewer members than usual reported, so no decrease is stated."
    )
    kinds = [one["kind"] for one in sentences.change_lines(town, over, None)]
    assert kinds == ["reporting", "alert"], "nothing is called over"
    assert sentences.reporting_sentence(low) == (
        "Low reporting: 6 members reported, and about 12 is usual."
    )
    assert asks_of(town, [], [])[-1]["text"] == (
        "Remind members to report: 6 did, and about 12 is usual."
    )


def test_changes_are_what_a_test_carries() -> None:
    cells = [
        place(),
        place(alert=False, alert_before=True, flagged=True),
        place(alert=True, alert_before=True, flagged_before=True),
        place(alert=False),
    ]
    town = whole_town(since_last_week="higher", low_before=True)

    found = sentences.change_lines(town, cells, "2026-11-01")

    assert [one["kind"] for one in found] == [
        *("town", "reporting", "boundary", "alert", "alert-over", "hot", "hot-over"),
    ]
    assert found[0]["text"].startswith("The town had 26 reports after 13: more,")
    assert "1 November 2026" in found[2]["text"]


def test_a_drift_and_its_weeks() -> None:
    drift = {"value": 6.0, "limit": 5.0, "weeks": 6, "drifting": True, "chart": []}

    assert sentences.town_sentence(whole_town(drift=drift)).endswith(
        "The town has been drifting up for 6 weeks."
    )


@pytest.mark.parametrize(
    ("town", "cells", "said"),
    [
        (whole_town(members=0), [], "Nobody reported anything in this week."),
        (
            whole_town(norm=None, method={"weeks_held": 5}),
            [],
            (
                "26 reports; what is normal cannot be told yet: 5 weeks came before, and "
                "thirteen are needed."
            ),
        ),
        (
            whole_town(),
            [place(place="B"), place(place="A")],
            "A and B had more reports than their normal week.",
        ),
        (
            whole_town(),
            [place(alert=False, flagged=True)],
            "No place had more reports than its normal week; 1 place stays hot over four weeks.",
        ),
        (
            whole_town(),
            [place(alert=False)],
            "No place had more reports than its normal week, and none is hot over four weeks.",
        ),
    ],
)
def test_headlines(town: dict[str, Any], cells: list[dict[str, Any]], said: str) -> None:
    assert sentences.headline(town, cells) == said


SCORE = {
    "cells": 3,
    "area": 0.11,
    "found": 10,
    "total": 26,
    "share": 0.3846,
    "best": 0.4715,
    "weeks": 26,
    "mean_share": 0.41,
    "mean_low": 0.33,
    "mean_high": 0.5,
    "predictive": True,
}


def test_the_scoreboard() -> None:
    assert sentences.score_sentence(SCORE) == (
        "Last week's 3 marked hexagons (11% of the area) had 38% of this week's reports; the best "
        "possible would have been 46%. The average of 26 weeks is 41 in 100, and between 33 and "
        "50 in half of them."
    )
    few = {**SCORE, "total": 12, "found": 5, "best": 0.5, "weeks": 1, "predictive": False}
    assert sentences.score_sentence(few) == (
        "Last week's 3 marked hexagons (11% of the area) had 5 of 12 of this week's reports; the "
        "best possible would have been 6 of 12. One week of the last 26 could be scored: 41 in "
        "100. The map is not predictive."
    )
    assert sentences.score_sentence({**SCORE, "share": None}).startswith(
        "Last week's map marked nothing"
    )


@pytest.mark.parametrize(
    ("luck", "said"),
    [(290, "one week in 290"), (2_934, "one week in 2,900"), (7, "one week in 7")],
)
def test_luck_has_two_figures(luck: int, said: str) -> None:
    assert sentences.luck_words(luck).endswith(said)


def test_asks_follow_the_rules_in_their_order() -> None:
    one = place(
        one_reporter=[8, 9],
        stages=[["ASSIGNED", "NBCP", 3], ["OPEN", "", 1], ["WAITING", "", 2]],
    )

    found = asks_of(whole_town(), [one], [one])

    assert [(ask["of"], ask["text"]) for ask in found] == [
        ("Council ASB team", "Begging at Abington Street by the Market steps: 6 of 9 reports."),
        (
            "BID operations",
            (
                "Speak with the business behind 8 of 9 reports at Abington Street by the Market "
                "steps before acting on them."
            ),
        ),
        ("NBCP", "3 reports at Abington Street by the Market steps are with you; what was done?"),
        ("BID operations", "Say who takes 1 report at Abington Street by the Market steps."),
        ("BID operations", "Triage 2 reports that wait."),
    ]


def test_a_team_that_was_there_is_not_asked_what_it_did() -> None:
    there = place(work=[{"team": "NBCP", "minutes": 5}], stages=[["ASSIGNED", "NBCP", 3]])

    assert [one["of"] for one in asks_of(whole_town(), [there], [])] == ["Council ASB team"]
    nameless = place(kinds=[["unheard-of", 2]])
    assert asks_of(whole_town(), [nameless, place(kinds=[])], []) == []


# --- Names ----------------------------------------------------------------------------------------


def _at(east: float, north: float) -> shapely.Point:
    return shapely.Point(*at_metres([east], [north])[0])


def test_a_hexagon_is_named_after_its_street_and_what_stands_there() -> None:
    cell = grid.cell_of(LNG, LAT, 10)
    centre = shapely.Point(*grid.centre_of(cell))
    street = shapely.LineString([_at(-300, -20), _at(300, -20)])

    assert names_of([cell], [("Drapery", street)], [("Market Cross", centre)]) == {
        cell: "Drapery by Market Cross"
    }
    assert names_of([cell], [("Drapery", street)], []) == {cell: "Drapery"}
    assert names_of([cell], [], [("Market Cross", centre)]) == {cell: "Market Cross"}
    assert names_of([cell], [("Market Cross Row", street)], [("Market Cross", centre)]) == {
        cell: "Market Cross Row"
    }
    assert names_of([cell], [], []) == {cell: f"Hexagon {cell.rstrip('f')[-3:]}"}
    assert names_of([], [], []) == {}


def test_what_is_far_off_names_nothing() -> None:
    cell = grid.cell_of(LNG, LAT, 10)

    found = names_of([cell], [("Far Street", _at(2_000, 0))], [("Tower", _at(400, 0))])

    assert found[cell].startswith("Hexagon ")


def test_hexagons_of_one_street_are_told_apart_by_side() -> None:
    middle = grid.cell_of(LNG, LAT, 9)
    west = grid.cell_of(*at_metres([-330], [0])[0], 9)
    street = shapely.LineString([_at(-600, 0), _at(600, 0)])

    found = names_of([middle, west], [("Gold Street", street)], [])

    assert sorted(found.values()) == ["Gold Street, east", "Gold Street, west"]
    crowd = names_of(grid.disk(middle, 1) + grid.ring(middle, 2), [("Gold Street", street)], [])
    assert len(set(crowd.values())) == len(crowd)
