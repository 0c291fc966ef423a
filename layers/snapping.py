"""Snap points of police.uk: which list is in force, the nearest point, and what it allows.

The Home Office moves every crime to the nearest of a secret master list of map points
before it is published. Distinct coordinates repeat, so the list can be inferred. Our own
reports are moved through the same snap before anything is compared, and both sources count
if and only if their *snap point* lies inside the boundary. Without that, two identical
patterns look different in 80 % of maps at resolution 10.

Lists were made for data months from 2010-12, from 2011-12 and from 2022-07 (the changelog
of data.police.uk). Cells may not be compared across those dates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from layers.projection import geometry_to_degrees, geometry_to_metres

LIMIT_M: Final = 250.0
"""Farther than this from any snap point a report is outside official coverage. Nearest
neighbours stand some 59 m apart in a town centre and catchments are larger at its edge."""

LIST_STARTS: Final = (date(2010, 12, 1), date(2011, 12, 1), date(2022, 7, 1))
"""First data month of every list version published so far; callers may pass their own."""

LEAST_MEDIAN: Final = 5
"""Snap points that the median cell must hold before official data may be shown by cell."""

_TIE_M: Final = 1e-6  # Under a micrometre, PROJ's rounding would choose between two points.
_COORDINATE_DECIMALS: Final = 6  # police.uk publishes six, about 0.1 m.

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Legitimacy:
    """What a resolution may carry: how well its cells are covered by snap points."""

    resolution: int
    cells: int
    median: float
    empty: int
    legitimate: bool


def nearest_snap(
    points_m: ArrayLike, snaps_m: ArrayLike, limit_m: float = LIMIT_M
) -> tuple[Integers, Floats]:
    """Return, for each point, the index of its nearest snap point and the distance.

    Of snap points equally near (to a micrometre) the one with the lowest index wins, so
    the answer does not depend on how the tree was built.

    Parameters
    ----------
    points_m : array_like of float, shape (n, 2)
        Eastings and northings in metres (EPSG:27700). A place that PROJ could not project
        (infinite) is far from everything.
    snaps_m : array_like of float, shape (m, 2)
        Eastings and northings of the snap points, finite.
    limit_m : float
        Farthest snap distance, in metres, that still counts (inclusive).

    Returns
    -------
    index : ndarray of int64, shape (n,)
        -1 where no snap point lies within the limit.
    distance : ndarray of float64, shape (n,)
        Metres to the nearest snap point, also where it is beyond the limit; infinite
        where there is none.

    Raises
    ------
    ValueError
        If an array does not have two columns, or a snap point is not finite.
    """
    points, snaps = _pairs(points_m), _pairs(snaps_m)
    if not np.isfinite(snaps).all():
        raise ValueError("Every snap point must have finite coordinates.")
    index = np.full(len(points), -1, dtype=np.int64)
    distance = np.full(len(points), np.inf)
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    if len(snaps) and known.size:
        index[known], distance[known] = _nearest(points[known], cKDTree(snaps))
    index[distance > limit_m] = -1
    return index, distance


def _nearest(points: Floats, tree: cKDTree) -> tuple[Integers, Floats]:
    # With one snap point the second neighbour is at infinite distance, which is no tie.
    distances, indices = tree.query(points, k=2)
    nearest = indices[:, 0].astype(np.int64)
    tied = np.flatnonzero(distances[:, 1] - distances[:, 0] <= _TIE_M)
    if tied.size:
        balls = tree.query_ball_point(points[tied], distances[tied, 0] + _TIE_M)
        nearest[tied] = [min(ball) for ball in balls]
    return nearest, distances[:, 0]


def inside(points_lnglat: ArrayLike, polygon: shapely.Geometry) -> NDArray[np.bool_]:
    """Return which points a polygon covers, its edge included.

    Parameters
    ----------
    points_lnglat : array_like of float, shape (n, 2)
        Longitude and latitude in degrees.
    polygon : shapely Polygon or MultiPolygon
        Degrees, WGS84 (EPSG:4326). An empty one covers nothing.

    Raises
    ------
    ValueError
        If the points do not have two columns.
    """
    points = _pairs(points_lnglat)
    shapely.prepare(polygon)
    return np.asarray(shapely.covers(polygon, shapely.points(points)), dtype=np.bool_)


def grown(boundary: shapely.Geometry, metres: float) -> shapely.Geometry:
    """Return a boundary grown by so many metres, or shrunk if negative.

    Measured in EPSG:27700, returned in degrees. A small boundary may shrink to nothing.
    """
    return geometry_to_degrees(geometry_to_metres(boundary).buffer(metres))


def legitimacy(cells: Sequence[str], snap_points: Mapping[str, int], resolution: int) -> Legitimacy:
    """Return whether a resolution is legitimate for official data in a district.

    Legitimate means that the median cell holds at least five snap points and that none is
    empty. Finer cells would show the lattice of snap points, not the town: at resolution
    10 some 29 % of cells hold no snap point, so "no crime here" would be an artefact.

    Parameters
    ----------
    cells : sequence of str
        Cells whose centre lies inside the boundary
        (:func:`layers.grid.cells_with_centre_in`).
    snap_points : mapping of str to int
        Distinct snap points of one list version in each cell, **each cell counted whole**:
        points outside the boundary but in the cell count as well.
    resolution : int
        The resolution of those cells, kept for the record.
    """
    counts = np.array([snap_points.get(cell, 0) for cell in cells], dtype=np.int64)
    median = float(np.median(counts)) if counts.size else 0.0
    empty = int((counts == 0).sum())
    return Legitimacy(
        resolution=resolution,
        cells=counts.size,
        median=median,
        empty=empty,
        legitimate=median >= LEAST_MEDIAN and empty == 0,
    )


def list_for_month(
    month: date, *, universe: str = "police.uk", starts: Sequence[date] = LIST_STARTS
) -> str:
    """Return the slug of the snap list that a data month was published with.

    Parameters
    ----------
    month : date
        Any day of the data month.
    universe : str
        Whose snap points: 'police.uk', or 'invented' for the planted town. The two never
        share a list.
    starts : sequence of date
        First month of every version, in order.

    Returns
    -------
    str
        For example 'police-uk-2022-07'.

    Raises
    ------
    ValueError
        If the month is earlier than the first list.
    """
    first, _ = months_of_list(month, starts=starts)
    return f"{universe.replace('.', '-')}-{first:%Y-%m}"


def months_of_list(
    month: date, *, starts: Sequence[date] = LIST_STARTS
) -> tuple[date, date | None]:
    """Return the first and last data month of the list in force; None while it still is.

    Raises
    ------
    ValueError
        If the month is earlier than the first list.
    """
    begun = [start for start in starts if start <= month]
    if not begun:
        raise ValueError(f"No list of snap points is known for {month:%Y-%m}.")
    later = starts[len(begun) :]
    return begun[-1], _month_before(later[0]) if later else None


def crosses_redraw(first: date, last: date, *, starts: Sequence[date] = LIST_STARTS) -> bool:
    """Return whether a period of data months spans two snap lists."""
    return months_of_list(first, starts=starts) != months_of_list(last, starts=starts)


def share_known(points_lnglat: ArrayLike, known_lnglat: ArrayLike) -> float:
    """Return the share of distinct published coordinates that a list already holds.

    Within one list version nearly all are known after a year; across a redraw almost none
    is (12 of 261 in Northampton's centre), which is how a redraw is told.

    Raises
    ------
    ValueError
        If there are no coordinates to look for.
    """
    wanted, known = _published(points_lnglat), _published(known_lnglat)
    if not wanted:
        raise ValueError("There are no coordinates to compare with the list.")
    return len(wanted & known) / len(wanted)


def _published(points_lnglat: ArrayLike) -> set[tuple[float, float]]:
    rounded = np.round(_pairs(points_lnglat), _COORDINATE_DECIMALS)
    return {(lng, lat) for lng, lat in rounded.tolist()}


def _pairs(points: ArrayLike) -> Floats:
    pairs = np.asarray(points, dtype=np.float64)
    if pairs.size == 0:
        return pairs.reshape(0, 2)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise ValueError("Points must be pairs of two coordinates.")
    return pairs


def _month_before(month: date) -> date:
    previous = month.year * 12 + month.month - 2
    return date(previous // 12, previous % 12 + 1, 1)
