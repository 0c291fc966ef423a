"""The only place where numbers from outside become geometry.

GEOS, PROJ and H3 believe what they are given: one coordinate of 1e308 hangs a projection,
one of 1e200 aborts the process that prints it, and a NaN hides from every index. So every
number is checked here, in Python, before any of those libraries sees it
(`docs/adr/0030-boundary-files.md`).
"""

import math
import re
from collections.abc import Container, Iterable, Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers import grid, projection
from layers.coordinate_guess import in_national_grid, in_uk_box, why_not_degrees, why_not_grid
from layers.strict_text import InputRefused

MAX_VERTICES: Final = 20_000
MAX_RINGS: Final = 500  # A town centre has a handful; 100,000 holes are an attack.
_NO_AREA_DEGREES2: Final = 1e-12  # About a hundredth of a square metre.
MIN_AREA_M2: Final = 1_000.0  # Less than one large shop is a slip of the mouse,
MAX_AREA_M2: Final = 25_000_000.0  # and more than 25 km2 is a county, not a town centre.

_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,8})?", re.ASCII)
_LARGEST: Final = 1e8  # Web Mercator, the largest numbers that people send, ends at 2.1e7.

Position = tuple[float, float]
Ring = Sequence[Position]
Rings = Sequence[Ring]
Vertices = NDArray[np.float64]


def position_from_text(lng: str, lat: str) -> Position:
    """Return (longitude, latitude) in degrees from two texts, for a place in the UK box.

    Raises
    ------
    InputRefused
        If a text is not a plain decimal with at most eight places, or the place is elsewhere.
    """
    if not (_DEGREES.fullmatch(lng) and _DEGREES.fullmatch(lat)):
        raise InputRefused(
            "A coordinate must be a plain decimal number of degrees, such as -0.8972."
        )
    east, north = float(lng), float(lat)
    if not in_uk_box(east, north):
        raise InputRefused(why_not_degrees(east, north))
    return east, north


def position(values: object) -> Position:
    """Return the first two of the two or three numbers of one position; drop an altitude.

    The numbers may be in any unit, so only their size is checked.

    Raises
    ------
    InputRefused
        If there are not two or three plain finite numbers.
    """
    if not isinstance(values, list | tuple) or not 2 <= len(values) <= 3:
        raise InputRefused("A position must be two numbers, or three with an altitude.")
    for value in values:
        # True is an int to Python.
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputRefused("A position must hold plain numbers, and nothing else.")
        if not abs(value) <= _LARGEST:  # NaN fails every comparison.
            raise InputRefused("A coordinate is not a finite number of a sensible size.")
    return float(values[0]), float(values[1])


def position_in_uk(values: object) -> Position:
    """Return a position after checking that it is in degrees and in the UK box.

    Raises
    ------
    InputRefused
        If it is not.
    """
    lng, lat = position(values)
    if not in_uk_box(lng, lat):
        raise InputRefused(why_not_degrees(lng, lat))
    return lng, lat


def line_in_uk(positions: Sequence[object]) -> list[Position]:
    """Return the positions of a line after checking each as :func:`position_in_uk` does.

    Raises
    ------
    InputRefused
        If one is not in the UK box, or there are not two.
    """
    if len(positions) < 2:
        raise InputRefused("A line needs two positions.")
    return [position_in_uk(values) for values in positions]


def cell_from_text(text: str, *, resolutions: Container[int] = grid.RESOLUTIONS) -> str:
    """Return an H3 cell after checking that it is one, at one of the resolutions offered.

    Raises
    ------
    InputRefused
        If the text is not 15 lower-case hexadecimal digits that H3 knows as such a cell.
    """
    try:
        resolution = grid.resolution_of(text)
    except ValueError as error:
        raise InputRefused(
            "A cell must be 15 lower-case hexadecimal digits, as H3 writes it."
        ) from error
    if resolution not in resolutions:
        raise InputRefused("That cell is of a size that is not offered here.")
    return text


def boundary_polygon(polygons: Sequence[Rings], *, srid: int) -> shapely.MultiPolygon:
    """Return a valid polygon, as :func:`valid_polygon` does, of the size of a town centre.

    Raises
    ------
    InputRefused
        If it is not valid, or smaller than `MIN_AREA_M2` or larger than `MAX_AREA_M2`.
    """
    shape = valid_polygon(polygons, srid=srid)
    _check_area(area_m2(shape))
    return shape


def valid_polygon(polygons: Sequence[Rings], *, srid: int) -> shapely.MultiPolygon:
    """Return one valid MultiPolygon in degrees from rings of checked positions.

    Shells run anti-clockwise and holes clockwise in the answer, whatever the order given.
    Nothing else is repaired.

    Parameters
    ----------
    polygons : sequence of sequence of rings
        Each polygon's outer ring, then its holes; every position from :func:`position`.
    srid : {4326, 27700}
        Whether the numbers are degrees or National Grid metres.

    Raises
    ------
    InputRefused
        If a ring is broken, the place is not in the UK, or the shape is invalid.
    """
    rings = [ring for polygon in polygons for ring in polygon]
    _check_amount(polygons, rings)
    for ring in rings:
        _check_ring(ring)
    _check_place(rings, srid)
    shape = shapely.MultiPolygon(
        [_polygon([_degrees(ring, srid) for ring in polygon]) for polygon in polygons]
    )
    _check_shape(shape)
    return shape


