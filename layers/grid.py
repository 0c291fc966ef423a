"""The only crossing between (longitude, latitude) and H3, which takes latitude first.

Cells are ``bigint`` in PostGIS, ``uint64`` in arrays and 15-character lower-case
hexadecimal strings in Python and JSON. H3 believes any number it is given (latitude 91
has a cell, and so has longitude 1e9), so every coordinate is checked here, before H3 or
any geometry library sees it.

H3 children do not nest exactly: 7.2 % of points have a res-10 cell that is not the parent
of their res-11 cell. A cell is therefore always taken from the point at the resolution
wanted, and :func:`parent` serves only for labels and for hiding small counts.
"""

from collections.abc import Sequence
from typing import Final

import h3
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from layers import lattice

RESOLUTIONS: Final = (8, 9, 10, 11)
"""Resolutions stored with every point: 8 for trends, 9 for the contrast, 10 and 11 for
the district's own data (`docs/adr/0020-contrast-method.md`)."""

_BULK: Final = 2_000  # Fewer points do not repay learning where they lie.
_FINEST: Final = 15  # H3 defines resolutions 0 to 15.
_TEXT_LENGTH: Final = 15  # An H3 cell below 2**60: the top four bits are always zero.

Floats = NDArray[np.float64]
Cells = NDArray[np.uint64]


def cell_of(lng: float, lat: float, resolution: int) -> str:
    """Return the cell that holds a point.

    Parameters
    ----------
    lng, lat : float
        Degrees, WGS84 (EPSG:4326).
    resolution : int
        H3 resolution, 0 to 15.

    Raises
    ------
    ValueError
        If a coordinate is not a place on Earth, or the resolution is not one of H3's.
    """
    return to_text(int(cells_of([lng], [lat], resolution)[0]))


def cells_of(lng: ArrayLike, lat: ArrayLike, resolution: int) -> Cells:
    """Return the cells that hold many points, in the order given.

    h3 4.5 has no array call: asking it for one point after the other costs half a
    microsecond each. From a few thousand points on :mod:`layers.lattice` gives the same
    answers in less than half the time.

    Parameters
    ----------
    lng, lat : array_like of float, shape (n,)
        Degrees, WGS84 (EPSG:4326).
    resolution : int
        H3 resolution, 0 to 15.

    Returns
    -------
    ndarray of uint64, shape (n,)

    Raises
    ------
    ValueError
        If a coordinate is not a place on Earth, or the resolution is not one of H3's.
    """
    return cells_of_each(lng, lat, [resolution])[0]


def cells_of_each(lng: ArrayLike, lat: ArrayLike, resolutions: Sequence[int]) -> list[Cells]:
    """Return the cells that hold many points, one array for each of several resolutions.

    Raises
    ------
    ValueError
        If a coordinate is not a place on Earth, or a resolution is not one of H3's.
    """
    east, north = checked_degrees(lng, lat)
    for resolution in resolutions:
        _check_resolution(resolution)
    if north.size >= _BULK and max(resolutions, default=0) <= lattice.FINEST:
        return lattice.cells_in_bulk(east, north, resolutions)
    return [lattice.one_by_one(east, north, resolution) for resolution in resolutions]


