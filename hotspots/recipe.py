"""The whole contrast of a district and period: points in, plain JSON data out.

No clock, no database, no Django: the same `Ingredients` and seed give the same result to the
last digit, which is what lets a stored analysis be recomputed by anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from hotspots.contrast import (
    RATIO_EDGES,
    CellContrast,
    Contrast,
    contrast,
    dispersion_at,
    share_edges,
    steady_cells,
)
from hotspots.disclosure import cells_to_hide
from hotspots.disclosure.counts import LEAST_SHOWN
from hotspots.disclosure.jointly import Release, Span, hide_jointly
from hotspots.gathering import Gathered, Places, SnapGround, gather, labels
from layers import grid, snapping

RESOLUTION: Final = 9
"""The contrast resolution: 7.4 snap points a cell in a town centre, where 10 has 1.2."""

HIDING_RESOLUTION: Final = 8
"""Cells are hidden together with others of the same parent at this resolution."""

SENSITIVITY_M: Final = 50.0
"""How far the boundary is moved out and in to see whether a verdict hangs on its exact line."""

Json = dict[str, Any]


class NotLegitimate(ValueError):
    """Official points are too coarse for cells of this size, so no contrast is made."""


@dataclass(frozen=True)
class Ingredients:
    """Everything that a contrast is computed from.

    `boundary` in degrees; `snaps` holds every snap point of the list within 1 km, with the
    official records of the comparable category in the months used; `reports` the members'
    reports of the comparable categories in the same months. `spans` are those months, and
    `given` what audiences that see no small counts hold already of them (the public map).
    """

    boundary: shapely.MultiPolygon
    snaps: SnapGround
    reports: Places
    premises: Places
    spans: tuple[Span, ...] = ()
    given: Sequence[Release] = ()


@dataclass(frozen=True)
class Result:
    """Town-wide numbers, and one mapping of plain values for each cell, sorted by cell."""

    town: Json
    cells: list[Json]

    @property
    def plain(self) -> Json:
        return {"town": self.town, "cells": self.cells}


def compute(
    ingredients: Ingredients, *, seed: int, resolution: int = RESOLUTION, share_scale: float | None
) -> Result:
    """Contrast both sources over the cells of a resolution.

    Parameters
    ----------
    seed : int
        From zero. Same ingredients, same seed, same digits.
    share_scale : float or None
        The largest share that fixed the year's colour scale; None if this is the first
        contrast of the year, which then fixes it.

    Raises
    ------
    NotLegitimate
        If the median cell holds fewer than five snap points, or any holds none.
    """
    within, legitimacy = gathered(ingredients, resolution)
    found = contrast(within.members, within.officials, seed=seed, by_member=within.by_member)
    steady = _steady(ingredients, within, resolution, found.dispersion)
    names = labels(ingredients.snaps, within.cells, resolution)
    cells = [
        _cell(cell, name, numbers, steady.get(cell), int(here))
        for cell, name, numbers, here in zip(
            within.cells, names, found.cells, within.members_here, strict=True
        )
    ]
    hidden = hidden_restricted(within, ingredients)
    town = {
        **_town(found, within, legitimacy, seed, share_scale),
        "hidden_restricted": None if hidden is None else sorted(hidden),
        "dispersion_restricted": dispersion_restricted(within, seed, hidden or frozenset()),
    }
    return Result(town, cells)


def gathered(ingredients: Ingredients, resolution: int) -> tuple[Gathered, snapping.Legitimacy]:
    """Return both sources on the same cells, and how well official points fill them.

    Raises
    ------
    NotLegitimate
        If the median cell holds fewer than five snap points, or any holds none.
    """
    legitimacy = _legitimacy(ingredients, resolution)
    if not legitimacy.legitimate:
        raise NotLegitimate(_why_not(legitimacy))
    return _gathered(ingredients, ingredients.boundary, resolution), legitimacy


def _town(
    found: Contrast,
    within: Gathered,
    legitimacy: snapping.Legitimacy,
    seed: int,
    share_scale: float | None,
) -> Json:
    return {
        "resolution": legitimacy.resolution,
        "legitimacy": legitimacy_as_json(legitimacy),
        "members": found.members,
        "officials": found.officials,
        "members_outside_coverage": within.outside_coverage,
        "members_outside_boundary": within.outside_boundary,
        "organisations_reporting": len(within.organisations),
        "dissimilarity": found.headline.dissimilarity,
        "chance_low": found.headline.chance_low,
        "chance_high": found.headline.chance_high,
        "enough": found.headline.enough,
        "dispersion": found.dispersion,
        "scale": _scale(found.cells, share_scale),
    }


def hidden_restricted(within: Gathered, ingredients: Ingredients) -> frozenset[str] | None:
    """Return the cells that audiences without small counts may not see; None if none at all.

    Small ones with their companions, and those that would tell a small count together with
    what these audiences hold already.
    """
    counts = dict(zip(within.cells, within.members.tolist(), strict=True))
    parents = parents_of(within.cells)
    hidden = cells_to_hide(counts, parents, least=LEAST_SHOWN)
    if hidden is None or not ingredients.given:
        return hidden
    exactly = {cell: (count, count) for cell, count in counts.items() if cell not in hidden}
    total = sum(counts.values())
    new = Release(ingredients.spans, exactly, hidden, (total, total))
    safe = hide_jointly(new, ingredients.given, parents, least=LEAST_SHOWN)
    return None if safe is None else safe.hidden


def dispersion_restricted(within: Gathered, seed: int, hidden: Set[str]) -> float:
    """Return the dispersion with all cells that restricted audiences may not see as one.

    The plain one moves with how reports are split among those cells, and so would tell.
    """
    is_hidden = np.array([cell in hidden for cell in within.cells], dtype=bool)
    merged = within.by_member[:, is_hidden].sum(axis=1, keepdims=True)
    return dispersion_at(np.hstack([within.by_member[:, ~is_hidden], merged]), seed=seed)


def parents_of(cells: Sequence[str]) -> dict[str, str]:
    """Return the coarser cell that each cell is hidden together with others of."""
    return {cell: grid.parent(cell, HIDING_RESOLUTION) for cell in cells}


def _gathered(ingredients: Ingredients, boundary: shapely.Geometry, resolution: int) -> Gathered:
    return gather(
        ingredients.snaps, ingredients.reports, ingredients.premises, boundary, resolution
    )


def _legitimacy(ingredients: Ingredients, resolution: int) -> snapping.Legitimacy:
    """Judge the cells whose centre lies inside the boundary, each counted whole."""
    numbers = grid.cells_of(ingredients.snaps.lng, ingredients.snaps.lat, resolution)
    found, counts = np.unique(numbers, return_counts=True)
    held = {
        grid.to_text(int(number)): int(count) for number, count in zip(found, counts, strict=True)
    }
    cells = grid.cells_with_centre_in(ingredients.boundary, resolution)
    return snapping.legitimacy(cells, held, resolution)


def _why_not(legitimacy: snapping.Legitimacy) -> str:
    if legitimacy.empty == legitimacy.cells:
        return "No official statistics are held near this district for these months."
    return (
        f"Resolution {legitimacy.resolution} is too fine for official data here: of "
        f"{legitimacy.cells} cells, {legitimacy.empty} hold no official map point and the middle "
        f"one holds {legitimacy.median:g}; at least 5 are needed, and none may be empty."
    )


def _steady(
    ingredients: Ingredients, within: Gathered, resolution: int, dispersion: float
) -> Mapping[str, bool]:
    moved = [
        snapping.grown(ingredients.boundary, metres) for metres in (SENSITIVITY_M, -SENSITIVITY_M)
    ]
    variants = [
        _by_cell(_gathered(ingredients, shape, resolution)) for shape in moved if not shape.is_empty
    ]
    return steady_cells(_by_cell(within), variants, dispersion=dispersion)


def _by_cell(gathered: Gathered) -> dict[str, tuple[int, int]]:
    counts = zip(gathered.members.tolist(), gathered.officials.tolist(), strict=True)
    return dict(zip(gathered.cells, counts, strict=True))


def _cell(
    cell: str, name: str, numbers: CellContrast, steady: bool | None, members_here: int
) -> Json:
    return {
        "cell": cell,
        "label": name,
        "member_count": numbers.members,
        "official_count": numbers.officials,
        "member_share": numbers.member_share,
        "official_share": numbers.official_share,
        "ratio": numbers.ratio,
        "ratio_low": numbers.ratio_low,
        "ratio_high": numbers.ratio_high,
        "p": numbers.p,
        "q": numbers.q,
        "testable": numbers.testable,
        "verdict": numbers.verdict.value,
        "one_reporter": numbers.one_reporter,
        "steady": steady,
        "members_here": members_here,
    }


def legitimacy_as_json(legitimacy: snapping.Legitimacy) -> Json:
    """Return how well official points fill the cells, as plain data."""
    return {
        "cells": legitimacy.cells,
        "median": legitimacy.median,
        "empty": legitimacy.empty,
        "legitimate": legitimacy.legitimate,
    }


def _scale(cells: Sequence[CellContrast], fixed: float | None) -> Json:
    shares = [share for one in cells for share in (one.member_share, one.official_share) if share]
    largest = fixed if fixed is not None else max(shares, default=0.0)
    return {
        "largest_share": largest,
        "share": list(share_edges(largest)),
        "ratio": list(RATIO_EDGES),
    }
