"""Numbers from outside become geometry only when they are checked."""

import math

import h3
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import coordinate_guess, geo_input, grid
from layers.geo_input import boundary_polygon, polygons_of_loose_rings, valid_polygon
from layers.strict_text import InputRefused
from members.geometry import UK_BOX
from tests.layers.boundary_builders import ELSEWHERE, HOLE, SQUARE, in_metres

HUGE = st.floats() | st.integers(min_value=-(10**400), max_value=10**400)


def box(west, south, east, north):
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def test_the_uk_box_is_that_of_the_tables():
    assert coordinate_guess.UK_BOX == UK_BOX


def test_position_from_text_is_longitude_first():
    assert geo_input.position_from_text("-0.8972", "52.2386") == (-0.8972, 52.2386)


@pytest.mark.parametrize(
    ("lng", "lat"),
    [
        ("-0,8972", "52.2386"),
        ("-0.8972", "52.2386N"),
        ("", "52.2"),
        (" -0.8", "52.2"),
        ("+0.8", "52.2"),
        ("-0.8", "5_2.2"),
        ("0x1", "52.2"),
        ("-0.8\n", "52.2"),
        ("-0.8", "٥٢.٢"),
        ("1e308", "52.2"),
        ("nan", "52.2"),
        ("-0.123456789", "52.2"),
        ("0", "0"),
        ("-0.8", "91"),
    ],
)
def test_position_from_text_refuses(lng, lat):
    with pytest.raises(InputRefused):
        geo_input.position_from_text(lng, lat)


def test_position_drops_an_altitude():
    assert geo_input.position([1, 2.5, 80.0]) == (1.0, 2.5)


@pytest.mark.parametrize(
    "values",
    [
        None, "12", {}, [], [1], [1, 2, 3, 4], [1, "2"], [1, None], [1, True], [1, [2]],
        [1, math.nan], [1, math.inf], [1, 1e308], [1e20, 1], [1, 10**400], [1, 2, math.nan],
    ],
)  # fmt: skip
def test_position_refuses(values):
    with pytest.raises(InputRefused):
        geo_input.position(values)


@given(st.lists(HUGE, max_size=4) | st.recursive(HUGE | st.none() | st.text(), st.lists))
def test_position_is_finite_or_refused(values):
    try:
        x, y = geo_input.position(values)
    except InputRefused:
        return

    assert math.isfinite(x)
    assert math.isfinite(y)


def test_position_in_uk_takes_a_place_in_the_uk():
    assert geo_input.position_in_uk((-0.8972, 52.2386)) == (-0.8972, 52.2386)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ((52.2386, -0.8972), "latitude before longitude"),
        ((1.85, 46.2), "outside the United Kingdom"),
        ((475_000, 260_000), "National Grid metres"),
        ((-99_800, 6_843_000), "Web Mercator"),
        ((90_000_000, 1), "not degrees"),
    ],
)
def test_position_in_uk_guesses_what_other_numbers_are(values, says):
    with pytest.raises(InputRefused, match=says):
        geo_input.position_in_uk(values)


def test_cell_from_text_is_that_cell():
    assert geo_input.cell_from_text("89195dd6287ffff") == "89195dd6287ffff"


@pytest.mark.parametrize(
    "text",
    [
        "", "zzz", "0", "f" * 15, "f" * 40, "89195DD6287FFFF", "89195dd6287ffff\n",
        "8f195dd6280001b",  # resolution 15
        h3.cell_to_parent("89195dd6287ffff", 7),
        h3.origin_to_directed_edges("89195dd6287ffff")[0],
        h3.cell_to_vertex("89195dd6287ffff", 0),
    ],
)  # fmt: skip
def test_cell_from_text_refuses(text):
    with pytest.raises(InputRefused):
        geo_input.cell_from_text(text)


@given(st.text(max_size=20) | st.text("0123456789abcdef", min_size=15, max_size=15))
def test_cell_from_text_knows_or_refuses(text):
    try:
        assert grid.resolution_of(geo_input.cell_from_text(text)) in grid.RESOLUTIONS
    except InputRefused:
        return


def test_a_boundary_is_normalised():
    shape = boundary_polygon([[SQUARE[::-1], HOLE[::-1]]], srid=4326)

    assert shape.geom_type == "MultiPolygon"
    assert shape.geoms[0].exterior.is_ccw
    assert not shape.geoms[0].interiors[0].is_ccw


def test_metres_are_converted_when_declared():
    shape = boundary_polygon([[in_metres(SQUARE)]], srid=27700)

    # A centimetre of rounding moves no corner by more than two.
    assert shape.hausdorff_distance(boundary_polygon([[SQUARE]], srid=4326)) < 2e-7


def test_area_is_measured_on_the_national_grid():
    # 0.004 degrees of longitude at 52.2375 N by 0.003 of latitude.
    assert geo_input.area_m2(boundary_polygon([[SQUARE]], srid=4326)) == pytest.approx(
        273.1 * 333.8, rel=0.002
    )


