"""What each version of a week holds, and what it must not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_type_hints

import pytest

from hotspots.disclosure import AudienceNotServed
from hotspots.payloads import Facts
from hotspots.periods import Period
from hotspots.weekly import shape
from hotspots.weekly.cutting import VERSIONS, week_payload
from hotspots.weekly.ingredients import Category, Ingredients, State, Work
from hotspots.weekly.recipe import compute_week
from layers import grid
from members.audiences import Audience
from tests.conftest import MOMENT
from tests.front import weekly_payloads
from tests.hotspots.weekly.towns import WEEK, at_metres, town

OPERATIONS, BOARD = Audience.OPERATIONS, Audience.ADMINISTRATOR
BRIEFING, MEMBER = Audience.INTELLIGENCE, Audience.MEMBER
CORNER, EDGE, SOUTH = (210.0, 120.0), (-250.0, 0.0), (0.0, -300.0)


def busy_town() -> Ingredients:
    """A corner with ten reports, eight of one business; one lone report; a norm of one a week."""
    places = [CORNER] * 10 + [EDGE] + [CORNER] * 13
    weeks = [0] * 10 + [0] + list(range(1, 14))
    members = [1] * 8 + [2, 3] + [4] + [5] * 13
    given = town(places, weeks, members)
    friday = WEEK.begins_at + timedelta(days=4, hours=17)
    moments = [friday] * 10 + list(given.reports.occurred[10:])
    points = at_metres(*zip(CORNER, EDGE, SOUTH, strict=True))
    here = {}
    for size in (9, 10):
        corner, edge, south = (grid.cell_of(lng, lat, size) for lng, lat in points)
        here.update({corner: 5, edge: 1, south: 4})
    lng, lat = points[0]
    return replace(
        given,
        reports=replace(given.reports, occurred=moments),
        members_here=here,
        names={grid.cell_of(lng, lat, 9): "Lantern Row by Market Cross"},
        work=[Work("Wardens", 40, lng, lat)],
        states=[
            State(given.reports.ids[0], "WAITING", ""),
            State(given.reports.ids[1], "OPEN", ""),
        ],
        categories=[Category("begging", "Begging", ["council-asb", "nbcp"])],
    )


def payload(audience: Audience, given: Ingredients | None = None) -> dict[str, Any]:
    result = compute_week(given or busy_town())
    context = {
        "boundary_since": None,
        "known_at": "2026-11-16T05:00:00+00:00",
        "labels": {"begging": "Begging"},
        "routes": {"begging": ["council-asb", "nbcp"]},
    }
    facts = Facts(
        analysis_id="0198f2a4-5c1e-7a30-9d0e-3b6f1c2a4d59",
        district={"slug": "demo", "name": "Wexcombe", "invented": True},
        boundary={"name": "b", "illustrative": False, "valid_from": "2020-01-01", "source": "s"},
        period=Period(WEEK.start, WEEK.end),
        parameters={},
        town={**result.town, **context},
        seed=1,
        code_version="0123456789abcdef",
        built_at=MOMENT,
    )
    return week_payload(facts, result.cells, audience)


def _conforms(value: Any, kind: Any, path: str) -> None:
    """Check a value against a typed dictionary, key by key, lists included."""
    if isinstance(kind, type) and hasattr(kind, "__required_keys__"):
        hints = get_type_hints(kind)
        assert set(value) == set(hints), path
        for name, hint in hints.items():
            _conforms(value[name], hint, f"{path}.{name}")
    elif getattr(kind, "__origin__", None) is list:
        for at, one in enumerate(value):
            _conforms(one, kind.__args__[0], f"{path}[{at}]")
    elif getattr(kind, "__args__", None) and type(None) in kind.__args__ and value is not None:
        others = [one for one in kind.__args__ if one is not type(None)]
        if len(others) == 1:
            _conforms(value, others[0], path)


@pytest.mark.parametrize("audience", sorted(VERSIONS))
def test_every_version_has_every_key_and_is_plain(audience: Audience) -> None:
    cut = payload(audience)

    _conforms(cut, shape.WeeklyPayload, "payload")
    assert json.loads(json.dumps(cut, allow_nan=False)) == cut


@pytest.mark.parametrize(
    "sample", [weekly_payloads.payload, weekly_payloads.quiet, weekly_payloads.members]
)
def test_samples_for_tests_have_the_shape_of_real_ones(sample: Any) -> None:
    _conforms(sample(), shape.WeeklyPayload, "sample")


def test_operations_read_the_sentence_of_the_place() -> None:
    cut = payload(OPERATIONS)

    first = cut["items"][0]
    assert first["text"] == (
        "Lantern Row by Market Cross, mostly Friday 16-20: 10 reports from 3 premises; a normal "
        "week is 0 to 3: higher. Wardens were there 40 minutes."
    )
    assert first["notes"][0] == "8 of 10 from one business"
    assert cut["headline"] == ("Lantern Row by Market Cross had more reports than its normal week.")
    assert [one["of"] for one in cut["asks"]] == [
        *("Council ASB team", "BID operations", "BID operations", "BID operations"),
    ]
    assert cut["asks"][0]["text"] == "Begging at Lantern Row by Market Cross: 10 of 10 reports."
    assert {one["count"] for one in cut["fine"]} >= {1, 10}


def test_the_board_reads_nothing_of_who_reported() -> None:
    cut = payload(BOARD)

    text = json.dumps(cut)
    assert "one business" not in text
    assert "business behind" not in text
    assert cut["cells"][0]["one_reporter"] is None
    assert cut["fine"] == []
    assert {one["count"] for one in cut["cells"]} >= {1, 10}


def test_a_room_is_told_of_no_lone_report() -> None:
    cut = payload(BRIEFING)

    assert {one["count"] for one in cut["cells"]} == {None}
    hidden = {one["cell"] for one in cut["cells"] if one["group"] is None}
    edge, south = (
        grid.cell_of(lng, lat, 9) for lng, lat in at_metres(*zip(EDGE, SOUTH, strict=True))
    )
    assert hidden == {edge, south}, "the lone one, and others to hide among"
    assert [one["place"] for one in cut["items"]] == ["Lantern Row by Market Cross"]
    assert cut["items"][0]["notes"] == []
    assert "one business" not in json.dumps(cut)


def test_members_are_given_classes_and_no_lone_shop() -> None:
    cut = payload(MEMBER)

    assert cut["cells"] == []
    assert {one["count"] for one in cut["fine"]} == {None}
    by_cell = {one["cell"]: one for one in cut["fine"]}
    edge = by_cell[grid.cell_of(*at_metres([EDGE[0]], [EDGE[1]])[0], 10)]
    corner = by_cell[grid.cell_of(*at_metres([CORNER[0]], [CORNER[1]])[0], 10)]
    assert (edge["group"], corner["group"]) == (None, "6+")
    assert {one["members_here"] for one in cut["fine"]} == {None, 0}
    assert [one["text"] for one in cut["items"]] == [
        "Lantern Row by Market Cross: more reports than a normal week, from several businesses."
    ]


def test_an_alert_that_one_business_made_is_told_to_operations_alone() -> None:
    given = busy_town()
    one = replace(given.reports, organisation=given.reports.organisation * 0 + 1)
    alone = replace(given, reports=one)

    assert payload(OPERATIONS, alone)["items"][0]["verdict"] == "higher"
    for audience in (BRIEFING, MEMBER):
        cut = payload(audience, alone)
        assert cut["items"] == []
        assert "Lantern" not in cut["headline"]
        assert not any(cell["alert"] for cell in cut["cells"])


@pytest.mark.parametrize("audience", [BRIEFING, MEMBER])
def test_a_district_of_two_members_shows_neighbours_nothing(audience: Audience) -> None:
    given = town([CORNER], [0])
    cell = {grid.cell_of(*at_metres([CORNER[0]], [CORNER[1]])[0], size): 1 for size in (9, 10)}

    cut = payload(audience, replace(given, members_here=cell))

    _conforms(cut, shape.WeeklyPayload, "payload")
    assert "Too few businesses" in cut["headline"]
    assert (cut["cells"], cut["fine"], cut["town"]["count"]) == ([], [], None)


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.FUNDER, Audience.COUNCIL])
def test_whoever_has_no_version_is_given_none(audience: Audience) -> None:
    with pytest.raises(AudienceNotServed):
        payload(audience)
