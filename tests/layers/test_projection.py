"""Degrees to metres and back, once, and never for numbers that are not places."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from layers import projection


def test_to_metres_of_the_worked_example_of_the_ordnance_survey() -> None:
    """Caister water tower, 52d39'27.2531"N 1d43'4.5177"E on OSGB36 (OS guide, annexe C)."""
    tower = (1 + 43 / 60 + 4.5177 / 3600, 52 + 39 / 60 + 27.2531 / 3600)
    lng, lat = Transformer.from_crs("EPSG:4277", "EPSG:4326", always_xy=True).transform(*tower)

    easting, northing = projection.to_metres([lng], [lat])

    assert easting[0] == pytest.approx(651_409.903, abs=0.01)
    assert northing[0] == pytest.approx(313_177.270, abs=0.01)


@given(lng=st.floats(-6, 1.8), lat=st.floats(50, 58.5))
def test_there_and_back_is_the_same_place(lng: float, lat: float) -> None:
    back_lng, back_lat = projection.to_degrees(*projection.to_metres([lng], [lat]))

    assert back_lng[0] == pytest.approx(lng, abs=1e-7)
    assert back_lat[0] == pytest.approx(lat, abs=1e-7)


def test_a_degree_of_latitude_is_111_km() -> None:
    _, north = projection.to_metres([-0.9, -0.9], [52.0, 53.0])

    assert north[1] - north[0] == pytest.approx(111_250, abs=100)


@pytest.mark.parametrize("lat", [91.0, math.nan, 1e308])
def test_what_is_no_place_never_reaches_proj(lat: float) -> None:
    with pytest.raises(ValueError, match="latitude"):
        projection.to_metres([0.0], [lat])


@pytest.mark.parametrize(
    ("easting", "northing"),
    [(1e308, 0.0), (0.0, 1e20), (math.nan, 0.0), (-100_001.0, 0.0), (0.0, math.inf)],
)
def test_what_is_off_the_national_grid_is_refused(easting: float, northing: float) -> None:
    with pytest.raises(ValueError, match="National Grid"):
        projection.to_degrees([easting], [northing])


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="same length"):
        projection.to_degrees([1.0, 2.0], [1.0])


def test_geometries_keep_their_rings() -> None:
    square = shapely.box(475_000, 260_000, 475_100, 260_100)
    holed = square.difference(shapely.box(475_010, 260_010, 475_020, 260_020))

    degrees = projection.geometry_to_degrees(holed)
    metres = projection.geometry_to_metres(degrees)

    assert len(degrees.interiors) == 1
    assert np.allclose(metres.bounds, holed.bounds, atol=1e-3)
    assert metres.area == pytest.approx(9_900, abs=0.1)
