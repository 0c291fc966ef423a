"""The map of a contrast: one picture that holds three views, as SVG and as MapLibre's model.

The three views (members, official, ratio) share their geometry, so a map is drawn once and
the style sheet shows one view of it. Colours are never chosen here: a hexagon carries class
names such as ``m-3``, and `assets/css/tokens.css` says what they look like in either theme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hotspots.presenters import legend, words
from layers import cartography, ground_picture
from layers.cartography import Label, View
from members import formats

Payload = Mapping[str, Any]
Cell = Mapping[str, Any]

_GAP: Final = 1.5  # picture units between a hexagon's edge and its cell's true edge
_OUTLINE: Final = 5.0  # the mark of a passed test stands inside the hexagon
_HALF: Final = 3.6  # half of a hexagon in units of its `size`, corners left out
_LONGEST: Final = 11  # letters of a name on one line of a hexagon


@dataclass(frozen=True)
class NameLine:
    """One line of a hexagon's name and how far from its middle it stands, in its own ems."""

    text: str
    dy: str


@dataclass(frozen=True)
class Hexagon:
    """One cell as drawn: texts by view, colour classes by view, marks."""

    cell: str
    place: str
    path: str
    outline: str
    x: float
    y: float
    size: float
    members: str
    official: str
    ratio: str
    range: str
    styles: dict[str, str]
    hatched: dict[str, bool]
    flagged: bool
    label: str
    name: list[NameLine]


@dataclass(frozen=True)
class MapPicture:
    """Everything that `components/map.html` places."""

    box: str
    areas: list[tuple[str, str]]
    streets: list[tuple[str, str]]
    boundary: str
    names: list[Label]
    hexagons: list[Hexagon]
    attribution: str
    illustrative: bool


def picture(payload: Payload, basemap: Mapping[str, Any]) -> MapPicture:
    """Return the map of a payload over its basemap (a GeoJSON FeatureCollection)."""
    view = view_of(payload)
    hexagons = [_hexagon(cell, payload, view) for cell in payload["cells"]]
    return MapPicture(
        box=view.box,
        areas=ground_picture.shapes(basemap, view, ground_picture.AREAS),
        streets=ground_picture.shapes(basemap, view, ground_picture.LINES),
        boundary=cartography.geometry_path(payload["boundary"]["geometry"], view),
        names=names_between(basemap, hexagons, view),
        hexagons=hexagons,
        attribution=attribution(payload),
        illustrative=payload["boundary"]["illustrative"],
    )


def view_of(payload: Payload) -> View:
    """Return the window on the ground that holds every hexagon and the whole boundary."""
    polygons = payload["boundary"]["geometry"]["coordinates"]
    edge = [position for rings in polygons for position in rings[0]]
    corners = [position for cell in payload["cells"] for position in cell["ring"]]
    return cartography.view_of([*edge, *corners])


def attribution(payload: Payload) -> str:
    """Return whose data the picture shows; stands on every map."""
    if payload["district"]["invented"]:
        return "Invented streets and data"
    return "Police data: data.police.uk, OGL v3.0 · Place names: police map points"


def names_between(basemap: Mapping[str, Any], hexagons: list[Hexagon], view: View) -> list[Label]:
    """Return the names of the ground that find room beside the hexagons."""
    covered = [
        cartography.Box(h.x - reach, h.y - reach, h.x + reach, h.y + reach)
        for h in hexagons
        for reach in [h.size * _HALF]
    ]
    # What a hexagon is called is printed in the hexagon itself.
    known = frozenset(hexagon.place for hexagon in hexagons)
    return ground_picture.names(basemap, view, taken=covered, known=known)


def _hexagon(cell: Cell, payload: Payload, view: View) -> Hexagon:
    x, y = view.xy(cell["centre"])
    size = cartography.breadth_of(cell["ring"], view) / 8
    said = words.is_said(cell)
    return Hexagon(
        cell=cell["cell"],
        place=words.place(cell),
        path=cartography.inset_path(cell["ring"], view, _GAP),
        outline=cartography.inset_path(cell["ring"], view, _OUTLINE),
        x=round(x, 1),
        y=round(y, 1),
        size=round(size, 1),
        members=_members_text(cell),
        official=formats.whole(cell["official_count"]),
        ratio=_ratio_text(cell) if said else "",
        range=_range_text(cell) if said else "",
        styles=styles(cell, payload),
        hatched={"members": cell["hidden"], "official": False, "ratio": not said},
        flagged=cell["verdict"] in ("higher", "lower"),
        label=f"{words.place(cell)}: {words.sentence(cell, payload)}",
        name=lines_of(words.place(cell)),
    )


def lines_of(name: str) -> list[NameLine]:
    """Break a name into at most two lines near its middle, above the number."""
    parts = name.split()
    if len(name) <= _LONGEST or len(parts) < 2:
        return [NameLine(name, "-1.9em")]
    cut = min(range(1, len(parts)), key=lambda at: abs(len(" ".join(parts[:at])) - len(name) / 2))
    first, second = " ".join(parts[:cut]), " ".join(parts[cut:])
    return [NameLine(first, "-2.8em"), NameLine(second, "-1.75em")]


def _members_text(cell: Cell) -> str:
    if cell["hidden"]:
        return ""
    return formats.whole(cell["member_count"]) + ("†" if cell["one_reporter"] else "")


def _ratio_text(cell: Cell) -> str:
    return formats.decimal(cell["ratio"]) + ("‡" if cell["steady"] is False else "")


def _range_text(cell: Cell) -> str:
    return f"{formats.decimal(cell['ratio_low'])}–{formats.decimal(cell['ratio_high'])}"


def styles(cell: Cell, payload: Payload) -> dict[str, str]:
    """Return the colour class of a cell in each view.

    Grey (``absent``) stands wherever nobody could have reported, whatever the ratio says.
    """
    scale = payload["scale"]
    absent = cell["members_here"] == 0 and not cell["member_count"]
    ratio = legend.ratio_step(cell["ratio"], scale) if words.is_said(cell) else None
    members = None if cell["hidden"] else legend.share_step(cell["member_share"], scale)
    return {
        "members": "absent" if absent else _class("m", members),
        "official": _class("o", legend.share_step(cell["official_share"], scale)),
        "ratio": "absent" if absent and ratio is not None else _class("r", ratio),
    }


def _class(prefix: str, step: int | None) -> str:
    return "unsaid" if step is None else f"{prefix}-{step}"


def model(payload: Payload, *, basemap_url: str, tiles: Mapping[str, str]) -> dict[str, Any]:
    """Return what the MapLibre map needs, for ``json_script``: geometry, classes and texts."""
    drawn = picture(payload, {"features": []})
    return {
        "bounds": view_of(payload).bounds,
        "boundary": payload["boundary"]["geometry"],
        "attribution": drawn.attribution,
        "basemap": basemap_url,
        "tiles": dict(tiles),
        "cells": [
            _gl_cell(cell, hexagon)
            for cell, hexagon in zip(payload["cells"], drawn.hexagons, strict=True)
        ],
    }


def _gl_cell(cell: Cell, hexagon: Hexagon) -> dict[str, Any]:
    return {
        "cell": hexagon.cell,
        "ring": cell["ring"],
        "centre": cell["centre"],
        "place": hexagon.place,
        "label": hexagon.label,
        "styles": hexagon.styles,
        "hatched": hexagon.hatched,
        "flagged": hexagon.flagged,
        "texts": {
            "members": [hexagon.members],
            "official": [hexagon.official],
            "ratio": [hexagon.ratio, hexagon.range],
        },
    }
