"""Cells found in bulk are those of the H3 library, everywhere on Earth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import grid, lattice

RESOLUTIONS = range(lattice.FINEST + 1)


def scattered(count: int, *, seed: int, box=(-180.0, -90.0, 180.0, 90.0)):
    random = np.random.default_rng(seed)
    west, south, east, north = box
    return random.uniform(west, east, count), random.uniform(south, north, count)


def same_as_the_library(lng, lat, resolution):
    (found,) = lattice.cells_in_bulk(lng, lat, [resolution])
    return np.array_equal(found, lattice.one_by_one(lng, lat, resolution))


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_cells_all_over_the_kingdom(resolution):
    assert same_as_the_library(*scattered(20_000, seed=7, box=(-9.5, 49.0, 3.0, 61.5)), resolution)


@pytest.mark.slow
@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_cells_all_over_the_earth_pentagons_included(resolution):
    assert same_as_the_library(*scattered(5_000, seed=8), resolution)


@pytest.mark.parametrize("resolution", [8, 9, 10, 11])
def test_points_on_edges_and_corners_of_cells(resolution):
    lng, lat = scattered(200, seed=9, box=(-1.0, 52.0, -0.8, 52.3))
    corners = np.array(
        [corner for cell in lattice.one_by_one(lng, lat, resolution).tolist()
         for corner in grid.boundary_of(grid.to_text(cell))]
    )  # fmt: skip
    middles = (corners[1:] + corners[:-1]) / 2

    for points in (corners, middles):
        assert same_as_the_library(points[:, 0].copy(), points[:, 1].copy(), resolution)


def test_the_centres_of_the_faces_of_the_globe():
    x, y, z = lattice._faces()[:, 0].T
    lng, lat = np.degrees(np.arctan2(y, x)), np.degrees(np.arcsin(z))

    assert len(x) == 20
    assert same_as_the_library(
        np.repeat(lng, 3), np.repeat(lat, 3) + np.tile([0, 1e-9, 1e-4], 20), 11
    )


@settings(max_examples=200)
@given(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from(RESOLUTIONS))
def test_any_point_near_others(lng, lat, resolution):
    spread = np.linspace(0, 1e-3, 20)

    assert same_as_the_library(lng + spread, np.clip(lat + spread, -90, 90), resolution)


@pytest.mark.parametrize("count", [0, 1, 1_999, 2_000, 20_000])
def test_the_grid_gives_the_same_however_many_points_there_are(count):
    lng, lat = scattered(count, seed=10, box=(-1.0, 52.0, -0.8, 52.3))

    cells = grid.cells_of(lng, lat, 9)

    assert np.array_equal(cells, lattice.one_by_one(lng, lat, 9))


def test_several_resolutions_at_once_are_those_one_by_one():
    lng, lat = scattered(3_000, seed=12, box=(-9.5, 49.0, 3.0, 61.5))

    together = grid.cells_of_each(lng, lat, grid.RESOLUTIONS)

    for cells, resolution in zip(together, grid.RESOLUTIONS, strict=True):
        assert np.array_equal(cells, lattice.one_by_one(lng, lat, resolution))


@pytest.mark.parametrize("resolution", [12, 15])
def test_the_finest_cells_come_from_the_library(resolution):
    lng, lat = scattered(3_000, seed=11, box=(-1.0, 52.0, -0.8, 52.3))

    assert np.array_equal(
        grid.cells_of(lng, lat, resolution), lattice.one_by_one(lng, lat, resolution)
    )
