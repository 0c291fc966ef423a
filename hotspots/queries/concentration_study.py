"""Concentration and near-repeat of the district's own reports, as a study."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import numpy as np
import shapely

from hotspots import disclosure, periods
from hotspots.canonical import sha256_of_parts
from hotspots.concentration import gini, near_repeat, payload, recipe
from hotspots.concentration.recipe import Ingredients
from hotspots.disclosure.counts import EXACT
from hotspots.models import Analysis
from hotspots.periods import LONDON, Period, begins_at, month_of
from hotspots.queries.studies import Asked, Loaded, NothingToBuild, Study
from hotspots.recipe import Result
from incidents import queries as incidents
from layers import grid, projection, snapping
from layers.models import Boundary
from layers.queries import boundaries, releases
from members.models import District


def _choose(asked: Asked) -> dict[str, Any]:
    period, district = Period(asked.start, asked.end), asked.district
    if period.end > month_of(asked.known_at):
        raise NothingToBuild(f"{period.last:%B %Y} has not ended yet.")
    try:
        boundary = boundaries.boundary_in_force(district, period.last)
    except boundaries.NoBoundary as error:
        raise NothingToBuild(str(error)) from error
    ids = _report_ids(district, period, asked.known_at)
    if not ids:
        raise NothingToBuild("Nobody reported anything in these months.")
    held = releases.releases_in_force(district.force, period.months).releases
    reports = incidents.report_answers(district_id=district.pk, ids=ids)
    return {
        "resolution": recipe.RESOLUTION,
        "choice": {
            "boundary_id": boundary.pk,
            "known_at": asked.known_at.isoformat(),
            # Reports are told to be of one incident later on, and the answer may not change.
            "reports": [list(pair) for pair in zip(reports.ids, reports.group, strict=True)],
            "name_release_ids": sorted(one.pk for one in held),
        },
    }


def _report_ids(district: District, period: Period, known_at: datetime) -> list[str]:
    return incidents.report_ids(
        district_id=district.pk,
        codes=incidents.reporting_codes(district.pk),
        spans=[(begins_at(period.start), begins_at(period.end))],
        known_at=known_at,
    )


def _load(district: District, parameters: Mapping[str, Any]) -> Loaded:
    choice = parameters["choice"]
    boundary = Boundary.objects.get(pk=choice["boundary_id"], district=district)
    shape = boundaries.shape_of(boundary)
    groups = dict(choice["reports"])
    reports = incidents.report_answers(district_id=district.pk, ids=list(groups))
    inside = snapping.inside(np.column_stack([reports.lng, reports.lat]), shape)
    ingredients = _ingredients(shape, reports, groups, inside, choice["name_release_ids"])
    return Loaded(
        ingredients=ingredients,
        fingerprints={
            "boundary": sha256_of_parts([shapely.to_wkb(shape, byte_order=1)]),
            "releases": releases.sha256s_of(choice["name_release_ids"]),
            "reports": _hash(ingredients, reports.ids),
        },
        context={"reports_outside_boundary": int((~inside).sum())},
    )


def _ingredients(
    shape: shapely.MultiPolygon,
    reports: incidents.ReportAnswers,
    groups: Mapping[str, str],
    inside: np.ndarray[Any, Any],
    release_ids: list[int],
) -> Ingredients:
    days = [moment.astimezone(LONDON).date().toordinal() for moment in reports.occurred_at]
    of_event = [groups[one] for one in reports.ids]
    numbers = {group: at for at, group in enumerate(dict.fromkeys(of_event))}
    event = np.array([numbers[group] for group in of_event], dtype=np.int64)
    return Ingredients(
        boundary=shape,
        lng=reports.lng[inside],
        lat=reports.lat[inside],
        day=np.array(days, dtype=np.int64)[inside],
        organisation=reports.organisation[inside],
        event=event[inside],
        names=_names(shape, release_ids),
    )


def _names(shape: shapely.MultiPolygon, release_ids: list[int]) -> list[tuple[float, float, str]]:
    if not release_ids:
        return []
    snaps = releases.snap_points_near(shape, release_ids)
    rows = zip(snaps.lng.tolist(), snaps.lat.tolist(), snaps.names, strict=True)
    return [row for row in rows if row[2]]


def _hash(given: Ingredients, ids: list[str]) -> str:
    arrays = (given.lng, given.lat, given.day, given.organisation, given.event)
    return sha256_of_parts(
        ["".join(ids).encode(), *(np.ascontiguousarray(one).tobytes() for one in arrays)]
    )


def _compute(ingredients: Ingredients, seed: int, _: Mapping[str, Any]) -> Result:
    return recipe.compute(ingredients, seed)


CONCENTRATION: Final = Study(
    kind=Analysis.Kind.CONCENTRATION,
    choose=_choose,
    load=_load,
    compute=_compute,
    payload=payload.concentration_payload,
    readers=EXACT,
    sources=(
        disclosure, gini, grid, near_repeat, payload, periods, projection, recipe, snapping,
    ),
)  # fmt: skip
