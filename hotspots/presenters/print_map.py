"""A map for paper: vector, from our own geometry, readable in black and white.

What is printed is said by shape first: a number in each hexagon, a thick line round what passes
a test, a letter that stands in the table as well, hatching, dots. Tints only repeat it, and are
ordered from light to dark so that a copier keeps their order. `hotspots/print/_map.html` places
what is made here. Colours are those of `assets/css/tokens.css`, written out: a PDF has no style
sheet of the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, floor, log10, radians
from typing import Any, Final

from hotspots.presenters import print_marks
from layers import cartography, ground_picture
from layers.cartography import Box, Label, Position, View

INK: Final = "#1b2430"
SOFT: Final = "#4d5763"
PAPER: Final = "#ffffff"
#: What a tint is filled with, and what is printed on it.
TINTS: Final[dict[str, tuple[str, str]]] = {
    "none": (PAPER, INK),
    "absent": ("#cfd2d4", INK),
    "members-1": ("#fee0b6", INK),
    "members-2": ("#fdb863", INK),
    "members-3": ("#e08214", INK),
    "members-4": ("#b35806", PAPER),
    "members-5": ("#7f3b08", PAPER),
    "official-1": ("#d8daeb", INK),
    "official-2": ("#b2abd2", INK),
    "official-3": ("#72649f", PAPER),
    "official-4": ("#542788", PAPER),
    "official-5": ("#2d004b", PAPER),
}

_GAP: Final = 1.2  # picture units between a hexagon's edge and its cell's true edge
_FRAME: Final = 4.0  # a frame stands inside the edge, so that two neighbours' never share a line
_COUNT: Final = 0.34  # size of a number, as a share of its hexagon's breadth
_LARGEST: Final = 46.0
_LETTER: Final = 13.0  # radius of the disc that bears a letter
_METRES_A_DEGREE: Final = 111_320.0  # of latitude
_SCALE_SHARE: Final = 0.22  # the scale bar is about so much of the width
_BASELINE: Final = 0.35  # of the size: from the middle of a digit down to its foot


@dataclass(frozen=True)
class Tile:
    """One hexagon as it is asked for: its place on the ground and what it says.

    `ring` and `centre` are longitude and latitude; `tint` is a name in `TINTS`.
    """

    ring: Sequence[Position]
    centre: Position
    text: str
    tint: str
    hatched: bool = False
    dotted: bool = False


@dataclass(frozen=True)
class Frame:
    """A hexagon that stands out: the thick line of a passed test, a letter, or both.

    Its edge is drawn thin where it passed no test, so that it is seen among smaller tiles.
    """

    ring: Sequence[Position]
    centre: Position
    outlined: bool
    letter: str = ""
    raised: bool = False  # a filled disc, in place of an open one


@dataclass(frozen=True)
class Drawn:
    """One hexagon as it is placed."""

    path: str
    fill: str
    ink: str
    text: str
    weight: int
    x: float
    y: float
    size: float
    lines: str
    dots: list[tuple[float, float]]


@dataclass(frozen=True)
class Mark:
    """One frame as it is placed."""

    path: str
    thick: bool
    letter: str
    x: float
    y: float
    foot: float
    fill: str
    ink: str


@dataclass(frozen=True)
class ScaleBar:
    """A round distance and how long it is drawn."""

    words: str
    left: float
    right: float
    y: float


@dataclass(frozen=True)
class PrintMap:
    """Everything that `hotspots/print/_map.html` places; `title` is read out in its stead."""

    title: str
    box: str
    width: float
    height: float
    areas: list[tuple[str, str]]
    streets: list[tuple[str, str]]
    boundary: str
    tiles: list[Drawn]
    marks: list[Mark]
    names: list[Label]
    scale: ScaleBar

    @property
    def north_x(self) -> float:
        """Return where the arrow to the north stands: the top of the map is north."""
        return self.width - 26


def drawing(
    tiles: Sequence[Tile],
    *,
    boundary: Mapping[str, Any],
    ground: Mapping[str, Any],
    title: str,
    frames: Sequence[Frame] = (),
) -> PrintMap:
    """Return a map of hexagons over a district's own ground.

    Parameters
    ----------
    tiles, frames : sequence
        What is tinted and numbered, and what is marked above it; the two may differ in size.
    boundary : mapping
        GeoJSON MultiPolygon, degrees.
    ground : mapping
        GeoJSON FeatureCollection, as `layers.queries.basemap.ground_of` returns it.
    title : str
        What the map shows, in words, for those who cannot see it.

    Raises
    ------
    ValueError
        If there is nothing to draw, or a tint is unknown.
    """
    view = _view(tiles, boundary)
    drawn = [_drawn(tile, view) for tile in tiles]
    numbers = [_room(one) for one in drawn if one.text]
    marks = [_mark(frame, view, numbers) for frame in frames]
    return PrintMap(
        title=title,
        box=view.box,
        width=view.width,
        height=view.height,
        areas=ground_picture.shapes(ground, view, ground_picture.AREAS),
        streets=ground_picture.shapes(ground, view, ground_picture.LINES),
        boundary=cartography.geometry_path(dict(boundary), view),
        tiles=drawn,
        marks=marks,
        names=ground_picture.names(ground, view, taken=_taken(numbers, marks, view)),
        scale=scale_bar(view),
    )


def _view(tiles: Sequence[Tile], boundary: Mapping[str, Any]) -> View:
    edge = [at for rings in boundary["coordinates"] for at in rings[0]]
    corners = [at for tile in tiles for at in tile.ring]
    return cartography.view_of([*edge, *corners], padding=0.02, narrowest=1.1, widest=1.6)


def _drawn(tile: Tile, view: View) -> Drawn:
    if tile.tint not in TINTS:
        raise ValueError(f"There is no tint {tile.tint}.")
    fill, ink = TINTS[tile.tint]
    x, y = view.xy(tile.centre)
    is_zero = tile.text == "0"  # printed, for it was counted, and no louder than it deserves
    size = _size(tile, view) * (0.7 if is_zero else 1)
    points = [view.xy(corner) for corner in tile.ring[:-1]]
    return Drawn(
        path=cartography.inset_path(tile.ring, view, _GAP),
        fill=fill,
        ink=SOFT if is_zero else ink,
        text=tile.text,
        weight=400 if is_zero else 700,
        x=round(x, 1),
        y=round(y + size * _BASELINE, 1),
        size=round(size, 1),
        lines=print_marks.hatching(points) if tile.hatched else "",
        dots=print_marks.dots(points, (x, y)) if tile.dotted else [],
    )


def _size(tile: Tile, view: View) -> float:
    """Return the size of a hexagon's text: smaller for a class such as ``3–5`` than for ``4``."""
    breadth = cartography.breadth_of(tile.ring, view)
    shrunk = _COUNT if len(tile.text) <= 2 else _COUNT * 0.78
    return min(breadth * shrunk, _LARGEST)


