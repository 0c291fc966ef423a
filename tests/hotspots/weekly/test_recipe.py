"""A week from its points: what is planted is found, and quiet weeks stay quiet."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
import shapely

from hotspots.weekly.counting import count, week_index
from hotspots.weekly.ground import ground_of
from hotspots.weekly.ingredients import WINDOW, Ingredients, State, Work
from hotspots.weekly.recipe import compute_week
from hotspots.weekly.weeks import LONDON, Week
from layers import grid
from tests.hotspots.proofs import SEED, Record, at_most, record  # noqa: F401 - a fixture
from tests.hotspots.weekly.towns import WEEK, at_metres, disc, scattered, town

# ruff: noqa: F811 - the arguments of a test are named after its fixtures

CORNER = (210.0, 120.0)


def hexagons_of(given: Ingredients) -> list[dict]:
    return [one for one in compute_week(given).cells if one["resolution"] == 9]


def cell_at(place: tuple[float, float], resolution: int = 9) -> str:
    ((lng, lat),) = at_metres([place[0]], [place[1]])
    return grid.cell_of(lng, lat, resolution)


def test_counts_are_of_the_points_at_every_resolution() -> None:
    """Never rolled up: a parent does not hold exactly the points of its children."""
    given = scattered(np.random.default_rng(1), 40)

    for resolution in (8, 9, 10):
        counted = count(given, resolution)
        slow: Counter[tuple[int, str]] = Counter()
        for lng, lat, moment in zip(
            given.reports.lng, given.reports.lat, given.reports.occurred, strict=True
        ):
            if given.boundary.covers(shapely.Point(lng, lat)):
                weeks = (given.week.start - Week.at(moment).start).days // 7
                slow[WINDOW - 1 - weeks, grid.cell_of(lng, lat, resolution)] += 1
        found = {
            (week, cell): int(counted.by_week[week, at])
            for at, cell in enumerate(counted.ground.cells)
            for week in range(WINDOW)
            if counted.by_week[week, at]
        }
        assert found == dict(slow)


def test_weeks_are_londons_across_a_change_of_clocks() -> None:
    """23:30 on the Sunday before the clocks change back is still of that week."""
    week = Week(2026, 43)
    given = town([(0, 0)] * 4, [0] * 4, week=week)
    edges = [
        week.begins_at,
        week.ends_at - timedelta(seconds=1),
        week.ends_at,
        week.begins_at - timedelta(seconds=1),
    ]
    given = replace(given, reports=replace(given.reports, occurred=edges))

    assert week_index(given).tolist() == [WINDOW - 1, WINDOW - 1, -1, WINDOW - 2]
    assert edges[1].astimezone(LONDON).hour == 23


def test_ground_is_what_lies_inside() -> None:
    ground = ground_of(disc(), 9)

    inside = np.pi * 420**2
    assert ground.area.sum() == pytest.approx(inside, rel=0.01), "slivers aside"
    assert (ground.share >= 0.02).all()
    assert (ground.share <= 1 + 1e-6).all()
    near = ground.near
    assert near.diagonal().all()
    assert (near == near.T).all()
    assert near.sum(axis=1).max() == 7


def test_a_report_from_a_sliver_keeps_its_hexagon() -> None:
    shape = disc()
    plain = ground_of(shape, 9)
    everything = grid.cells_meeting(shape, 9)
    sliver = sorted(set(everything) - set(plain.cells))

    assert sliver, "the disc cuts slivers"
    assert sliver[0] in ground_of(shape, 9, also=[sliver[0]]).cells


def test_an_empty_town_has_hexagons_and_nothing_else() -> None:
    result = compute_week(replace(town(), began=None))

    assert result.town["members"] == 0
    assert result.town["verdict"] == "too few to say"
    assert result.town["scoreboard"] is None
    assert {one["verdict"] for one in result.cells if "verdict" in one} == {"too few to say"}
    json.dumps(result.plain, allow_nan=False)


def test_one_report_is_one_report() -> None:
    result = compute_week(town([(0, 0)], [0]))

    assert [one["count"] for one in result.cells if one["count"]] == [1, 1], "at 9 and at 10"
    assert not any(one.get("alert") or one.get("flagged") for one in result.cells)


def test_reports_outside_the_boundary_are_counted_apart() -> None:
    result = compute_week(town([(0, 0), (900, 0), (0, 900)], [0, 0, 1]))

    assert (result.town["members"], result.town["outside"]) == (1, 1)


def test_a_smaller_boundary_counts_every_week_within_itself() -> None:
    """The boundary in force at the end of the week counts for all weeks before it as well."""
    places, weeks = [(300.0, 0.0)] * 26 + [(0.0, 0.0)] * 14, [*range(13), *range(13), *range(14)]

    wide = compute_week(town(places, weeks)).town["line"]
    narrow = compute_week(town(places, weeks, radius_m=200)).town["line"]

    assert (wide[-2]["count"], narrow[-2]["count"]) == (3, 1)


def test_a_trebled_corner_is_an_alert_and_a_steady_one_is_not() -> None:
    steady = [(0.0, 0.0)] * 39
    places = steady + [CORNER] * 13 + [CORNER] * 9
    weeks = [back for back in range(13) for _ in range(3)] + [*range(1, 14)] + [0] * 9

    cells = {one["cell"]: one for one in hexagons_of(town(places, weeks))}

    corner, middle = cells[cell_at(CORNER)], cells[cell_at((0, 0))]
    assert (corner["count"], corner["alert"], corner["verdict"]) == (9, True, "higher")
    assert corner["norm"]["high"] < 9
    assert corner["luck"] > 100
    assert not corner["alert_before"]
    assert (middle["alert"], middle["verdict"]) == (False, "no clear difference")


def test_thirteen_weeks_are_needed_before_anything_is_called_normal() -> None:
    places, weeks = [CORNER] * 21, [*range(1, 13), *([0] * 9)]

    young = compute_week(town(places, weeks, began=WEEK.plus(-12)))
    old = compute_week(town([*places, CORNER], [*weeks, 13], began=WEEK.plus(-13)))

    assert young.town["norm"] is None
    assert not any(one.get("alert") for one in young.cells)
    assert any(one.get("alert") for one in old.cells)


def test_one_keen_business_is_told() -> None:
    places, weeks = [CORNER] * 10, [0] * 10
    members = [1] * 8 + [2, 3]

    (cell,) = [one for one in hexagons_of(town(places, weeks, members)) if one["count"]]

    assert cell["one_reporter"] == [8, 10]
    assert (cell["members"], cell["premises"]) == (3, 3)


def test_half_the_reports_are_not_most_of_them() -> None:
    given = town([CORNER] * 4, [0] * 4, [1, 1, 2, 3])

    (cell,) = [one for one in hexagons_of(given) if one["count"]]

    assert cell["one_reporter"] is None


def test_low_reporting_states_no_decrease() -> None:
    places = [(0.0, 0.0)] * (38 * 20 + 5)
    weeks = [back for back in range(1, WINDOW) for _ in range(20)] + [0] * 5
    members = [number for _ in range(38) for number in range(20)] + [0, 0, 0, 1, 1]

    low = compute_week(town(places, weeks, members)).town
    all_five = compute_week(town(places, weeks, [*members[:-5], *range(5)])).town

    assert low["reporting"]["low"]
    assert low["z"] < -3
    assert low["verdict"] == "no clear difference"
    assert low["since_last_week"] == "no clear difference"
    assert all_five["reporting"]["low"], "five of twenty are few as well"


def test_a_fall_that_all_members_saw_is_lower() -> None:
    places = [(0.0, 0.0)] * (38 * 30 + 10)
    weeks = [back for back in range(1, WINDOW) for _ in range(30)] + [0] * 10
    members = [number % 10 for _ in range(38) for number in range(30)] + list(range(10))

    found = compute_week(town(places, weeks, members)).town

    assert not found["reporting"]["low"]
    assert (found["verdict"], found["band"]) == ("lower", "very unusual")
    assert found["since_last_week"] == "lower"


def test_what_was_done_and_how_far_reports_came_stand_with_their_hexagon() -> None:
    given = town([CORNER] * 4, [0] * 4)
    ((lng, lat),) = at_metres([CORNER[0]], [CORNER[1]])
    given = replace(
        given,
        work=[Work("Wardens", 25, lng, lat), Work("Wardens", 15, lng, lat)],
        states=[
            State(given.reports.ids[0], "WAITING", ""),
            State(given.reports.ids[1], "ASSIGNED", "NBCP"),
            State(given.reports.ids[2], "ASSIGNED", "NBCP"),
        ],
    )

    (cell,) = [one for one in hexagons_of(given) if one["count"]]

    assert cell["work"] == [{"team": "Wardens", "minutes": 40}]
    assert cell["stages"] == [["ASSIGNED", "NBCP", 2], ["WAITING", "", 1]]
    assert cell["kinds"] == [["begging", 4]]


def test_the_same_ingredients_give_the_same_digits_in_any_order() -> None:
    given = scattered(np.random.default_rng(2), 16, hot=3)

    assert compute_week(given).plain == compute_week(given).plain


def test_a_scheme_that_grew_does_not_drift() -> None:
    """Half as many members and reports until a quarter ago: no more from each."""
    weeks = [back for back in range(WINDOW) for _ in range(24 if back < 26 else 12)]
    given = town([(0.0, 0.0)] * len(weeks), weeks)

    grown = replace(given, active=[50] * 13 + [100] * 26)

    assert compute_week(grown).town["drift"]["value"] < 1
    assert compute_week(given).town["drift"]["drifting"]


# --- Planted truth --------------------------------------------------------------------------------


def _maps(hot: float, towns: int) -> tuple[int, int, int]:
    """Return how many towns had any alert, the corner outlined, and anything else outlined."""
    rng = np.random.default_rng(SEED)
    alerts = found = elsewhere = 0
    for _ in range(towns):
        cells = hexagons_of(scattered(rng, 16, hot=hot))
        alerts += any(one["alert"] for one in cells)
        flagged = {one["cell"] for one in cells if one["flagged"]}
        found += cell_at(CORNER) in flagged
        elsewhere += bool(flagged - {cell_at(CORNER)})
    return alerts, found, elsewhere


@pytest.mark.slow
def test_a_planted_corner_is_outlined() -> None:
    _, found, elsewhere = _maps(8.0, 12)

    assert found == 12
    assert elsewhere <= 2


@pytest.mark.prove
def test_a_quiet_town_is_left_quiet(record: Record) -> None:
    towns = 400

    alerts, found, elsewhere = _maps(0.0, towns)
    record(towns, max(alerts, found + elsewhere))

    assert alerts <= at_most(0.07, towns)
    assert found + elsewhere <= at_most(0.05, towns)


@pytest.mark.prove
@pytest.mark.parametrize(("hot", "least"), [(4.0, 0.6), (8.0, 0.98)])
def test_a_planted_corner_is_found(record: Record, hot: float, least: float) -> None:
    towns = 200

    _, found, _ = _maps(hot, towns)
    record(towns, towns - found)

    assert found >= least * towns
