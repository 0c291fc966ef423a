"""Maps by folium that ask nothing of any network: the parts that every one-file page shares.

Leaflet, style and script are put into the page from the built front end, and a
Content-Security-Policy with their hashes makes the browser refuse anything else. Importing folium
takes seconds, so commands and jobs may import this module and views may not.

folium renders every script that it has written once more as a Jinja template, so a place name
with braces in it would be run as code. Therefore only numbers, cell ids and class names are
given to folium; names reach the map through the page, which Django escapes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, TypeVar

import folium
import shapely
from branca.element import Element, Figure
from folium.map import CustomPane

from layers import ground_picture

Cell = Mapping[str, Any]
Feature = dict[str, Any]
Corners = list[list[float]]
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


def sheet(layers: Iterable[folium.GeoJson], corners: Corners) -> tuple[str, str]:
    """Return the element and the script of a map of these layers, in the order given.

    Parameters
    ----------
    layers : iterable
        As `layer` makes them; the page's script wants one named ``streets`` and one ``hits``.
    corners : list
        South-west and north-east, latitude first, as Leaflet has them.
    """
    (south, west), (north, east) = corners
    drawn = _known_as(
        "sheet",
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
    for one in layers:
        one.add_to(drawn)
    drawn.fit_bounds(corners)
    return _rendered(drawn)


def _rendered(drawn: SheetMap) -> tuple[str, str]:
    """Return the element and the script of a map, without the head that folium would write."""
    figure = drawn.get_root()
    assert isinstance(figure, Figure), "folium gives every map a figure"
    drawn.render()  # type: ignore[no-untyped-call]
    return figure.html.render(), figure.script.render()


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
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


def near(corners: Corners, basemap: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a basemap lies in the view or beside it, as finely as a screen shows it."""
    (south, west), (north, east) = corners
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


def ground(basemap: Mapping[str, Any], kinds: Sequence[str]) -> list[Feature]:
    """Return the lines and areas of some kinds, each with the class of its look."""
    return [
        feature(one["geometry"], f"map-{ground_picture.ground_style(one['properties'])}")
        for one in basemap["features"]
        if one["properties"]["kind"] in kinds and one["geometry"]["type"] != "Point"
    ]


def hexagon(cell: Cell, style: str) -> Feature:
    """Return a hexagon with the classes of its look; `cell` has ``ring`` and ``cell``."""
    polygon = {"type": "Polygon", "coordinates": [cell["ring"]]}
    return feature(polygon, style, cell=cell["cell"])


def flag(cell: Cell) -> Feature:
    """Return the outline of a hexagon that passed the test, drawn inside its edge."""
    lng, lat = cell["centre"]
    ring = [
        [lng + (x - lng) * _OUTLINE, lat + (y - lat) * _OUTLINE] for x, y in cell["ring"]
    ]  # fmt: skip
    return feature({"type": "Polygon", "coordinates": [ring]}, "hex-flag")


def feature(geometry: Mapping[str, Any], style: str, **properties: str) -> Feature:
    """Return a GeoJSON feature that bears a class of the style sheet."""
    return {
        "type": "Feature",
        "geometry": dict(geometry),
        "properties": {"style": style, **properties},
    }


def layer(
    name: str, features: Sequence[Feature], pane: str, *, pressed: bool = False
) -> folium.GeoJson:
    """Return features as a layer; what they look like is for the class of each to say."""
    numbered = [{**one, "id": number} for number, one in enumerate(features)]
    drawn = folium.GeoJson(
        {"type": "FeatureCollection", "features": numbered},
        style_function=lambda one: {"className": one["properties"]["style"]},
        smooth_factor=0,
        stroke=False,  # as all other looks, this is for the style sheet to say
        fill_opacity=1,
        pane=pane,
        interactive=pressed,
    )
    return _known_as(name, drawn)


def _known_as(name: str, element: Named) -> Named:
    """Name a folium element, for our own script and so that the same data make the same file."""
    element._id = name
    return element
