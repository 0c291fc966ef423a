"""Longitude first, latitude second, and nothing that is not a place reaches H3."""

import math

import h3
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from layers import grid

CENTRE = (-0.8945, 52.2378)
DRAPERY = (-0.897192, 52.237537)
RING = shapely.Polygon(
    [
        (-0.9013, 52.2363),
        (-0.8985, 52.2345),
        (-0.8962, 52.2332),
        (-0.8938, 52.2340),
        (-0.8908, 52.2358),
        (-0.8895, 52.2374),
        (-0.8882, 52.2386),
        (-0.8878, 52.2406),
        (-0.8905, 52.2412),
        (-0.8950, 52.2400),
        (-0.8982, 52.2407),
        (-0.9010, 52.2392),
    ]
)
"""The illustrative ring of Northampton's centre."""

places = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


def test_cell_of_takes_longitude_first() -> None:
    assert grid.cell_of(*DRAPERY, 9) == h3.latlng_to_cell(DRAPERY[1], DRAPERY[0], 9)
    assert grid.cell_of(*DRAPERY, 9) == "89195dd6287ffff"


@given(place=places, resolution=st.integers(0, 15))
def test_cells_of_agrees_with_h3_one_by_one(place: tuple[float, float], resolution: int) -> None:
    (cell,) = grid.cells_of([place[0]], [place[1]], resolution)

    assert grid.to_text(cell) == h3.latlng_to_cell(place[1], place[0], resolution)


def test_cells_of_keeps_the_order_and_the_type() -> None:
    cells = grid.cells_of(np.array([0.0, -0.9, 0.0]), np.array([51.0, 52.2, 51.0]), 8)

    assert cells.dtype == np.uint64
    assert cells[0] == cells[2] != cells[1]
    assert grid.cells_of([], [], 8).shape == (0,)


@pytest.mark.parametrize(
    ("lng", "lat"),
    [
        (0.0, 90.000001),
        (0.0, -91.0),
        (180.1, 0.0),
        (1e308, 0.0),
        (0.0, 1e200),
        (math.nan, 0.0),
        (0.0, math.nan),
        (math.inf, 0.0),
        (0.0, -math.inf),
    ],
)
def test_an_impossible_place_is_refused(lng: float, lat: float) -> None:
    with pytest.raises(ValueError, match="must be a number from"):
        grid.cell_of(lng, lat, 9)


@pytest.mark.parametrize("resolution", [-1, 16])
def test_an_impossible_resolution_is_refused(resolution: int) -> None:
    with pytest.raises(ValueError, match="0 to 15"):
        grid.cell_of(*CENTRE, resolution)


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="same length"):
        grid.cells_of([0.0, 1.0], [0.0], 9)
    with pytest.raises(ValueError, match="same length"):
        grid.cells_of([[0.0]], [[0.0]], 9)


@given(place=places, resolution=st.integers(0, 15))
def test_text_and_number_are_one_cell(place: tuple[float, float], resolution: int) -> None:
    cell = grid.cell_of(*place, resolution)

    assert grid.to_text(grid.to_int(cell)) == cell
    assert len(cell) == 15
    assert grid.to_int(cell) < 2**63, "PostGIS keeps cells in a signed bigint"
    assert grid.resolution_of(cell) == resolution


@pytest.mark.parametrize(
    "text",
    [
        "",
        "89195DD6287FFFF",
        "089195dd6287ffff",
        "89195dd6287fff",
        "0x9195dd6287fff",
        "89195dd6287fff\n",
        "zzzzzzzzzzzzzzz",
        "000000000000000",
        "ffffffffffffff0",
        "٨٩195dd6287ffff",
    ],
)
def test_what_is_not_a_cell_is_refused(text: str) -> None:
    for read in (grid.to_int, grid.boundary_of, grid.centre_of, grid.resolution_of):
        with pytest.raises(ValueError, match="15 lower-case"):
            read(text)


@pytest.mark.parametrize("number", [0, -1, 2**63, 2**70])
def test_a_number_that_is_not_a_cell_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="15 lower-case"):
        grid.to_text(number)


@given(place=places, resolution=st.integers(1, 15))
def test_a_place_lies_in_the_outline_of_its_cell(
    place: tuple[float, float], resolution: int
) -> None:
    cell = grid.cell_of(CENTRE[0] + place[0] / 1e4, CENTRE[1] + place[1] / 1e4, resolution)

    outline = grid.boundary_of(cell)

    assert outline[0] == outline[-1]
    assert len(outline) in {7, 8, 9}, "six corners, more where an icosahedron edge crosses"
    assert shapely.Polygon(outline).covers(shapely.Point(grid.centre_of(cell)))