def checked_degrees(lng: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes as float arrays, after refusing impossible ones.

    Raises
    ------
    ValueError
        If the two differ in length, or any value is not finite or not on Earth.
    """
    east = np.asarray(lng, dtype=np.float64)
    north = np.asarray(lat, dtype=np.float64)
    if east.ndim != 1 or east.shape != north.shape:
        raise ValueError("Longitudes and latitudes must be two lists of the same length.")
    # NaN fails every comparison, so these two also refuse whatever is not finite.
    if not np.all(np.abs(north) <= 90.0):
        raise ValueError("A latitude must be a number from -90 to 90 degrees.")
    if not np.all(np.abs(east) <= 180.0):
        raise ValueError("A longitude must be a number from -180 to 180 degrees.")
    return east, north


def to_int(cell: str) -> int:
    """Return the number of a cell, as stored in PostGIS.

    Raises
    ------
    ValueError
        If the text is not an H3 cell of 15 lower-case hexadecimal digits.
    """
    if len(cell) != _TEXT_LENGTH or cell.strip("0123456789abcdef") or not h3.is_valid_cell(cell):
        raise ValueError("A cell must be 15 lower-case hexadecimal digits that H3 knows.")
    return int(cell, 16)


def to_text(value: int) -> str:
    """Return the 15-character text of a cell number.

    Raises
    ------
    ValueError
        If the number is not an H3 cell.
    """
    text = format(int(value), "015x")
    to_int(text)
    return text


def resolution_of(cell: str) -> int:
    """Return the H3 resolution of a cell.

    Raises
    ------
    ValueError
        If the text is not an H3 cell.
    """
    to_int(cell)
    return int(h3.get_resolution(cell))


def ring(cell: str, k: int) -> list[str]:
    """Return the cells exactly `k` steps from a cell, sorted; the cell itself for 0.

    Raises
    ------
    ValueError
        If the text is not an H3 cell or `k` is negative.
    """
    _check_steps(cell, k)
    return sorted(h3.grid_ring(cell, k))


def disk(cell: str, k: int) -> list[str]:
    """Return the cells at most `k` steps from a cell, itself included, sorted.

    Raises
    ------
    ValueError
        If the text is not an H3 cell or `k` is negative.
    """
    _check_steps(cell, k)
    return sorted(h3.grid_disk(cell, k))


def boundary_of(cell: str) -> list[tuple[float, float]]:
    """Return the outline of a cell as (longitude, latitude) pairs; the last repeats the first.

    Raises
    ------
    ValueError
        If the text is not an H3 cell.
    """
    to_int(cell)
    corners = [(lng, lat) for lat, lng in h3.cell_to_boundary(cell)]
    return [*corners, corners[0]]


def centre_of(cell: str) -> tuple[float, float]:
    """Return the (longitude, latitude) of the centre of a cell, in degrees.

    Raises
    ------
    ValueError
        If the text is not an H3 cell.
    """
    to_int(cell)
    lat, lng = h3.cell_to_latlng(cell)
    return lng, lat


def parent(cell: str, resolution: int) -> str:
    """Return the ancestor of a cell, for labels and for hiding small counts only.

    Never roll counts up with it: the parent does not cover exactly the points of its
    children. Take a coarser count from the points.

    Raises
    ------
    ValueError
        If the text is not an H3 cell, or the resolution is finer than the cell's own.
    """
    to_int(cell)
    if not 0 <= resolution <= h3.get_resolution(cell):
        raise ValueError("A parent must be as coarse as its cell, or coarser.")
    return str(h3.cell_to_parent(cell, resolution))


def cells_with_centre_in(polygon: shapely.Geometry, resolution: int) -> list[str]:
    """Return the cells whose centre a polygon covers (its edge included), sorted.

    Parameters
    ----------
    polygon : shapely Polygon or MultiPolygon
        Degrees, WGS84 (EPSG:4326), longitude first.
    resolution : int
        H3 resolution, 0 to 15.

    Raises
    ------
    ValueError
        If the geometry is empty, not a polygon, invalid or not on Earth, or the
        resolution is not one of H3's.
    """
    # H3's own centre test leaves out one side of an edge; ours must match `covers`.
    candidates = cells_meeting(polygon, resolution)
    centres = shapely.points([centre_of(cell) for cell in candidates])
    inside = shapely.covers(polygon, centres)
    return [cell for cell, kept in zip(candidates, inside, strict=True) if kept]


def cells_meeting(polygon: shapely.Geometry, resolution: int) -> list[str]:
    """Return every cell that a polygon overlaps or touches, sorted.

    Edges are taken as straight in degrees, as H3 takes them.

    Raises
    ------
    ValueError
        If the geometry is empty, not a polygon, invalid or not on Earth, or the
        resolution is not one of H3's.
    """
    _check_resolution(resolution)
    _check_polygon(polygon)
    shape = h3.geo_to_h3shape(polygon)
    return sorted(h3.h3shape_to_cells_experimental(shape, resolution, "overlap"))


def _check_polygon(polygon: shapely.Geometry) -> None:
    if polygon.geom_type not in {"Polygon", "MultiPolygon"} or polygon.is_empty:
        raise ValueError("A boundary must be a polygon that is not empty.")
    vertices = shapely.get_coordinates(polygon)
    checked_degrees(vertices[:, 0], vertices[:, 1])
    if not shapely.is_valid(polygon):
        raise ValueError(f"The boundary is not valid: {shapely.is_valid_reason(polygon)}.")


def _check_resolution(resolution: int) -> None:
    if not 0 <= resolution <= _FINEST:
        raise ValueError("An H3 resolution must be a whole number from 0 to 15.")


def _check_steps(cell: str, k: int) -> None:
    to_int(cell)
    if k < 0:
        raise ValueError("The number of steps from a cell must not be negative.")
