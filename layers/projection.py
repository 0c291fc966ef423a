"""The one place where degrees (EPSG:4326) become metres (EPSG:27700) and back.

The PROJ wheels carry no OSTN15 grid, so PROJ shifts the datum with a Helmert
transformation: up to 2.6 m off at the corners of Great Britain, about a metre in
Northamptonshire. Harmless for snap points (median spacing 59 m) and for H3 resolutions
8 to 11; not for survey work.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

from layers.grid import checked_degrees

Floats = NDArray[np.float64]

_EAST_LIMIT_M: Final = 800_000.0  # The National Grid is 700 km by 1,300 km;
_NORTH_LIMIT_M: Final = 1_400_000.0  # 100 km more on each side for points at sea.
_MARGIN_M: Final = 100_000.0


def to_metres(lng: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Return eastings and northings in metres (EPSG:27700) of points in degrees.

    Parameters
    ----------
    lng, lat : array_like of float, shape (n,)
        Degrees, WGS84 (EPSG:4326).

    Returns
    -------
    tuple of ndarray of float64, each of shape (n,)
        Infinite where PROJ cannot project a place (it is far from Great Britain).

    Raises
    ------
    ValueError
        If a coordinate is not a place on Earth.
    """
    east, north = checked_degrees(lng, lat)
    eastings, northings = _transformer("EPSG:4326", "EPSG:27700").transform(east, north)
    return eastings, northings


def to_degrees(easting: ArrayLike, northing: ArrayLike) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes (EPSG:4326) of points in metres (EPSG:27700).

    Raises
    ------
    ValueError
        If a coordinate lies more than 100 km outside the National Grid.
    """
    east = np.asarray(easting, dtype=np.float64)
    north = np.asarray(northing, dtype=np.float64)
    if east.ndim != 1 or east.shape != north.shape:
        raise ValueError("Eastings and northings must be two lists of the same length.")
    on_grid = (
        (east >= -_MARGIN_M)
        & (east <= _EAST_LIMIT_M)
        & (north >= -_MARGIN_M)
        & (north <= _NORTH_LIMIT_M)
    )
    if not on_grid.all():  # NaN fails every comparison, so it is refused as well.
        raise ValueError("Eastings and northings must lie on the National Grid, in metres.")
    lng, lat = _transformer("EPSG:27700", "EPSG:4326").transform(east, north)
    return lng, lat


def geometry_to_metres(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return a geometry in metres (EPSG:27700), vertex by vertex, from degrees."""
    return _transformed(geometry, to_metres)


def geometry_to_degrees(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return a geometry in degrees (EPSG:4326), vertex by vertex, from metres."""
    return _transformed(geometry, to_degrees)


def _transformed(
    geometry: shapely.Geometry,
    transform: Callable[[ArrayLike, ArrayLike], tuple[Floats, Floats]],
) -> shapely.Geometry:
    return shapely.transform(
        geometry, lambda vertices: np.column_stack(transform(vertices[:, 0], vertices[:, 1]))
    )


@cache
def _transformer(source: str, target: str) -> Transformer:
    # Building one costs some 50 ms; pyproj gives each thread its own context inside.
    return Transformer.from_crs(source, target, always_xy=True)
