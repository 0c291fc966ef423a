"""Hexagons of a week: printed counts or classes, four colours that are fixed for every week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hotspots.presenters.legend import Swatch
from layers import cartography, ground_picture
from layers.cartography import Label, View

Payload = Mapping[str, Any]
Cell = Mapping[str, Any]

STYLES: Final = {"0": "m-0", "1-2": "m-1", "3-5": "m-3", "6+": "m-5"}
"""The four classes of every week and of both sizes of hexagon; never scaled to a week."""

LEGEND: Final = (
    Swatch("m-0", "none"),
    Swatch("m-1", "1 to 2"),
    Swatch("m-3", "3 to 5"),
    Swatch("m-5", "6 or more"),
)
_GAP: Final = 1.5
_OUTLINE: Final = 5.0


@dataclass(frozen=True)
class Hexagon:
    """One cell as drawn; `style` is its colour class."""

    cell: str
    place: str
    path: str
    outline: str
    x: float
    y: float
    size: float
    text: str
    style: str
    hatched: bool
    flagged: bool
    label: str


@dataclass(frozen=True)
class Picture:
    """Everything that `hotspots/weekly/_map.html` places; `dotted` in weeks of low reporting."""

    box: str
    areas: list[tuple[str, str]]
    streets: list[tuple[str, str]]
    boundary: str
    names: list[Label]
    hexagons: list[Hexagon]
    dotted: bool
    attribution: str
    illustrative: bool


def picture(payload: Payload, cells: Sequence[Cell], ground: Mapping[str, Any]) -> Picture:
    """Return the map of some cells of a payload over its ground (GeoJSON features)."""
    view = view_of(payload)
    hexagons = [_hexagon(cell, view) for cell in cells]
    taken = [
        cartography.Box(one.x - one.size, one.y - one.size, one.x + one.size, one.y + one.size)
        for one in hexagons
    ]
    return Picture(
        box=view.box,
        areas=ground_picture.shapes(ground, view, ground_picture.AREAS),
        streets=ground_picture.shapes(ground, view, ground_picture.LINES),
        boundary=cartography.geometry_path(payload["boundary"]["geometry"], view),
        names=ground_picture.names(ground, view, taken=taken),
        hexagons=hexagons,
        dotted=payload["reporting"]["low"],
        attribution=attribution(payload),
        illustrative=payload["boundary"]["illustrative"],
    )


def attribution(payload: Payload) -> str:
    """Return whose data the picture shows."""
    if payload["district"]["invented"]:
        return "Invented streets and reports"
    return "Reports of the scheme's members"


def view_of(payload: Payload) -> View:
    """Return the window on the ground that holds every hexagon and the whole boundary."""
    polygons = payload["boundary"]["geometry"]["coordinates"]
    edge = [position for rings in polygons for position in rings[0]]
    cells = [*payload["cells"], *payload["fine"]]
    return cartography.view_of([*edge, *(corner for cell in cells for corner in cell["ring"])])


def _hexagon(cell: Cell, view: View) -> Hexagon:
    x, y = view.xy(cell["centre"])
    return Hexagon(
        cell=cell["cell"],
        place=cell["place"],
        path=cartography.inset_path(cell["ring"], view, _GAP),
        outline=cartography.inset_path(cell["ring"], view, _OUTLINE),
        x=round(x, 1),
        y=round(y, 1),
        size=round(cartography.breadth_of(cell["ring"], view) / 8, 1),
        text=count_text(cell),
        style=style_of(cell),
        hatched=is_hatched(cell),
        flagged=bool(cell.get("flagged")),
        label=label_of(cell),
    )


def style_of(cell: Cell) -> str:
    """Return the colour class: grey where nobody could have reported and nobody did."""
    if cell["members_here"] == 0 and cell["group"] in (None, "0"):
        return "absent"
    return STYLES[cell["group"]] if cell["group"] else "unsaid"


def is_hatched(cell: Cell) -> bool:
    """Tell whether too few reports, or too few businesses, are there to say anything."""
    if style_of(cell) == "absent":
        return False
    return cell["group"] is None or cell.get("verdict") == "too few to say"


def count_text(cell: Cell) -> str:
    """Return what is printed in a hexagon: its count, or its class where that is all we give."""
    if cell["count"] is not None:
        return f"{cell['count']}" + ("†" if cell.get("one_reporter") else "")
    return {"1-2": "1–2", "3-5": "3–5", "6+": "6+"}.get(cell["group"] or "", "")


def label_of(cell: Cell) -> str:
    """Return what a hexagon says to those who do not see it."""
    place = cell["place"]
    if cell["group"] is None:
        return f"{place}: not shown, too few businesses"
    told = f"{cell['count']}" if cell["count"] is not None else cell["group"].replace("-", " to ")
    said = f"{place}: {told} {'report' if told == '1' else 'reports'}"
    if cell.get("norm"):
        said += f"; a normal week is {cell['norm']['low']} to {cell['norm']['high']}"
    if cell.get("verdict") and cell["count"] is not None:
        said += f": {cell['verdict']}"
    return f"{said}; hot over four weeks" if cell.get("flagged") else said


def model(payload: Payload, *, basemap_url: str, tiles: Mapping[str, str]) -> dict[str, Any]:
    """Return what the MapLibre map needs: the hexagons of a week, for ``json_script``."""
    return {
        "bounds": view_of(payload).bounds,
        "boundary": payload["boundary"]["geometry"],
        "attribution": attribution(payload),
        "basemap": basemap_url,
        "tiles": dict(tiles),
        "cells": [_gl_cell(cell) for cell in payload["cells"]],
    }


def _gl_cell(cell: Cell) -> dict[str, Any]:
    return {
        "cell": cell["cell"],
        "ring": cell["ring"],
        "centre": cell["centre"],
        "place": short(cell["place"]),
        "label": label_of(cell),
        "styles": {"members": style_of(cell)},
        "hatched": {"members": is_hatched(cell)},
        "flagged": bool(cell.get("flagged")),
        "texts": {"members": [count_text(cell)]},
    }


def short(place: str) -> str:
    """Return as much of a place's name as a hexagon has room for: its street."""
    return place.split(" by ")[0]
