"""Reports of the window as counts by week and cell; from points, at every resolution anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from hotspots.weekly.ground import Ground, ground_of
from hotspots.weekly.ingredients import WINDOW, Ingredients, Integers
from layers import grid


@dataclass(frozen=True, eq=False)
class Counted:
    """The reports inside the boundary on the cells of one resolution.

    Attributes
    ----------
    ground : the cells.
    cell, week, member, row : for each report kept, the index of its cell, of its week (the
        oldest is 0), of its organisation, and of its row in the ingredients.
    """

    ground: Ground
    cell: Integers
    week: Integers
    member: Integers
    row: Integers

    @cached_property
    def by_week(self) -> Integers:
        """Return counts, shape (weeks, cells)."""
        counts = np.zeros((WINDOW, len(self.ground.cells)), dtype=np.int64)
        np.add.at(counts, (self.week, self.cell), 1)
        return counts

    def by_member(self, first: int, last: int) -> Integers:
        """Return counts of the weeks `first` to `last`, shape (members, cells)."""
        kept = (self.week >= first) & (self.week <= last)
        members = int(self.member.max(initial=-1)) + 1
        counts = np.zeros((members, len(self.ground.cells)), dtype=np.int64)
        np.add.at(counts, (self.member[kept], self.cell[kept]), 1)
        return counts

    def rows_in(self, cell: int, week: int) -> Integers:
        """Return the rows in the ingredients of the reports of a cell and week."""
        rows: Integers = self.row[(self.cell == cell) & (self.week == week)]
        return rows


def week_index(given: Ingredients) -> Integers:
    """Return, for each report, the index of its London week in the window; -1 outside it."""
    weeks = given.week.up_to(WINDOW)
    edges = np.array([one.begins_at.timestamp() for one in [*weeks, given.week.plus(1)]])
    moments = np.array([one.timestamp() for one in given.reports.occurred], dtype=np.float64)
    index = np.searchsorted(edges, moments, side="right") - 1
    return np.where((index >= 0) & (index < WINDOW), index, -1).astype(np.int64)


def inside(given: Ingredients) -> NDArray[np.bool_]:
    """Return which reports lie inside the boundary, its edge included."""
    points = shapely.points(given.reports.lng, given.reports.lat)
    return np.asarray(shapely.covers(given.boundary, points), dtype=np.bool_)


def count(given: Ingredients, resolution: int) -> Counted:
    """Count the reports of the window that lie inside the boundary, each in its own cell."""
    week = week_index(given)
    row = np.flatnonzero(inside(given) & (week >= 0))
    reports = given.reports
    numbers = grid.cells_of(reports.lng[row], reports.lat[row], resolution)
    texts = [grid.to_text(int(number)) for number in numbers]
    ground = ground_of(given.boundary, resolution, also=sorted(set(texts)))
    place = {cell: at for at, cell in enumerate(ground.cells)}
    _, member = np.unique(reports.organisation[row], return_inverse=True)
    return Counted(
        ground=ground,
        cell=np.array([place[text] for text in texts], dtype=np.int64),
        week=week[row],
        member=member.astype(np.int64),
        row=row,
    )