TINY = box(-0.9, 52.2, -0.89999, 52.20001)
COUNTY = box(-1.2, 52.0, -0.6, 52.4)
BOW_TIE = [(-0.9, 52.2), (-0.89, 52.21), (-0.89, 52.2), (-0.9, 52.21), (-0.9, 52.2)]
SPIKE = [*SQUARE[:2], (-0.89, 52.236), (-0.895, 52.236), *SQUARE[2:]]
ON_A_LINE = [(-0.90, 52.20), (-0.85, 52.25), (-0.80, 52.30), (-0.90, 52.20)]
PINCHED = [(-0.9, 52.2), (-0.89, 52.2), (-0.895, 52.205), (-0.89, 52.21), (-0.9, 52.21),
           (-0.895, 52.205), (-0.9, 52.2)]  # fmt: skip
ISLAND = box(-0.8975, 52.2372, -0.8965, 52.2378)


@pytest.mark.parametrize(
    ("polygons", "says"),
    [
        ([], "empty"),
        ([[]], "empty"),
        ([[[]]], "fewer than four"),
        ([[SQUARE[:3]]], "fewer than four"),
        ([[SQUARE[:4]]], "not closed"),
        ([[[SQUARE[0], *SQUARE]]], "twice running, at number 1"),
        ([[SPIKE]], "spike"),
        ([[[SQUARE[1], SQUARE[0], *SQUARE[1:-1], SQUARE[0], SQUARE[1]]]], "spike"),
        ([[BOW_TIE]], "crosses itself, or one part or hole overlaps another, near longitude"),
        ([[ON_A_LINE]], "no area"),
        ([[PINCHED]], "touches itself"),
        ([[SQUARE, ELSEWHERE]], "hole lies outside"),
        ([[SQUARE, HOLE, ISLAND]], "hole lies inside another"),
        ([[SQUARE], [HOLE]], "part of the boundary lies inside another"),
        ([[SQUARE], [SQUARE]], "overlaps"),
        ([[SQUARE, SQUARE]], "overlaps"),
        ([[TINY]], "less than 1,000 m2"),
        ([[COUNTY]], "more than the 25 km2"),
        ([[box(-179, 52, 179, 52.1)]], "outside the United Kingdom"),
        ([[box(-180, -90, 180, 90)]], "outside the United Kingdom"),
        ([[[(y, x) for x, y in SQUARE]]], "latitude before longitude"),
        ([[in_metres(SQUARE)]], "--srid 27700"),
        ([[[(y, x) for x, y in in_metres(SQUARE)]]], "National Grid"),
        ([[SQUARE] + [HOLE] * 500], "500 rings"),
        ([[[SQUARE[0]] * 20_001]], "20,000 vertices"),
    ],
)
def test_a_bad_boundary_is_refused_with_the_reason(polygons, says):
    with pytest.raises(InputRefused, match=says):
        boundary_polygon(polygons, srid=4326)


def test_a_reason_without_a_sentence_of_its_own_is_passed_on():
    # Holes that cut the inside in two, corner to corner.
    diamond = [(-0.899, 52.2375), (-0.897, 52.236), (-0.895, 52.2375), (-0.897, 52.239)]

    with pytest.raises(InputRefused, match="cut the boundary into pieces"):
        valid_polygon([[SQUARE, [*diamond, diamond[0]]]], srid=4326)


@pytest.mark.parametrize(
    ("ring", "says"), [(SQUARE, "look like degrees"), (box(9e5, 1, 9.1e5, 1e4), "outside the Brit")]
)
def test_numbers_that_are_not_metres_are_refused(ring, says):
    with pytest.raises(InputRefused, match=says):
        boundary_polygon([[ring]], srid=27700)


def test_a_large_boundary_is_checked_quickly():
    turn = [2 * math.pi * number / 19_998 for number in range(19_998)]
    ring = [(-0.9 + 0.03 * math.cos(angle), 52.24 + 0.018 * math.sin(angle)) for angle in turn]

    shape = boundary_polygon([[[*ring, ring[0]]]], srid=4326)

    assert shapely.get_num_coordinates(shape) == 19_999


RINGS = st.lists(
    st.lists(st.tuples(st.floats(-0.9, -0.85), st.floats(52.2, 52.25)), min_size=3, max_size=7).map(
        lambda ring: [*ring, ring[0]]
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(RINGS, max_size=3))
def test_any_rings_are_a_valid_boundary_or_refused(polygons):
    try:
        shape = boundary_polygon(polygons, srid=4326)
    except InputRefused:
        return

    assert shape.is_valid
    assert geo_input.MIN_AREA_M2 <= geo_input.area_m2(shape) <= geo_input.MAX_AREA_M2


def test_loose_rings_find_their_shells():
    rings = [ISLAND[::-1], HOLE[::-1], ELSEWHERE[::-1], SQUARE[::-1]]

    polygons = polygons_of_loose_rings(rings)

    assert polygons == [[rings[0]], [rings[2]], [rings[3], rings[1]]]


def test_loose_rings_may_all_run_the_other_way():
    assert polygons_of_loose_rings([HOLE, SQUARE]) == [[SQUARE, HOLE]]


def test_a_loose_hole_outside_of_everything_is_refused():
    with pytest.raises(InputRefused, match="cannot be told"):
        polygons_of_loose_rings([SQUARE[::-1], ELSEWHERE])


@settings(max_examples=150, deadline=None)
@given(RINGS)
def test_any_loose_rings_are_sorted_or_refused(rings):
    try:
        polygons = polygons_of_loose_rings(rings)
    except InputRefused:
        return

    assert sorted(map(tuple, (ring for polygon in polygons for ring in polygon))) == sorted(
        map(tuple, rings)
    )
