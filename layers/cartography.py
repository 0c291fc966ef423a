"""Draw a small town in a flat picture: local view, SVG path strings, label placement.

Plain: degrees in, picture units out. At the size of a town centre the picture is Web Mercator
to within a millimetre of paper, so the SVG and the MapLibre map lie exactly on each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Any, Final

Position = Sequence[float]  # longitude, latitude in degrees (EPSG:4326), as in GeoJSON
Point = tuple[float, float]  # x to the right, y downwards, in picture units

WIDTH: Final = 800.0
"""Width of every picture in its own units; the page scales it."""

_GLYPH: Final = 0.56  # mean advance of a sans-serif letter, as a share of the font size


@dataclass(frozen=True)
class View:
    """A window on the ground: degrees on one side, picture units on the other."""

    west: float
    south: float
    east: float
    north: float
    width: float
    height: float

    def xy(self, position: Position) -> Point:
        """Return where a position falls in the picture."""
        lng, lat = position[0], position[1]
        x = (lng - self.west) / (self.east - self.west) * self.width
        y = (self.north - lat) / (self.north - self.south) * self.height
        return x, y

    @property
    def box(self) -> str:
        """Return the ``viewBox`` of the SVG."""
        return f"0 0 {self.width:g} {self.height:g}"

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north in degrees, as GeoJSON's ``bbox`` has them."""
        return self.west, self.south, self.east, self.north


def view_of(
    positions: Iterable[Position],
    *,
    padding: float = 0.04,
    narrowest: float = 1.0,
    widest: float = 1.5,
) -> View:
    """Return the window that shows all positions, no narrower or wider than asked.

    Parameters
    ----------
    positions : iterable of (lng, lat)
        Degrees; at least two different ones.
    padding : float
        Margin on each side, as a share of the longer side.
    narrowest, widest : float
        Least and greatest ratio of width to height.

    Raises
    ------
    ValueError
        If the positions do not span an area to draw.
    """
    lngs, lats = zip(*((p[0], p[1]) for p in positions), strict=True)
    west, east, south, north = min(lngs), max(lngs), min(lats), max(lats)
    shrink = cos(radians((south + north) / 2))  # a degree of longitude in degrees of latitude
    across, up = (east - west) * shrink, north - south
    if across <= 0 and up <= 0:
        raise ValueError("The positions do not span an area to draw.")
    margin = 2 * padding * max(across, up)
    across, up = across + margin, up + margin
    if across / up < narrowest:
        across = up * narrowest
    elif across / up > widest:
        up = across / widest
    middle, level = (west + east) / 2, (south + north) / 2
    half_x, half_y = across / shrink / 2, up / 2
    return View(
        middle - half_x, level - half_y, middle + half_x, level + half_y,
        WIDTH, round(WIDTH * up / across, 1),
    )  # fmt: skip


def path_of(positions: Sequence[Position], view: View, *, closed: bool = False) -> str:
    """Return one line or ring as an SVG path string, to a tenth of a unit."""
    points = [view.xy(position) for position in positions]
    if closed and len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return _path(points) + ("Z" if closed else "")


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def geometry_path(geometry: dict[str, Any], view: View) -> str:
    """Return a GeoJSON line or polygon geometry (or several) as one SVG path string.

    Raises
    ------
    ValueError
        If the geometry is of a type that is not drawn as a path.
    """
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "LineString":
        return path_of(coordinates, view)
    if kind in ("MultiLineString", "Polygon"):
        return "".join(path_of(line, view, closed=kind == "Polygon") for line in coordinates)
    if kind == "MultiPolygon":
        return "".join(path_of(ring, view, closed=True) for rings in coordinates for ring in rings)
    raise ValueError(f"A {kind} is not drawn as a path.")


def inset_path(ring: Sequence[Position], view: View, by: float) -> str:
    """Return a closed convex ring as a path, drawn in towards its middle by `by` units.

    Neighbouring hexagons then leave a hairline of paper, and two outlines never share a line.
    """
    points = [view.xy(position) for position in ring[:-1]]
    middle = _mean(points)
    reach = max(_distance(point, middle) for point in points)
    keep = max(0.0, 1 - by / reach)
    return _path([_towards(middle, point, keep) for point in points]) + "Z"


def breadth_of(ring: Sequence[Position], view: View) -> float:
    """Return how wide a ring is in the picture."""
    xs = [view.xy(position)[0] for position in ring]
    return max(xs) - min(xs)


def _mean(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _distance(a: Point, b: Point) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def _towards(origin: Point, point: Point, share: float) -> Point:
    return (
        origin[0] + (point[0] - origin[0]) * share,
        origin[1] + (point[1] - origin[1]) * share,
    )


@dataclass(frozen=True)
class Box:
    """An upright rectangle in the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def text_box(text: str, at: Point, size: float) -> Box:
    """Return the room that a line of text takes, centred on a point."""
    half = len(text) * size * _GLYPH / 2
    return Box(at[0] - half, at[1] - size * 0.6, at[0] + half, at[1] + size * 0.6)


@dataclass(frozen=True)
class Label:
    """A name with its place in the picture; `x`, `y` is the middle of the text."""

    text: str
    x: float
    y: float


def place_labels(
    wanted: Iterable[tuple[str, Position]],
    view: View,
    *,
    taken: Sequence[Box] = (),
    size: float = 13,
) -> list[Label]:
    """Place as many names as fit, in the order given, over nothing that is taken.

    Each name is tried on its point, then above, below and to either side of it; a name with no
    free place is left out, because a missing street name misleads nobody and a crossed count does.
    """
    frame = Box(4, 4, view.width - 4, view.height - 4)
    busy, placed = list(taken), []
    for text, position in wanted:
        for at in _tries(view.xy(position), text, size):
            box = text_box(text, at, size)
            if _inside(box, frame) and not any(box.meets(other) for other in busy):
                busy.append(box)
                placed.append(Label(text, round(at[0], 1), round(at[1], 1)))
                break
    return placed


def _tries(at: Point, text: str, size: float) -> list[Point]:
    x, y = at
    aside = len(text) * size * _GLYPH / 2 + size / 2
    return [
        (x, y), (x, y - size * 1.3), (x, y + size * 1.3), (x + aside, y), (x - aside, y),
        (x, y - size * 2.6), (x, y + size * 2.6),
    ]  # fmt: skip


def _inside(box: Box, frame: Box) -> bool:
    return (
        box.left >= frame.left
        and box.right <= frame.right
        and box.top >= frame.top
        and box.bottom <= frame.bottom
    )


def middle_of(line: Sequence[Position], view: View) -> Position:
    """Return the position half-way along a line as drawn, where its name belongs."""
    points = [view.xy(position) for position in line]
    steps = [_distance(a, b) for a, b in pairwise(points)]
    left = sum(steps) / 2
    for index, step in enumerate(steps):
        if left <= step and step > 0:
            a, b = line[index], line[index + 1]
            part = left / step
            return (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
        left -= step
    return line[0]
