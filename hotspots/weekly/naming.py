"""What a hexagon is called: its nearest street, by the nearest landmark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers import grid
from layers.projection import geometry_to_metres, to_metres

Named = tuple[str, shapely.Geometry]

_STREET_M: Final = 250.0
_LANDMARK_M: Final = 130.0
"""About the distance at which one can see a thing down a street."""


def names_of(
    cells: Sequence[str], streets: Sequence[Named], landmarks: Sequence[Named]
) -> dict[str, str]:
    """Name cells: ``High Street by the Butter Cross``, ``High Street``, or ``Hexagon 3f2``.

    A name helps a reader to find the place and claims nothing. Cells that share one are told
    apart by the side on which they lie, or else by the end of their id. Pass cells of one
    resolution.

    Parameters
    ----------
    streets, landmarks : pairs of a name and a shape in degrees (EPSG:4326)
    """
    if not cells:
        return {}
    lng, lat = np.array([grid.centre_of(cell) for cell in cells]).T
    centres = shapely.points(np.column_stack(to_metres(lng, lat)))
    street = _nearest(centres, streets, _STREET_M)
    landmark = _nearest(centres, landmarks, _LANDMARK_M)
    found = [_joined(*both) for both in zip(street, landmark, strict=True)]
    return {cell: _told_apart(found, cells, centres, at) for at, cell in enumerate(cells)}


def _joined(street: str, landmark: str) -> str:
    if not street or not landmark or street.casefold() in landmark.casefold():
        return landmark or street
    return street if landmark.casefold() in street.casefold() else f"{street} by {landmark}"


def _told_apart(
    names: Sequence[str], cells: Sequence[str], centres: NDArray[np.object_], at: int
) -> str:
    end = cells[at].rstrip("f")[-3:]
    if not names[at]:
        return f"Hexagon {end}"
    sharing = [index for index, name in enumerate(names) if name == names[at]]
    if len(sharing) == 1:
        return names[at]
    points = shapely.get_coordinates(centres[sharing])
    sides = [_side(*(point - points.mean(axis=0))) for point in points]
    mine = sides[sharing.index(at)]
    return f"{names[at]}, {mine}" if sides.count(mine) == 1 else f"{names[at]}, {mine} ({end})"


def _side(east: float, north: float) -> str:
    """Return the side of a middle on which a place lies."""
    eighth = round(np.arctan2(east, north) / (np.pi / 4)) % 8
    return _SIDES[int(eighth)]


_SIDES: Final = (
    *("north", "north-east", "east", "south-east"),
    *("south", "south-west", "west", "north-west"),
)


def _nearest(centres: NDArray[np.object_], named: Sequence[Named], within: float) -> list[str]:
    """Return the name nearest to each centre, the first of equals, or none within reach."""
    if not named:
        return [""] * len(centres)
    shapes = np.array([geometry_to_metres(shape) for _, shape in named], dtype=np.object_)
    gaps = shapely.distance(centres[:, None], shapes[None, :])
    closest = gaps.argmin(axis=1)
    return [named[int(at)][0] if gaps[row, at] <= within else "" for row, at in enumerate(closest)]