def polygons_of_loose_rings(rings: Rings) -> list[Rings]:
    """Sort the rings of one shape into polygons: each shell, followed by its own holes.

    A Shapefile lists its rings in any order. Where they lie tells shells from holes (inside
    one ring, a hole; inside two, an island), and the way they run must agree with that.

    Raises
    ------
    InputRefused
        If there are too many rings or vertices, a ring is broken, or the two disagree.
    """
    _check_amount([rings], rings)
    for ring in rings:
        _check_ring(ring)
    areas = [shapely.Polygon(ring) for ring in rings]
    around = _rings_around(areas)
    is_hole = [len(outer) % 2 == 1 for outer in around]
    ways = {hole != area.exterior.is_ccw for hole, area in zip(is_hole, areas, strict=True)}
    if len(ways) > 1:
        raise InputRefused(
            "Some rings run the way of a hole and lie outside of everything, or the other way "
            "round: holes cannot be told from parts."
        )
    polygons = {number: [ring] for number, ring in enumerate(rings) if not is_hole[number]}
    for number, ring in enumerate(rings):
        if is_hole[number]:
            shells = around[number] & polygons.keys()
            if not shells:  # Only rings that cross each other can come to this.
                raise InputRefused("The rings of the shape cross each other.")
            polygons[min(shells, key=lambda shell: areas[shell].area)].append(ring)
    return list(polygons.values())


def area_m2(shape: shapely.Geometry) -> float:
    """Return the area of a shape given in degrees, in square metres on the National Grid."""
    return float(projection.geometry_to_metres(shape).area)


def _check_amount(polygons: Sequence[Rings], rings: Rings) -> None:
    if not polygons or not all(polygons):
        raise InputRefused("The polygon is empty.")
    if len(rings) > MAX_RINGS:
        raise InputRefused(f"The boundary has more than {MAX_RINGS} rings.")
    if sum(map(len, rings)) > MAX_VERTICES:
        raise InputRefused(
            f"The boundary has more than {MAX_VERTICES:,} vertices: simplify it first."
        )


def _check_ring(ring: Ring) -> None:
    if len(ring) < 4:
        raise InputRefused(
            "A ring has fewer than four positions; even a triangle repeats its first at the end."
        )
    if ring[0] != ring[-1]:
        raise InputRefused("A ring is not closed: its last position must repeat its first.")
    for place in range(1, len(ring)):
        if ring[place] == ring[place - 1]:
            raise InputRefused(f"A ring has the same position twice running, at number {place}.")
    before = [ring[-2], *ring[:-2]]
    for place, (previous, following) in enumerate(zip(before, ring[1:], strict=True)):
        if previous == following:
            raise InputRefused(
                f"A ring has a spike: it turns back on itself at position {place + 1}."
            )


def _rings_around(areas: Sequence[shapely.Polygon]) -> list[set[int]]:
    """Return, for each ring, the numbers of the rings round a point of its inside."""
    around: list[set[int]] = [set() for _ in areas]
    inside = shapely.point_on_surface(list(areas))
    for number, outer in shapely.STRtree(areas).query(inside, predicate="within").T.tolist():
        if areas[outer].area > areas[number].area:
            around[number].add(outer)
    return around


def _check_place(rings: Rings, srid: int) -> None:
    for ring in rings:
        for x, y in ring:
            if srid == 27700 and not in_national_grid(x, y):
                raise InputRefused(why_not_grid(x, y))
            if srid == 4326 and not in_uk_box(x, y):
                raise InputRefused(why_not_degrees(x, y))


def _degrees(ring: Ring, srid: int) -> Vertices:
    vertices = np.asarray(ring, dtype=np.float64)
    if srid == 27700:
        vertices = np.column_stack(projection.to_degrees(vertices[:, 0], vertices[:, 1]))
    return vertices


def _polygon(rings: Iterable[Vertices]) -> shapely.Polygon:
    shell, *holes = rings
    return shapely.orient_polygons(shapely.Polygon(shell, holes))


def _check_shape(shape: shapely.MultiPolygon) -> None:
    rings = shapely.get_rings(shapely.get_parts(shape))
    if (shapely.area(shapely.convex_hull(rings)) < _NO_AREA_DEGREES2).any():
        raise InputRefused("A ring has no area: its points lie on one line.")
    if shapely.is_valid(shape):
        return
    # GEOS answers "Self-intersection[-0.8972 52.2386]".
    reason, _, where = shapely.is_valid_reason(shape).partition("[")
    sentence = _REASONS.get(reason, f"The polygon is not valid ({reason.lower()}).")
    lng, lat = (float(number) for number in where.rstrip("]").split())
    raise InputRefused(f"{sentence[:-1]}, near longitude {lng:.5f}, latitude {lat:.5f}.")


_REASONS: Final = {
    "Self-intersection": "The boundary crosses itself, or one part or hole overlaps another.",
    "Ring Self-intersection": "The boundary touches itself at one point.",
    "Hole lies outside shell": "A hole lies outside the polygon that it should be in.",
    "Holes are nested": "One hole lies inside another.",
    "Nested shells": "One part of the boundary lies inside another.",
    "Interior is disconnected": "The holes cut the boundary into pieces.",
}


def _check_area(area: float) -> None:
    if not math.isfinite(area) or area < MIN_AREA_M2:
        raise InputRefused(
            f"The boundary covers less than {MIN_AREA_M2:,.0f} m2: is it the right polygon?"
        )
    if area > MAX_AREA_M2:
        raise InputRefused(
            f"The boundary covers {area / 1e6:,.0f} km2, more than the "
            f"{MAX_AREA_M2 / 1e6:.0f} km2 of the largest town centre: is it the right polygon?"
        )
