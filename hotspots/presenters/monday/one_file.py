"""A week as one HTML file that can be passed on: folium's map in the site's own page.

The file asks nothing of any network (`hotspots.presenters.folium_sheet`). For commands and jobs:
importing folium takes seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import folium
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from hotspots.presenters import built, folium_sheet
from hotspots.presenters.folium_sheet import Corners, Feature
from hotspots.presenters.monday import paper, screen, words
from hotspots.presenters.monday.screen import Screen

Payload = Mapping[str, Any]


def weekly_html(payload: Payload, basemap: Mapping[str, Any]) -> str:
    """Return a week as one self-contained HTML page, the same for the same payload and ground.

    Parameters
    ----------
    payload : mapping
        A stored week (`hotspots.weekly.shape.WeeklyPayload`), of any version.
    basemap : mapping
        GeoJSON features of the ground, as `layers.queries.basemap.ground_of` returns them.

    Raises
    ------
    built.FrontEndNotBuilt
        If the front end has not been built.
    """
    drawn, html, script, model = None, "", "", None
    if payload["fine"] or payload["cells"]:
        corners = _corners(payload)
        ground = folium_sheet.near(corners, basemap)
        drawn = screen.screen(payload, ground)
        html, script = folium_sheet.sheet(_layers(payload, ground, drawn), corners)
        model = _model(drawn, corners)
    scripts, styles = [built.text("week-file.js"), script], [built.text("week-file.css")]
    context = {
        "paper": paper.paper(payload, basemap),
        "district": payload["district"],
        "title": words.title(payload),
        "drawn": drawn,
        "map_html": mark_safe(html),  # noqa: S308 - folium's own element, see `folium_sheet`
        "map_model": model,
        "scripts": [mark_safe(text) for text in scripts],  # noqa: S308 - ours and folium's
        "styles": [mark_safe(text) for text in styles],  # noqa: S308 - ours
        "policy": folium_sheet.policy(scripts, styles),
    }
    return render_to_string("hotspots/week_file.html", context)


def _corners(payload: Payload) -> Corners:
    """Return the view as Leaflet has it: south-west and north-east, latitude first."""
    west, south, east, north = screen.view_of(payload).bounds
    return [[south, west], [north, east]]


def _model(drawn: Screen, corners: Corners) -> dict[str, Any]:
    """Return what the page's script needs: the hexagons in order of rank, and the view."""
    cells = [{"cell": one.cell, "centre": one.centre} for one in drawn.hexagons]
    return {"cells": cells, "bounds": corners}


def _layers(payload: Payload, ground: Mapping[str, Any], drawn: Screen) -> list[folium.GeoJson]:
    layer, shapes = folium_sheet.layer, folium_sheet.ground
    edge = folium_sheet.feature(payload["boundary"]["geometry"], "map-boundary")
    cells = [{"cell": one.cell, "ring": one.ring} for one in drawn.hexagons]
    return [
        layer("areas", shapes(ground, ("park", "water")), "ground"),
        layer("streets", shapes(ground, ("street",)), "ground"),
        layer("tints", _tints(drawn), "tints"),
        layer("boundary", [edge], "lines"),
        layer("named", [folium_sheet.hexagon(cell, "week-edge") for cell in drawn.named], "lines"),
        layer("flags", [folium_sheet.flag(cell) for cell in drawn.frames], "lines"),
        layer(
            "hits",
            [folium_sheet.hexagon(cell, "sheet-hit") for cell in cells],
            "hits",
            pressed=True,
        ),
    ]


def _tints(drawn: Screen) -> list[Feature]:
    found = []
    for one in drawn.hexagons:
        cell = {"cell": one.cell, "ring": one.ring}
        found.append(folium_sheet.hexagon(cell, f"hex-tint {one.style}"))
        if one.hatched:
            found.append(folium_sheet.hexagon(cell, "sheet-hatch"))
    return found
