"""The areas of a funding plan: the district, its control towns, and a ring about each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import shapely
from shapely.geometry import mapping, shape

from layers.projection import geometry_to_metres
from layers.snapping import grown

CENTIMETRE_DEGREES: Final = 7  # decimals; a ring is an approximation of its circle anyway


class Role(StrEnum):
    """What an area is for."""

    HERE = "here"
    RING = "ring"
    CONTROL = "control"
    CONTROL_RING = "control ring"


class AreasOverlap(ValueError):
    """Two areas of a plan share ground, so a record would count on both sides."""


@dataclass(frozen=True)
class Area:
    """One area: `key` stands in files, `shape` in degrees (EPSG:4326)."""

    key: str
    name: str
    role: Role
    shape: shapely.Geometry

    @property
    def as_json(self) -> dict[str, Any]:
        """Return it as plain data, its shape as GeoJSON."""
        return {
            "key": self.key,
            "name": self.name,
            "role": self.role.value,
            "geometry": json.loads(json.dumps(mapping(self.shape))),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Area:
        """Return the area that was stamped."""
        return cls(stored["key"], stored["name"], Role(stored["role"]), shape(stored["geometry"]))


def areas_of(
    here: shapely.Geometry,
    name: str,
    plan: Mapping[str, Any],
    controls: Sequence[Mapping[str, Any]],
) -> list[Area]:
    """Return all areas of a plan: district, ring, then each control with its ring.

    A ring lies between two distances outside its boundary, measured in EPSG:27700. The first
    hundred metres or so are left out because official records are moved by as much.

    Parameters
    ----------
    here : shapely geometry
        The boundary of the district, in degrees.
    plan : mapping
        With `ring_from_m` and `ring_to_m`.
    controls : sequence of mappings
        With `name` and `geometry` (GeoJSON, degrees).

    Raises
    ------
    AreasOverlap
        If two areas of different towns share ground, rings included.
    """
    towns = [("here", name, here)]
    towns += [
        (f"control-{number}", str(one["name"]), shape(one["geometry"]))
        for number, one in enumerate(controls, start=1)
    ]
    _refuse_overlaps(towns, plan["ring_to_m"])
    found = []
    for key, town, polygon in towns:
        is_here = key == "here"
        ring = ring_of(polygon, plan["ring_from_m"], plan["ring_to_m"])
        found += [
            Area(key, town, Role.HERE if is_here else Role.CONTROL, polygon),
            Area(
                f"{key}-ring",
                f"Ring about {town}",
                Role.RING if is_here else Role.CONTROL_RING,
                ring,
            ),
        ]
    return found


def ring_of(polygon: shapely.Geometry, from_m: float, to_m: float) -> shapely.Geometry:
    """Return the ground between two distances outside a polygon, in degrees."""
    ring = shapely.difference(grown(polygon, to_m), grown(polygon, from_m))
    return shapely.set_precision(ring, 10.0**-CENTIMETRE_DEGREES)


def _refuse_overlaps(towns: Sequence[tuple[str, str, shapely.Geometry]], reach_m: float) -> None:
    flat = [(name, geometry_to_metres(polygon)) for _, name, polygon in towns]
    for number, (name, polygon) in enumerate(flat):
        for other, beyond in flat[number + 1 :]:
            if polygon.distance(beyond) <= 2 * reach_m:
                raise AreasOverlap(
                    f"{name} and {other} are so near to each other that their rings would meet. "
                    "Choose a control town farther away, or a smaller ring."
                )