def _mark(frame: Frame, view: View, numbers: Sequence[Box]) -> Mark:
    ring = [view.xy(corner) for corner in frame.ring[:-1]]
    x, y = print_marks.letter_place(ring, view.xy(frame.centre), numbers, _LETTER)
    fill, ink = (INK, PAPER) if frame.raised else (PAPER, INK)
    return Mark(
        path=cartography.inset_path(frame.ring, view, _FRAME),
        thick=frame.outlined,
        letter=frame.letter,
        x=round(x, 1),
        y=round(y, 1),
        foot=round(y + _LETTER * 0.47, 1),
        fill=fill,
        ink=ink,
    )


def _room(one: Drawn) -> Box:
    return cartography.text_box(one.text, (one.x, one.y - one.size * _BASELINE), one.size)


def _taken(numbers: Sequence[Box], marks: Iterable[Mark], view: View) -> list[Box]:
    """Return the room that numbers, letters, the scale and north take; names keep off it."""
    letters = [print_marks.disc((one.x, one.y), _LETTER) for one in marks if one.letter]
    foot = Box(0, view.height - 44, view.width * (_SCALE_SHARE * 1.6), view.height)
    north = Box(view.width - 50, 0, view.width, 64)
    return [*numbers, *letters, foot, north]


def scale_bar(view: View) -> ScaleBar:
    """Return a bar of 1, 2 or 5 times a power of ten metres, about a fifth of the width."""
    middle = radians((view.north + view.south) / 2)
    across = (view.east - view.west) * cos(middle) * _METRES_A_DEGREE
    metres = _round(across * _SCALE_SHARE)
    length = metres / across * view.width
    words = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    return ScaleBar(words, 16.0, round(16 + length, 1), round(view.height - 16, 1))


def _round(metres: float) -> int:
    power = 10 ** floor(log10(metres))
    return int(power * max(step for step in (1, 2, 5) if step * power <= metres))
