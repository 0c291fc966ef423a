"""The monthly series of a line: the counts, the controls, and the model if there is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from hotspots.evaluation import TooShort, interrupted_series
from hotspots.evaluation.fitting import NotFitted
from hotspots.funding.areas import Role
from hotspots.funding.counts import Counts


def series_figures(
    counts: Counts, months: Sequence[str], line: Sequence[str], start: str
) -> dict[str, Any]:
    """Return the series, and its model or the sentence why there is none.

    Parameters
    ----------
    start : str
        The first month after, like ``2025-11``.
    """
    here = counts.series([Role.HERE], months, line)
    there = counts.series([Role.CONTROL], months, line)
    first = [date.fromisoformat(f"{month}-01") for month in months]
    drawn = {
        "months": list(months),
        "start": start,
        "here": here.tolist(),
        "control": there.tolist(),
    }
    try:
        found = interrupted_series(here, there, first, date.fromisoformat(f"{start}-01"))
    except (TooShort, NotFitted) as reason:
        return {**drawn, "model": None, "why_not": str(reason)}
    model = asdict(found)
    model |= {name: list(model[name]) for name in ("line", "without")}
    return {**drawn, "model": model, "why_not": ""}
