"""The whole analysis of concentration: points in, plain JSON data out. No clock, no database."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from hotspots.concentration import gini, near_repeat
from hotspots.concentration.gini import Spread
from hotspots.concentration.near_repeat import Knox
from hotspots.recipe import Result
from layers import grid, snapping
from layers.projection import to_metres

Json = dict[str, Any]
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

RESOLUTION: Final = 10
"""Of the district's own data: some 60 hexagons in a town centre, 144 m across."""

LEAST_REPORTS: Final = near_repeat.LEAST_EVENTS


@dataclass(frozen=True, eq=False)
class Ingredients:
    """Everything that a concentration is computed from.

    Attributes
    ----------
    boundary : in degrees.
    lng, lat, day, organisation : ndarray, shape (reports,)
        Reports of all kinds, which never are of a person's welfare; `day` is the ordinal of
        the London day.
    event : ndarray of int, shape (reports,)
        The same number for reports of one incident, of which the first stands for all where
        events are told apart from each other.
    names : places with a name, in degrees, for the hexagons.
    """

    boundary: shapely.MultiPolygon
    lng: Floats
    lat: Floats
    day: Integers
    organisation: Integers
    event: Integers
    names: list[tuple[float, float, str]]


def compute(given: Ingredients, seed: int) -> Result:
    """Return the indices, Knox's table, and the count of every hexagon with a report."""
    cells, place = _cells(given)
    organisations, row = np.unique(given.organisation, return_inverse=True)
    by_member = np.zeros((len(organisations), len(cells)), dtype=np.int64)
    np.add.at(by_member, (row, place), 1)
    counts = by_member.sum(axis=0) if len(organisations) else np.zeros(len(cells), dtype=np.int64)
    found = gini.concentration(counts, LEAST_REPORTS)
    town = {
        "members": found.reports,
        "organisations_reporting": len(organisations),
        "resolution": RESOLUTION,
        "hexagons": found.hexagons,
        "hexagons_with_reports": int((counts > 0).sum()),
        "enough": found.gini is not None,
        "gini": found.gini,
        "top_share": found.top_share,
        "half_from": found.half_from,
        **_spreads(by_member, seed, enough=found.gini is not None),
        "near_repeat": _near_repeat(given, seed),
    }
    return Result(town, _rows(given, cells, counts))


def _cells(given: Ingredients) -> tuple[list[str], Integers]:
    """Return all hexagons of the district, sorted, and where each report's own one stands."""
    numbers = grid.cells_of(given.lng, given.lat, RESOLUTION)
    inside = grid.cells_with_centre_in(given.boundary, RESOLUTION)
    cells = sorted({*inside, *(grid.to_text(int(one)) for one in np.unique(numbers))})
    order = np.array([grid.to_int(cell) for cell in cells], dtype=np.int64)
    return cells, np.searchsorted(order, numbers)


def _spreads(by_member: Integers, seed: int, *, enough: bool) -> Json:
    if not enough:
        return {"gini_range": None, "top_range": None}
    of_gini, of_top = gini.spreads(by_member, seed)
    return {"gini_range": _plain(of_gini), "top_range": _plain(of_top)}


def _plain(spread: Spread) -> Json:
    return {name: round(value, 12) for name, value in asdict(spread).items()}


def _near_repeat(given: Ingredients, seed: int) -> Json:
    _, first = np.unique(given.event, return_index=True)
    base = {
        "events": len(first),
        "metres": list(near_repeat.METRES),
        "days": list(near_repeat.DAYS),
        "permutations": near_repeat.PERMUTATIONS,
    }
    if len(first) < near_repeat.LEAST_EVENTS:
        return {**base, "enough": False, "bands": []}
    points = np.column_stack(to_metres(given.lng[first], given.lat[first]))
    found = near_repeat.knox(points, given.day[first], seed=seed)
    return {**base, "enough": True, "bands": _bands(found)}


def _bands(found: Knox) -> list[list[Json]]:
    rows, columns = found.pairs.shape
    return [[_band(found, row, column) for column in range(columns)] for row in range(rows)]


def _band(found: Knox, row: int, column: int) -> Json:
    at = (row, column)
    ratios = {
        "ratio": found.ratio, "chance_low": found.chance_low, "chance_high": found.chance_high,
    }  # fmt: skip
    return {
        "pairs": int(found.pairs[at]),
        "expected": float(found.expected[at]),
        **{name: None if np.isnan(one[at]) else float(one[at]) for name, one in ratios.items()},
        "p": float(found.p[at]),
        "called_out": bool(found.called_out[at]),
    }


def _rows(given: Ingredients, cells: list[str], counts: Integers) -> list[Json]:
    kept = [(cell, int(count)) for cell, count in zip(cells, counts, strict=True) if count]
    names = _names(given, [cell for cell, _ in kept])
    return [
        {"cell": cell, "label": name, "count": count}
        for (cell, count), name in zip(kept, names, strict=True)
    ]


def _names(given: Ingredients, cells: list[str]) -> list[str]:
    """Call each hexagon after the named place nearest to its centre, or by its number.

    Several that share a street bear the end of their number as well.
    """
    if not given.names or not cells:
        return cells
    lng, lat, words = zip(*given.names, strict=True)
    centres = np.array([grid.centre_of(cell) for cell in cells])
    nearest, _ = snapping.nearest_snap(
        np.column_stack(to_metres(centres[:, 0], centres[:, 1])),
        np.column_stack(to_metres(lng, lat)),
    )
    found = zip(nearest.tolist(), cells, strict=True)
    names = [words[at] if at >= 0 else cell for at, cell in found]
    return [
        name if names.count(name) == 1 else f"{name} {cell.rstrip('f')[-3:]}"
        for name, cell in zip(names, cells, strict=True)
    ]
