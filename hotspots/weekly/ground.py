"""The hexagons of a district at one resolution, and how much of each lies inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers import grid
from layers.projection import geometry_to_metres

_SLIVER: Final = 0.02
"""A hexagon with less of it inside is drawn only if somebody reported from there."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Cells sorted by id; `area` in square metres inside the boundary, `share` of the whole cell.

    `near` marks, for each cell, itself and its neighbours among them.
    """

    resolution: int
    cells: list[str]
    area: NDArray[np.float64]
    share: NDArray[np.float64]

    @cached_property
    def near(self) -> NDArray[np.bool_]:
        """Return which cells touch, each itself among them, shape (cells, cells)."""
        place = {cell: at for at, cell in enumerate(self.cells)}
        marks = np.zeros((len(self.cells),) * 2, dtype=np.bool_)
        for cell, at in place.items():
            marks[at, [place[one] for one in grid.disk(cell, 1) if one in place]] = True
        return marks


def ground_of(boundary: shapely.MultiPolygon, resolution: int, also: Sequence[str] = ()) -> Ground:
    """Return the cells of a boundary, without slivers but with those named besides.

    Parameters
    ----------
    boundary : shapely MultiPolygon
        Degrees, EPSG:4326.
    also : cells that hold reports, whatever of them lies inside.
    """
    cells = sorted({*grid.cells_meeting(boundary, resolution), *also})
    shapes = shapely.polygons([grid.boundary_of(cell) for cell in cells])
    inside = shapely.intersection(shapes, boundary)
    area, whole = _square_metres(inside), _square_metres(shapes)
    kept = (area / whole >= _SLIVER) | np.isin(cells, list(also))
    names = [cell for cell, keep in zip(cells, kept, strict=True) if keep]
    return Ground(resolution, names, area[kept], (area / whole)[kept])


def _square_metres(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    areas = [0.0 if one.is_empty else float(geometry_to_metres(one).area) for one in shapes]
    return np.array(areas, dtype=np.float64)
