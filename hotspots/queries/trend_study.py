"""Is it going up or down? The trend of both sources, as a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import shapely

from hotspots import disclosure, periods
from hotspots.canonical import sha256_of, sha256_of_parts
from hotspots.evaluation import fitting, shares
from hotspots.models import Analysis
from hotspots.periods import Period, add_months, begins_at, month_of
from hotspots.queries.inputs import OFFICIAL_CATEGORY
from hotspots.queries.studies import Asked, Loaded, NothingToBuild, Study
from hotspots.queries.trend_marks import marks_of
from hotspots.recipe import Result
from hotspots.standard import YEAR
from hotspots.trend import exact, gap, payload, recipe, series, told
from hotspots.trend.recipe import Ingredients
from incidents import queries as incidents
from incidents.models import Crosswalk
from layers import projection, snapping
from layers.models import Boundary
from layers.queries import boundaries, monthly, releases
from members import activity
from members import queries as members
from members.audiences import TREND_READERS
from members.models import District

#: Less is no line, and more is another age.
FEWEST_MONTHS: Final = 3
MOST_MONTHS: Final = 60


def _choose(asked: Asked) -> dict[str, Any]:
    period = Period(asked.start, asked.end)
    _refuse_what_cannot_be(period, asked.known_at)
    district = asked.district
    boundary = _boundary(district, period)
    crosswalk = incidents.latest_crosswalk(district.pk)
    if crosswalk is None:
        raise NothingToBuild(f"District {district.slug} has no categories yet.")
    held = releases.releases_in_force(district.force, period.months)
    if not held.releases:
        raise NothingToBuild("No police figures are held for any of these months.")
    reported = _months_with_reports(district, period, asked.known_at)
    if not any(reported):
        raise NothingToBuild("Nobody reported anything in these months.")
    return {
        "choice": {
            "boundary_id": boundary.pk,
            "release_ids": sorted(one.pk for one in held.releases),
            "crosswalk": crosswalk.version,
            "months": [f"{month:%Y-%m}" for month in period.months],
            "known_at": asked.known_at.isoformat(),
            "member_months": reported,
            **_activity(district, period),
            **_categories(district, crosswalk),
            "report_ids": _report_ids(district, crosswalk, period, asked.known_at),
            "marks": marks_of(district, period, asked.known_at),
        }
    }


def _refuse_what_cannot_be(period: Period, known_at: datetime) -> None:
    if period.end > month_of(known_at):
        raise NothingToBuild(f"{period.last:%B %Y} has not ended yet.")
    if not FEWEST_MONTHS <= period.length <= MOST_MONTHS:
        raise NothingToBuild(f"A trend needs {FEWEST_MONTHS} to {MOST_MONTHS} months.")
    if period.length > 2 * YEAR and period.length % YEAR:
        raise NothingToBuild("From two years on a trend is of whole years, up to five.")


def _boundary(district: District, period: Period) -> Boundary:
    try:
        return boundaries.boundary_in_force(district, period.last)
    except boundaries.NoBoundary as error:
        raise NothingToBuild(str(error)) from error


def _months_with_reports(district: District, period: Period, known_at: datetime) -> list[bool]:
    """Tell in which months anybody reported anything; in the others the system stood still."""
    moments = incidents.occurrences(
        district.pk, begins_at(period.start), begins_at(period.end), known_at=known_at
    )
    seen = {month_of(moment) for moment in moments}
    return [month in seen for month in period.months]


def _activity(district: District, period: Period) -> dict[str, Any]:
    """Return the exposure, as numbers: who was a member may be corrected later."""
    found = members.active_members(district.pk, period.start, period.end)
    ends = [(month, add_months(month, 1)) for month in period.months]
    return {
        "member_weeks": [found.weeks_between(start, end) for start, end in ends],
        "active": [
            [found.on(start), found.on(date.fromordinal(end.toordinal() - 1))]
            for start, end in ends
        ],
    }


def _categories(district: District, crosswalk: Crosswalk) -> dict[str, list[str]]:
    codes = incidents.comparable_codes(crosswalk, OFFICIAL_CATEGORY)
    return {"codes": codes, "category_names": incidents.labels_of(district.pk, codes)}


def _report_ids(
    district: District, crosswalk: Crosswalk, period: Period, known_at: datetime
) -> list[str]:
    return incidents.report_ids(
        district_id=district.pk,
        codes=incidents.comparable_codes(crosswalk, OFFICIAL_CATEGORY),
        spans=[(begins_at(period.start), begins_at(period.end))],
        known_at=known_at,
    )


def _load(district: District, parameters: Mapping[str, Any]) -> Loaded:
    choice = parameters["choice"]
    boundary = Boundary.objects.get(pk=choice["boundary_id"], district=district)
    shape = boundaries.shape_of(boundary)
    months = [date.fromisoformat(f"{month}-01") for month in choice["months"]]
    officials = _officials(shape, months, choice["release_ids"])
    reports = incidents.report_answers(district_id=district.pk, ids=choice["report_ids"])
    ingredients = _ingredients(shape, months, officials, reports, choice)
    return Loaded(
        ingredients=ingredients,
        fingerprints={
            "boundary": sha256_of_parts([shapely.to_wkb(shape, byte_order=1)]),
            "releases": releases.sha256s_of(choice["release_ids"]),
            "officials": sha256_of(officials),
            "categories": choice["codes"],
            "reports": _hash(ingredients, reports.ids),
            "members": sha256_of(
                [choice[name] for name in ("member_months", "member_weeks", "active")]
            ),
            "marks": choice["marks"],
        },
        context={
            "marks": choice["marks"],
            "codes": choice["codes"],
            "reports_outside_boundary": len(reports.ids) - len(ingredients.told),
        },
    )


def _officials(
    shape: shapely.MultiPolygon, months: Sequence[date], release_ids: Sequence[int]
) -> dict[str, list[int | None]]:
    """Return the records inside the boundary by category and month; None for no release."""
    snaps = releases.snap_points_near(shape, release_ids)
    inside = snapping.inside(np.column_stack([snaps.lng, snaps.lat]), shape)
    counts = monthly.monthly_counts(snaps.ids[inside], release_ids, recipe.CATEGORIES)
    return {
        category: [counts[month][category] if month in counts else None for month in months]
        for category in recipe.CATEGORIES
    }


def _ingredients(
    shape: shapely.MultiPolygon,
    months: list[date],
    officials: Mapping[str, Sequence[int | None]],
    reports: incidents.ReportAnswers,
    choice: Mapping[str, Any],
) -> Ingredients:
    inside = snapping.inside(np.column_stack([reports.lng, reports.lat]), shape)
    first = months[0].year * 12 + months[0].month
    when = [month_of(moment) for moment in reports.occurred_at]
    places = {code: at for at, code in enumerate(choice["codes"])}
    month = np.array([one.year * 12 + one.month - first for one in when], dtype=np.int64)
    category = np.array([places[code] for code in reports.category], dtype=np.int64)
    return Ingredients(
        months=months,
        officials=officials,
        month_of_report=month[inside],
        organisation=reports.organisation[inside],
        told=reports.told[inside],
        category=category[inside],
        category_names=list(choice["category_names"]),
        member_months=list(choice["member_months"]),
        member_weeks=list(choice["member_weeks"]),
        active=[(before, after) for before, after in choice["active"]],
    )


def _hash(given: Ingredients, ids: Sequence[str]) -> str:
    arrays = (given.month_of_report, given.organisation, given.told, given.category)
    return sha256_of_parts(
        ["".join(ids).encode(), *(np.ascontiguousarray(one).tobytes() for one in arrays)]
    )


def _compute(ingredients: Ingredients, _: int, __: Mapping[str, Any]) -> Result:
    return recipe.compute(ingredients)


TREND: Final = Study(
    kind=Analysis.Kind.TREND,
    choose=_choose,
    load=_load,
    compute=_compute,
    payload=payload.trend_payload,
    readers=TREND_READERS,
    sources=(
        activity, disclosure, exact, fitting, gap, payload, periods, projection, recipe, series,
        shares, snapping, told,
    ),
)  # fmt: skip
