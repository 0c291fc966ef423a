"""The contrast as one HTML file that an analyst can pass on: folium's map in the site's own page.

The file asks nothing of any network. Leaflet, style and script are put into it from the built
front end, and a Content-Security-Policy with their hashes makes the browser refuse anything
else. Importing folium takes seconds, so commands and jobs may import this module and views may
not.

folium renders every script that it has written once more as a Jinja template, so a place name
with braces in it would be run as code. Therefore only numbers, cell ids and class names are
given to folium; names reach the map through the page, which Django escapes.
"""

from __future__ import annotations

import csv
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, TypeVar

import folium
import shapely
from branca.element import Element, Figure
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from folium.map import CustomPane

from hotspots.presenters import built, files, maps, page
from layers import ground_picture

Payload = Mapping[str, Any]
Cell = Mapping[str, Any]
Feature = dict[str, Any]
Named = TypeVar("Named", bound=Element)

NOTHING_BENEATH: Final = {"type": "FeatureCollection", "features": []}
"""The basemap of a map that shows the boundary and the hexagons alone."""

_PANES: Final = {
    "ground": 250, "tints": 400, "over": 410, "lines": 420, "marks": 600, "hits": 650,
}  # fmt: skip
_PRESSED: Final = ("marks", "hits")
_OUTLINE: Final = 0.94  # how much of a hexagon the mark of a passed test encloses
_FINEST: Final = 5e-6  # degrees: half a metre, which no map of a town centre shows
_BESIDE: Final = 0.4  # of the view's breadth is drawn to each side of it, for those who move it


class SheetMap(folium.Map):
    """A folium map without its links to content delivery networks."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []


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
    ground = _near(payload, basemap or NOTHING_BENEATH)
    shown = page.contrast_page(payload, ground)
    html, script = _rendered(_drawn(payload, ground, shown.picture)) if shown.picture else ("", "")
    scripts = [built.text("contrast-file.js"), script]
    styles = [built.text("contrast-file.css")]
    context = {
        "page": shown,
        "district": payload["district"],
        "map_html": mark_safe(html),  # noqa: S308 - folium's own element, see the module's head
        "map_model": _model(payload, shown),
        "scripts": [mark_safe(text) for text in scripts],  # noqa: S308 - ours and folium's
        "styles": [mark_safe(text) for text in styles],  # noqa: S308 - ours
        "policy": _policy(scripts, styles),
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


def _corners(payload: Payload) -> list[list[float]]:
    """Return the view as Leaflet has it: south-west and north-east, latitude first."""
    west, south, east, north = maps.view_of(payload).bounds
    return [[south, west], [north, east]]


def _policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return the Content-Security-Policy that lets in what is in the file, and no request."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hashes(scripts)}",
            f"style-src {_hashes(styles)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hashes(texts: Iterable[str]) -> str:
    digests = [b64encode(sha256(text.encode()).digest()).decode() for text in texts]
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _rendered(drawn: SheetMap) -> tuple[str, str]:
    """Return the element and the script of a map, without the head that folium would write."""
    figure = drawn.get_root()
    assert isinstance(figure, Figure), "folium gives every map a figure"
    drawn.render()  # type: ignore[no-untyped-call]
    return figure.html.render(), figure.script.render()


def _drawn(payload: Payload, basemap: Mapping[str, Any], picture: maps.MapPicture) -> SheetMap:
    """Return the map: ground, three views of the hexagons, lines and what can be pressed."""
    (south, west), (north, east) = corners = _corners(payload)
    drawn = _known_as(
        "contrast",
        SheetMap(
            location=[(south + north) / 2, (west + east) / 2],
            tiles=None,
            zoom_snap=0,  # the map fits its frame exactly, as the drawing beneath does
            scroll_wheel_zoom=False,  # the wheel scrolls the page
            keyboard=False,  # the arrows move between hexagons
            attribution_control=False,  # stands below the map, with the source
            min_zoom=13,
            max_zoom=19,
        ),
    )
    for name, height in _PANES.items():
        _known_as(name, CustomPane(name, height, pointer_events=name in _PRESSED)).add_to(drawn)
    for layer in _layers(payload, basemap, picture.hexagons):
        layer.add_to(drawn)
    drawn.fit_bounds(corners)
    return drawn


def _layers(
    payload: Payload, basemap: Mapping[str, Any], hexagons: Sequence[maps.Hexagon]
) -> list[folium.GeoJson]:
    """Return the layers from the ground up; the page's style sheet shows one view at a time."""
    both = list(zip(payload["cells"], hexagons, strict=True))
    edge = _feature(payload["boundary"]["geometry"], "map-boundary")
    return [
        _layer("areas", _ground(basemap, ("park", "water")), "ground"),
        _layer("streets", _ground(basemap, ("street",)), "ground"),
        *(_layer(view, _view(view, both), "tints") for view in ("members", "official", "ratio")),
        _layer("boundary", [edge], "lines"),
        _layer("flags", [_flag(cell) for cell, hexagon in both if hexagon.flagged], "lines"),
        _layer("hits", [_hexagon(cell, "sheet-hit") for cell, _ in both], "hits", pressed=True),
    ]