def test_ring_and_disk() -> None:
    cell = grid.cell_of(*CENTRE, 9)

    assert grid.ring(cell, 0) == [cell]
    assert len(grid.ring(cell, 1)) == 6
    assert cell not in grid.ring(cell, 1)
    assert set(grid.disk(cell, 1)) == {cell, *grid.ring(cell, 1)}
    assert grid.disk(cell, 2) == sorted(grid.disk(cell, 2))


@pytest.mark.parametrize("neighbours", [grid.ring, grid.disk])
def test_steps_may_not_be_negative(neighbours: object) -> None:
    with pytest.raises(ValueError, match="negative"):
        neighbours(grid.cell_of(*CENTRE, 9), -1)  # type: ignore[operator]


def test_parent_is_coarser_or_the_same() -> None:
    cell = grid.cell_of(*CENTRE, 9)

    assert grid.parent(cell, 9) == cell
    assert grid.resolution_of(grid.parent(cell, 8)) == 8
    for resolution in (10, -1):
        with pytest.raises(ValueError, match="coarser"):
            grid.parent(cell, resolution)


@pytest.mark.parametrize(
    ("resolution", "square_metres"),
    [(7, 4_631_966), (8, 661_592), (9, 94_507), (10, 13_501), (11, 1_929), (12, 276)],
)
def test_area_of_a_cell_in_northampton(resolution: int, square_metres: int) -> None:
    lng, lat = zip(*grid.boundary_of(grid.cell_of(*CENTRE, resolution)), strict=True)

    area, _ = Geod(ellps="WGS84").polygon_area_perimeter(lng, lat)

    assert round(abs(area)) == square_metres


@pytest.mark.slow
def test_children_do_not_nest_so_counts_are_never_rolled_up() -> None:
    rng = np.random.default_rng(20261121)
    lng, lat = rng.uniform(-0.95, -0.85, 40_000), rng.uniform(52.2, 52.3, 40_000)

    tens = grid.cells_of(lng, lat, 10).tolist()
    elevens = grid.cells_of(lng, lat, 11).tolist()
    strays = sum(
        grid.parent(grid.to_text(eleven), 10) != grid.to_text(ten)
        for eleven, ten in zip(elevens, tens, strict=True)
    )

    assert strays / 40_000 == pytest.approx(0.072, abs=3 * math.sqrt(0.072 * 0.928 / 40_000))


def test_cells_with_centre_in_the_illustrative_ring() -> None:
    assert len(grid.cells_with_centre_in(RING, 9)) == 6
    assert len(grid.cells_with_centre_in(RING, 10)) == 39


@settings(max_examples=25)
@given(
    radius=st.floats(0.0005, 0.02),
    hole=st.floats(0.1, 0.9),
    apart=st.floats(0.05, 0.1),
    resolution=st.integers(7, 9),
)
def test_cells_with_centre_in_is_what_covers_says(
    radius: float, hole: float, apart: float, resolution: int
) -> None:
    disc = shapely.Point(CENTRE).buffer(radius)
    holed = disc.difference(shapely.Point(CENTRE).buffer(radius * hole))
    both = shapely.MultiPolygon([holed, shapely.Point(CENTRE[0] + apart, CENTRE[1]).buffer(radius)])

    found = grid.cells_with_centre_in(both, resolution)

    nearby = grid.disk(grid.cell_of(*CENTRE, resolution), {7: 5, 8: 13, 9: 35}[resolution])
    expected = [cell for cell in nearby if both.covers(shapely.Point(grid.centre_of(cell)))]
    assert found == expected


def test_a_centre_on_the_edge_counts() -> None:
    lng, lat = grid.centre_of(grid.cell_of(*CENTRE, 9))
    corner_on_centre = shapely.box(lng, lat, lng + 0.001, lat + 0.001)

    assert grid.cell_of(*CENTRE, 9) in grid.cells_with_centre_in(corner_on_centre, 9)


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (shapely.Point(0, 0), "must be a polygon"),
        (shapely.Polygon(), "must be a polygon"),
        (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "not valid: Self-intersection"),
        (shapely.Polygon([(0, 0), (0, 91), (1, 91)]), "latitude"),
        (shapely.Polygon([(0, 0), (1e300, 1), (1, 2)]), "longitude"),
    ],
)
def test_a_shape_that_is_no_boundary_is_refused(shape: shapely.Geometry, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        grid.cells_with_centre_in(shape, 9)
