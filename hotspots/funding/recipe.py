"""The whole evaluation of a frozen plan: counts in, plain JSON data out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hotspots.funding.counts import Counts
from hotspots.funding.figures import Design, figures_of
from hotspots.funding.process import reports_after
from hotspots.recipe import Result


@dataclass(frozen=True)
class FundingIngredients:
    """Official counts of all areas and months, and the scheme's own counts."""

    counts: Counts
    process: Mapping[str, Any]


def design_of(parameters: Mapping[str, Any]) -> Design:
    """Return which months belong to which period."""
    months = parameters["months"]
    return Design(*(tuple(months[name]) for name in ("before", "after", "series")))


def compute_funding(
    ingredients: FundingIngredients, seed: int, parameters: Mapping[str, Any]
) -> Result:
    """Evaluate a plan. Nothing is drawn at random, so the seed changes nothing.

    Raises
    ------
    TooFewToEvaluate
        If there is too little in the months before.
    """
    figures = figures_of(ingredients.counts, design_of(parameters), parameters["frozen"]["plan"])
    town = {
        "counts": ingredients.counts.as_json(),
        "figures": figures,
        "process": dict(ingredients.process),
        "members": reports_after(ingredients.process),
    }
    return Result(town, [])