def _view(view: str, both: Iterable[tuple[Cell, maps.Hexagon]]) -> list[Feature]:
    """Return one view: each hexagon with its tint, and hatching where nothing can be said."""
    found = []
    for cell, hexagon in both:
        found.append(_hexagon(cell, f"hex-tint in-{view} {hexagon.styles[view]}"))
        if hexagon.hatched[view]:
            found.append(_hexagon(cell, f"sheet-hatch in-{view}"))
    return found


def _near(payload: Payload, basemap: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a basemap lies in the view or beside it, as finely as a screen shows it."""
    if not payload["cells"]:
        return dict(NOTHING_BENEATH)
    (south, west), (north, east) = _corners(payload)
    across, up = _BESIDE * (east - west), _BESIDE * (north - south)
    window = shapely.box(west - across, south - up, east + across, north + up)
    features = basemap["features"]
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    drawn = shapely.simplify(shapes, _FINEST)
    kept = [
        {**feature, "geometry": shapely.geometry.mapping(shape)}
        for feature, shape in zip(features, drawn, strict=True)
        if shape.intersects(window)
    ]
    return {"type": "FeatureCollection", "features": kept}


def _ground(basemap: Mapping[str, Any], kinds: Sequence[str]) -> list[Feature]:
    return [
        _feature(feature["geometry"], f"map-{ground_picture.ground_style(feature['properties'])}")
        for feature in basemap["features"]
        if feature["properties"]["kind"] in kinds and feature["geometry"]["type"] != "Point"
    ]


def _hexagon(cell: Cell, style: str) -> Feature:
    polygon = {"type": "Polygon", "coordinates": [cell["ring"]]}
    return _feature(polygon, style, cell=cell["cell"])


def _flag(cell: Cell) -> Feature:
    """Return the outline of a hexagon that passed the test, drawn inside its edge."""
    lng, lat = cell["centre"]
    ring = [
        [lng + (x - lng) * _OUTLINE, lat + (y - lat) * _OUTLINE] for x, y in cell["ring"]
    ]  # fmt: skip
    return _feature({"type": "Polygon", "coordinates": [ring]}, "hex-flag")


def _feature(geometry: Mapping[str, Any], style: str, **properties: str) -> Feature:
    return {
        "type": "Feature",
        "geometry": dict(geometry),
        "properties": {"style": style, **properties},
    }


def _layer(
    name: str, features: Sequence[Feature], pane: str, *, pressed: bool = False
) -> folium.GeoJson:
    """Return features as a layer; what they look like is for the class of each to say."""
    numbered = [{**feature, "id": number} for number, feature in enumerate(features)]
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": numbered},
        style_function=lambda feature: {"className": feature["properties"]["style"]},
        smooth_factor=0,
        stroke=False,  # as all other looks, this is for the style sheet to say
        fill_opacity=1,
        pane=pane,
        interactive=pressed,
    )
    return _known_as(name, layer)


def _known_as(name: str, element: Named) -> Named:
    """Name a folium element, for our own script and so that the same data make the same file."""
    element._id = name
    return element
