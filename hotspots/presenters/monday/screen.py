"""The map of a week as one file draws it: class names for the site's style sheet, no colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hotspots.presenters import print_marks
from hotspots.presenters.monday import sheet, words
from layers import cartography, grid, ground_picture
from layers.cartography import Label, View
from members import formats

Payload = Mapping[str, Any]
Cell = Mapping[str, Any]

_GAP: Final = 1.5  # picture units between a hexagon's edge and its cell's true edge
_FRAME: Final = 4.0
_LETTER: Final = 12.0  # radius of the room that a letter takes
_COUNT: Final = 2.2  # size of a number in the ems of its hexagon (`week-file.css`)
_STYLES: Final = {"0": "m-0", "1-2": "m-1", "3-5": "m-3", "6+": "m-5"}


@dataclass(frozen=True)
class Hexagon:
    """One hexagon: where it is, what is printed on it, what is said of it."""

    cell: str
    place: str
    centre: list[float]
    ring: list[list[float]]
    style: str
    hatched: bool
    path: str
    outline: str
    x: float
    y: float
    size: float
    text: str
    said: str


@dataclass(frozen=True)
class Screen:
    """Everything that `hotspots/_week_drawing.html` places."""

    box: str
    bounds: tuple[float, float, float, float]
    areas: list[tuple[str, str]]
    streets: list[tuple[str, str]]
    boundary: str
    hexagons: list[Hexagon]
    frames: list[Cell]  # hot over four weeks
    named: list[Cell]  # spoken of, and not hot
    outlines: list[str]
    edges: list[str]
    letters: list[Label]
    names: list[Label]


def view_of(payload: Payload) -> View:
    """Return the window on the ground that holds every hexagon and the whole boundary."""
    edge = [at for rings in payload["boundary"]["geometry"]["coordinates"] for at in rings[0]]
    shown = payload["fine"] or payload["cells"]
    return cartography.view_of([*edge, *(at for cell in shown for at in cell["ring"])])


def screen(payload: Payload, ground: Mapping[str, Any]) -> Screen:
    """Return the drawing of a week that has hexagons."""
    view = view_of(payload)
    shown = sorted(payload["fine"] or payload["cells"], key=lambda cell: -(cell["count"] or 0))
    hexagons = [_hexagon(cell, view) for cell in shown]
    frames = [_ring_of(cell["cell"]) for cell in payload["cells"] if cell["flagged"]]
    hot = {cell["cell"] for cell in frames}
    named = [_ring_of(cell) for cell in sheet.letters(payload) if cell not in hot]
    numbers = _numbers(hexagons)
    letters = _letters(payload, view, numbers)
    taken = [*numbers, *(print_marks.disc((one.x, one.y), _LETTER) for one in letters)]
    return Screen(
        box=view.box,
        bounds=view.bounds,
        areas=ground_picture.shapes(ground, view, ground_picture.AREAS),
        streets=ground_picture.shapes(ground, view, ground_picture.LINES),
        boundary=cartography.geometry_path(payload["boundary"]["geometry"], view),
        hexagons=hexagons,
        frames=frames,
        named=named,
        outlines=[cartography.inset_path(cell["ring"], view, _FRAME) for cell in frames],
        edges=[cartography.inset_path(cell["ring"], view, _FRAME) for cell in named],
        letters=letters,
        names=ground_picture.names(ground, view, taken=taken),
    )


def _ring_of(cell: str) -> Cell:
    ring = [list(corner) for corner in grid.boundary_of(cell)]
    return {"cell": cell, "centre": list(grid.centre_of(cell)), "ring": ring}


def _hexagon(cell: Cell, view: View) -> Hexagon:
    x, y = view.xy(cell["centre"])
    group, count = cell["group"], cell["count"]
    absent = cell["members_here"] == 0 and group == "0"
    text = words.grouped(group) if count is None else formats.whole(count)
    return Hexagon(
        cell=cell["cell"],
        place=cell["place"],
        centre=cell["centre"],
        ring=cell["ring"],
        style="absent" if absent else _STYLES.get(group, "unsaid"),
        hatched=group is None,
        path=cartography.inset_path(cell["ring"], view, _GAP),
        outline=cartography.inset_path(cell["ring"], view, _FRAME),
        x=round(x, 1),
        y=round(y, 1),
        size=round(cartography.breadth_of(cell["ring"], view) / 8, 1),
        text="" if absent else text,
        said=_said(cell, absent=absent),
    )


def _said(cell: Cell, *, absent: bool) -> str:
    """Return what a hexagon says when it is opened."""
    if absent:
        return "No report, and no member has premises here."
    if cell["group"] is None:
        return "Withheld: too few to show."
    number = words.counted(cell["count"], cell["group"])
    return f"Reports this week: {number}."


def _letters(payload: Payload, view: View, numbers: Sequence[cartography.Box]) -> list[Label]:
    """Place the letter of each item near the top of its hexagon, clear of the numbers."""
    found = []
    for cell, letter in sheet.letters(payload).items():
        ring = [view.xy(corner) for corner in grid.boundary_of(cell)[:-1]]
        x, y = print_marks.letter_place(ring, view.xy(grid.centre_of(cell)), numbers, _LETTER)
        found.append(Label(letter, round(x, 1), round(y, 1)))
    return found


def _numbers(hexagons: Sequence[Hexagon]) -> list[cartography.Box]:
    return [
        cartography.text_box(one.text, (one.x, one.y), one.size * _COUNT)
        for one in hexagons
        if one.text
    ]
