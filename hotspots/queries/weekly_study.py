"""The week of a district's own reports, as a study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hotspots import contrast, disclosure, payloads, periods, weekly
from hotspots.models import Analysis
from hotspots.queries.studies import Study
from hotspots.queries.week_inputs import choose_week, load_week
from hotspots.recipe import Result
from hotspots.weekly.cutting import VERSIONS, week_payload
from hotspots.weekly.ingredients import Ingredients
from hotspots.weekly.recipe import compute_week
from layers import grid, projection
from members import formats


def _compute(ingredients: Ingredients, _: int, __: Mapping[str, Any]) -> Result:
    # The seed of each four-week test is that week's own, whichever analysis it stands in.
    return compute_week(ingredients)


WEEKLY: Final = Study(
    kind=Analysis.Kind.WEEKLY,
    choose=choose_week,
    load=load_week,
    compute=_compute,
    payload=week_payload,
    readers=frozenset(VERSIONS),
    sources=(weekly, contrast, disclosure, payloads, periods, grid, projection, formats),
)
