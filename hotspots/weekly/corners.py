"""Hot corners over four weeks, week after week, and whether the grid alone makes one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hotspots.contrast.clustering import dispersion_of
from hotspots.weekly.alerting import Unusual, neighbourhood_test
from hotspots.weekly.counting import Counted
from hotspots.weekly.ground import Ground
from hotspots.weekly.ingredients import WINDOW
from hotspots.weekly.weeks import Week
from layers import grid

WINDOW_WEEKS: Final = 4
_LARGEST_PART: Final = 1 / 3

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Corners:
    """The test of one four-week window, and by how much clumped reports widened chance."""

    found: Unusual
    clustering: float
    counts: NDArray[np.int64]


def with_neighbours(ground: Ground) -> bool:
    """Tell whether cells are tested together with their neighbours, or each by itself.

    A window that covers most of a town cannot stand out from it: seven hexagons of resolution
    9 are 0.66 square kilometres, as much as a whole small district. So neighbours count only if
    no neighbourhood holds more than a third of the district. This depends on the ground alone,
    never on reports, so the test stays exact.
    """
    parts = ground.near @ ground.area
    return bool(parts.max() <= _LARGEST_PART * ground.area.sum())


def corners_at(counted: Counted, at: int, week: Week) -> Corners:
    """Test the four weeks that end with the week of index `at`.

    The seed is the week's own, so that a week's outline is the same in every later analysis.
    """
    first = max(0, at - WINDOW_WEEKS + 1)
    by_member = counted.by_member(first, at)
    seed = week.year * 100 + week.number
    clustering = dispersion_of(by_member, np.random.default_rng(seed))
    ground = counted.ground
    near = ground.near if with_neighbours(ground) else np.eye(len(ground.cells), dtype=np.bool_)
    counts = by_member.sum(axis=0)
    found = neighbourhood_test(counts, ground.area, near, clustering=clustering)
    return Corners(found, clustering, counts)


def flags_of(counted: Counted, week: Week, weeks: int) -> Flags:
    """Return which cells were flagged in each of the last weeks, shape (weeks, cells)."""
    last = WINDOW - 1
    return np.array(
        [
            corners_at(counted, last - back, week.plus(-back)).found.flagged
            for back in range(weeks - 1, -1, -1)
        ]
    )


def firm_cells(
    flagged: list[str], fine: Mapping[str, bool], coarse: Mapping[str, bool]
) -> set[str]:
    """Return the flagged cells that another size of hexagon shows as well.

    A cell is firm if a smaller hexagon that it is the parent of is hot with its neighbours, or
    the larger one that is its own parent is hot by itself. Parents only say which hexagon lies
    where; every count was taken from the points.

    Parameters
    ----------
    fine, coarse : mapping of cell to whether it is hot, at resolutions 10 and 8.
    """
    shown_finer = {grid.parent(cell, 9) for cell, hot in fine.items() if hot}
    return {
        cell for cell in flagged if cell in shown_finer or coarse.get(grid.parent(cell, 8), False)
    }
