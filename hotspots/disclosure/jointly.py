"""What a reader who holds several releases can work out, and what to hide so that it is not much.

A year of exact counts and a quarter of rounded ones are each safe alone. Together they may not
be: a year of 31 and three quarters of at least 10 leave at most 1 for the fourth. So before a
release goes out, this module asks what its readers could work out of it with all that they hold
of the same months, by linear programming over every cell and every piece of time, and hides
more of it until no small count is narrowed down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import inf
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Bounds = tuple[float, float]
Span = tuple[date, date]  # half open
Unit = tuple[str, tuple[Span, ...]]  # a cell, and the time counted
Floats = NDArray[np.float64]

_INFEASIBLE: Final = 2  # as `linprog` says it
_UNBOUNDED: Final = 3
_HAIR: Final = 1e-6  # a solver's idea of equal


class Contradiction(ArithmeticError):
    """No counts at all agree with what was published."""


@dataclass(frozen=True)
class Release:
    """What readers know of one period, whatever the form in which they were told.

    Attributes
    ----------
    spans : tuple of half-open spans
        The time counted; more than one where months were left out.
    shown : mapping of cell to bounds
        The least and the greatest count that the published figure allows, both included.
    hidden : frozenset of cells
        Not told.
    total : bounds or None
        Of all cells, where it is known.
    fewest_hidden : int
        1 where zeros are shown, so that a hidden cell is known to hold a report; else 0.
    """

    spans: tuple[Span, ...]
    shown: Mapping[str, Bounds]
    hidden: frozenset[str]
    total: Bounds | None
    fewest_hidden: int = 1

    @property
    def cells(self) -> frozenset[str]:
        """Return all cells of the release."""
        return frozenset(self.shown) | self.hidden

    def without(self, cell: str) -> Release:
        """Return the release with one cell more hidden."""
        shown = {name: bounds for name, bounds in self.shown.items() if name != cell}
        return replace(self, shown=shown, hidden=self.hidden | {cell})

    def at_least(self) -> Release:
        """Return what stays true of the release when reports of its months come late."""
        shown = {cell: (low, inf) for cell, (low, _) in self.shown.items()}
        total = None if self.total is None else (self.total[0], inf)
        return replace(self, shown=shown, total=total)


def hide_jointly(
    new: Release, given: Sequence[Release], parents: Mapping[str, str], *, least: int
) -> Release | None:
    """Hide more cells of a release until nothing small is narrowed down by what is held already.

    Parameters
    ----------
    new : Release
        Already safe alone (see `cells_to_hide`).
    given : sequence of Release
        What its readers hold of other periods that share time with it, on the same cells.
    parents : mapping of cell to parent
        Companions are looked for within the same parent first.
    least : int
        The smallest count that these readers may know.

    Returns
    -------
    Release or None
        None: nothing of it can be shown, its total neither. What `given` narrows down by
        itself is no fault of the new release and is left as it is.
    """
    if not given:
        return new
    try:
        return _hide(new, given, parents, least)
    except Contradiction:
        # Reports came late, or the boundary moved. Only what was shown at least is sure now.
        sure = [one.at_least() for one in given]
    try:
        return _hide(new, sure, parents, least)
    except Contradiction:  # the boundary shrank: what could be worked out cannot be told
        return None


def _hide(
    new: Release, given: Sequence[Release], parents: Mapping[str, str], least: int
) -> Release | None:
    before = narrowed([*given, replace(new, shown={}, hidden=frozenset(), total=None)], least)
    release = new
    while told := narrowed([*given, release], least) - before:
        cell = _next_to_hide(release, told, parents)
        if cell is None:
            return None
        release = release.without(cell)
    return release


def narrowed(releases: Sequence[Release], least: int) -> frozenset[Unit]:
    """Return the cells and spans of which the releases, taken together, tell a small count.

    A span is a piece between two dates at which any release begins or ends, or a release that
    hides the cell. Something is told if the range cannot be anything from 1 to ``least - 1``
    but could be one of them; nothing is told by a range that begins at `least` or is zero.
    So a count that truly is from 1 to ``least - 1`` can be any of these for whoever knows the
    releases, and for whoever knows less.

    Raises
    ------
    Contradiction
        If no counts at all agree with the releases.
    """
    return _System(releases).narrowed(least)


def feasible(releases: Sequence[Release]) -> dict[Unit, tuple[float, float]]:
    """Return the least and the greatest count of every such cell and span."""
    system = _System(releases)
    return {unit: (system.end(unit, 1), system.end(unit, -1)) for unit in system.units}


def _next_to_hide(
    release: Release, told: frozenset[Unit], parents: Mapping[str, str]
) -> str | None:
    """Return a cell that is told of if it is still shown, else the smallest beside one."""
    shown = {cell: bounds for cell, bounds in release.shown.items() if bounds[1] > 0}
    cells = {cell for cell, _ in told}
    families = {parents[cell] for cell in cells if cell in parents}
    beside = {cell for cell in shown if parents[cell] in families}
    for candidates in (cells & set(shown), beside, set(shown)):
        if candidates:
            return min(candidates, key=lambda cell: (shown[cell], cell))
    return None


class _System:
    """Rows of sums over (cell, piece of time) with their limits, as `linprog` takes them."""

    def __init__(self, releases: Sequence[Release]) -> None:
        edges = sorted({edge for one in releases for span in one.spans for edge in span})
        self.cells = sorted(frozenset().union(*(one.cells for one in releases)))
        self.pieces = list(pairwise(edges))
        pieces = {(cell, (piece,)) for cell in self.cells for piece in self.pieces}
        hidden = {(cell, one.spans) for one in releases for cell in one.hidden}
        self.units = sorted(pieces | hidden)
        rows = [row for release in releases for row in self._rows(release)]
        self._matrix = np.array([row for row, _ in rows])
        self._limits = np.array([limit for _, limit in rows])

    def _sum(self, cells: Sequence[str], spans: Sequence[Span]) -> Floats:
        row = np.zeros((len(self.cells), len(self.pieces)))
        within = [
            at
            for at, (begins, _) in enumerate(self.pieces)
            if any(start <= begins < end for start, end in spans)
        ]
        row[np.ix_([self.cells.index(cell) for cell in cells], within)] = 1
        return row.ravel()

    def _rows(self, release: Release) -> Iterator[tuple[Floats, float]]:
        told = [([cell], bounds) for cell, bounds in release.shown.items()]
        if release.total is not None:
            told.append((sorted(release.cells), release.total))
        for cells, (low, high) in told:
            row = self._sum(cells, release.spans)
            yield -row, -low
            if high < inf:
                yield row, high
        for cell in release.hidden if release.fewest_hidden else ():
            yield -self._sum([cell], release.spans), -release.fewest_hidden

    def end(self, unit: Unit, sign: int) -> float:
        """Return the least (sign 1) or the greatest (sign -1) count of a unit."""
        cell, spans = unit
        row = self._sum([cell], spans)
        found = self._solved(sign * row)
        return -sign * inf if found is None else float(row @ found)

    def _solved(self, aim: Floats) -> Floats | None:
        """Return counts at which an aim is least, or None if it has no least."""
        found = linprog(aim, A_ub=self._matrix, b_ub=self._limits, method="highs")
        if found.status == _INFEASIBLE:
            raise Contradiction("No counts agree with what was published.")
        if found.status == _UNBOUNDED:
            return None
        assert found.status == 0, found.message
        return np.asarray(found.x, dtype=np.float64)

    def narrowed(self, least: int) -> frozenset[Unit]:
        """Return the units of which something small is told.

        Every solution is a witness for all units at once, so most need no search of their own.
        """
        sums = np.array([self._sum([cell], spans) for cell, spans in self.units])
        low, high = np.full(len(sums), inf), np.zeros(len(sums))
        told = []
        for at, row in enumerate(sums):
            for sign, is_open in ((1, low[at] > 1 + _HAIR), (-1, high[at] < least - 1 - _HAIR)):
                if not is_open:
                    continue
                found = self._solved(sign * row)
                if found is None:
                    high[at] = inf
                    continue
                low, high = np.minimum(low, sums @ found), np.maximum(high, sums @ found)
            if _is_told(low[at], high[at], least):
                told.append(self.units[at])
        return frozenset(told)


def _is_told(low: float, high: float, least: int) -> bool:
    return bool(1 - _HAIR <= high < least - 1 - _HAIR or 1 + _HAIR < low < least - _HAIR)
