"""The ground under a picture: GeoJSON features in, SVG path strings with their classes out.

Plain: colours are never chosen here; each path carries the name that `assets/css/map.css` gives
its class after ``map-``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from layers import cartography
from layers.cartography import Label, View

AREAS: Final = ("park", "water", "square", "building", "parking", "transport")
LINES: Final = ("street", "rail")
NAME_SIZE: Final = 12.5
_NAMED: Final = 2  # streets and places up to this rank bear their names

Features = Mapping[str, Any]


def ground_style(properties: Mapping[str, Any]) -> str:
    """Return what the style sheet calls a thing on the ground, after ``map-``."""
    kind, rank = str(properties["kind"]), properties.get("rank") or 9
    return f"{kind}-{'major' if rank <= 1 else 'minor'}" if kind == "street" else kind


def shapes(ground: Features, view: View, kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Return the class and the path of every area or line of some kinds, in the order given."""
    return [
        (
            ground_style(feature["properties"]),
            cartography.geometry_path(feature["geometry"], view),
        )
        for feature in ground["features"]
        if feature["properties"]["kind"] in kinds and feature["geometry"]["type"] != "Point"
    ]


def nameable(ground: Features, view: View) -> list[tuple[int, str, cartography.Position]]:
    """Return rank, name and position of every street and place that matters enough to be named."""
    found = []
    for feature in ground["features"]:
        properties, geometry = feature["properties"], feature["geometry"]
        rank, name = properties.get("rank") or 9, properties.get("name")
        if not name or rank > _NAMED:
            continue
        if geometry["type"] == "Point":
            found.append((rank, name, geometry["coordinates"]))
        elif geometry["type"] == "LineString":
            found.append((rank, name, cartography.middle_of(geometry["coordinates"], view)))
    return found


def names(
    ground: Features,
    view: View,
    *,
    taken: Sequence[cartography.Box] = (),
    known: frozenset[str] = frozenset(),
) -> list[Label]:
    """Return the names that find room, those that matter most first, each once.

    `known` names stand in the picture already; `taken` is room that is no longer free.
    """
    by_rank = sorted(nameable(ground, view), key=lambda one: one[:2])
    once = {name: position for _, name, position in by_rank if name not in known}
    return cartography.place_labels(list(once.items()), view, taken=taken, size=NAME_SIZE)
