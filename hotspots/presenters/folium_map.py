"""The contrast as one HTML file that an analyst can pass on: folium's map in the site's own page.

The file asks nothing of any network (`folium_sheet`). Importing folium takes seconds, so commands
and jobs may import this module and views may not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import folium
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from hotspots.presenters import built, files, folium_sheet, maps, page
from hotspots.presenters.folium_sheet import Cell, Corners, Feature

Payload = Mapping[str, Any]

_VIEWS = ("members", "official", "ratio")


def contrast_html(payload: Payload, basemap: Mapping[str, Any] | None = None) -> str:
    """Return a contrast as one self-contained HTML page.

    The same payload and basemap give the same text, byte for byte.

    Parameters
    ----------
    payload : mapping
        A stored contrast (`hotspots.models.Disclosed.payload`).
    basemap : mapping, optional
        GeoJSON features of the ground, as `layers.queries.basemap.ground_of` returns them.

    Raises
    ------
    built.FrontEndNotBuilt
        If the front end has not been built.
    """
    ground: Mapping[str, Any] = folium_sheet.NOTHING_BENEATH
    if payload["cells"]:
        ground = folium_sheet.near(_corners(payload), basemap or ground)
    shown = page.contrast_page(payload, ground)
    html, script = ("", "")
    if shown.picture:
        layers = _layers(payload, ground, shown.picture.hexagons)
        html, script = folium_sheet.sheet(layers, _corners(payload))
    scripts = [built.text("contrast-file.js"), script]
    styles = [built.text("contrast-file.css")]
    context = {
        "page": shown,
        "district": payload["district"],
        "map_html": mark_safe(html),  # noqa: S308 - folium's own element, see `folium_sheet`
        "map_model": _model(payload, shown),
        "scripts": [mark_safe(text) for text in scripts],  # noqa: S308 - ours and folium's
        "styles": [mark_safe(text) for text in styles],  # noqa: S308 - ours
        "policy": folium_sheet.policy(scripts, styles),
        "exact": list(csv.reader(files.csv_lines(payload))),
        "one_file": True,
    }
    return render_to_string("hotspots/contrast_file.html", context)


def _model(payload: Payload, shown: page.ContrastPage) -> dict[str, Any]:
    """Return what the page's script needs: the hexagons in order of rank, and the view."""
    centres = {cell["cell"]: cell["centre"] for cell in payload["cells"]}
    return {
        "cells": [{"cell": row.cell, "centre": centres[row.cell]} for row in shown.rows],
        "bounds": _corners(payload) if payload["cells"] else None,
    }


def _corners(payload: Payload) -> Corners:
    """Return the view as Leaflet has it: south-west and north-east, latitude first."""
    west, south, east, north = maps.view_of(payload).bounds
    return [[south, west], [north, east]]


def _layers(
    payload: Payload, basemap: Mapping[str, Any], hexagons: Sequence[maps.Hexagon]
) -> list[folium.GeoJson]:
    """Return the layers from the ground up; the page's style sheet shows one view at a time."""
    both = list(zip(payload["cells"], hexagons, strict=True))
    layer, ground = folium_sheet.layer, folium_sheet.ground
    edge = folium_sheet.feature(payload["boundary"]["geometry"], "map-boundary")
    flags = [folium_sheet.flag(cell) for cell, hexagon in both if hexagon.flagged]
    hits = [folium_sheet.hexagon(cell, "sheet-hit") for cell, _ in both]
    return [
        layer("areas", ground(basemap, ("park", "water")), "ground"),
        layer("streets", ground(basemap, ("street",)), "ground"),
        *(layer(view, _view(view, both), "tints") for view in _VIEWS),
        layer("boundary", [edge], "lines"),
        layer("flags", flags, "lines"),
        layer("hits", hits, "hits", pressed=True),
    ]


def _view(view: str, both: Iterable[tuple[Cell, maps.Hexagon]]) -> list[Feature]:
    """Return one view: each hexagon with its tint, and hatching where nothing can be said."""
    found = []
    for cell, hexagon in both:
        found.append(folium_sheet.hexagon(cell, f"hex-tint in-{view} {hexagon.styles[view]}"))
        if hexagon.hatched[view]:
            found.append(folium_sheet.hexagon(cell, f"sheet-hatch in-{view}"))
    return found
