"""Build the contrast of a district and period, once for the same inputs and code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Any, Final

from hotspots import queries
from hotspots.actions.disclosing import disclose
from hotspots.canonical import code_version, sha256_of
from hotspots.models import Analysis, CellResult
from hotspots.periods import Period, month_of
from hotspots.queries import Choice, Loaded
from hotspots.recipe import RESOLUTION, Result, compute
from hotspots.standard import disjoint_years, operations_periods
from incidents import queries as incidents
from incidents.actions import install_categories
from layers import grid
from layers.queries import releases
from members import audit
from members.access import acting_in
from members.audiences import Audience
from members.ids import new_id
from members.models import AuditEvent, District

#: Those of them who read contrasts get whole years that never overlap.
_YEARLY: Final = (Audience.FUNDER, Audience.ANALYST)

# Their digits are part of the answer.
_LIBRARIES: Final = ("numpy", "scipy", "h3", "shapely", "pyproj")


@dataclass(frozen=True)
class Built:
    """An analysis, and whether it was made now or stood already with the same inputs."""

    analysis: Analysis
    is_new: bool


def build_contrast(
    *,
    district: District,
    period: Period,
    by: str,
    at: datetime,
    audiences: Sequence[Audience] = (Audience.OPERATIONS,),
    resolution: int = RESOLUTION,
) -> Built:
    """Build a contrast unless one stands with the same inputs and code, and disclose it.

    Raises
    ------
    NothingToContrast
        If the district has no boundary, or the period spans a redraw of the
        official map points.
    NotLegitimate
        If official points are too coarse for the resolution.
    PeriodsOverlap
        If an audience was given another period that shares months with this one.
    """
    with acting_in(district.pk):
        install_categories(district=district, by=by, at=at)
        choice = queries.choose(district, period, known_at=at)
        loaded = queries.load(district, choice)
        parameters = _parameters(district, period, choice, resolution)
        inputs_sha256 = sha256_of([loaded.fingerprints, _that_change_numbers(parameters)])
        analysis = queries.latest_analysis(district, period)
        is_new = analysis is None or _differs(analysis, inputs_sha256)
        if analysis is None or is_new:
            seed = seed_of(period)
            result = compute(
                loaded.ingredients,
                seed=seed,
                resolution=resolution,
                share_scale=parameters["share_scale"],
            )
            analysis = Analysis(
                id=new_id(at),
                district=district,
                kind=Analysis.Kind.CONTRAST,
                period_start=period.start,
                period_end=period.end,
                parameters=parameters,
                inputs=loaded.fingerprints,
                inputs_sha256=inputs_sha256,
                seed=seed,
                code_version=code_version(),
                result={**result.town, **_context(loaded)},
                result_sha256=sha256_of(result.plain),
                built_at=at,
                built_by=by,
            )
            _store(analysis, result)
        for audience in audiences:
            disclose(analysis=analysis, audience=audience, by=by, at=at)
    return Built(analysis, is_new)


def seed_of(period: Period) -> int:
    """Return the seed of a period: its last month and its length, so that all may check it."""
    return int(f"{period.last:%Y%m}{period.length:02d}")


def _differs(analysis: Analysis, inputs_sha256: str) -> bool:
    return (analysis.inputs_sha256, analysis.code_version) != (inputs_sha256, code_version())


def _parameters(
    district: District, period: Period, choice: Choice, resolution: int
) -> dict[str, Any]:
    return {
        "choice": choice.as_json(),
        "official_category": queries.OFFICIAL_CATEGORY,
        "resolution": resolution,
        "share_scale": queries.share_scale_of_year(district, period.last.year),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def _that_change_numbers(parameters: dict[str, Any]) -> dict[str, Any]:
    # The choice stands in the fingerprints already, and the scale only says how to colour.
    return {
        name: value for name, value in parameters.items() if name not in {"choice", "share_scale"}
    }


def _context(loaded: Loaded) -> dict[str, Any]:
    return {
        "categories": loaded.categories,
        "officials_without_location": loaded.officials_without_location,
    }


def _store(analysis: Analysis, result: Result) -> None:
    analysis.save(force_insert=True)
    CellResult.objects.bulk_create(
        CellResult(
            district_id=analysis.district_id,
            analysis=analysis,
            cell=grid.to_int(cell["cell"]),
            values=cell,
        )
        for cell in result.cells
    )
    audit.record(
        district_id=analysis.district_id,
        by=analysis.built_by,
        at=analysis.built_at,
        kind=AuditEvent.Kind.COMBINATION,
        what="contrast built",
        analysis=str(analysis.pk),
        reports=result.town["members"],
    )


def _first_to_compare(district: District, months: Sequence[date]) -> date:
    """Return the first month that both sources have; a district without reports has them all."""
    span = incidents.first_and_last_occurrence(district.pk)
    if span is None:
        return months[0]
    return max(months[0], month_of(span[0]))


def build_standard_contrasts(
    *, district: District, by: str, at: datetime, until: date | None = None
) -> list[Built]:
    """Build every period that a district is given without asking, up to the last official month.

    Returns nothing for a district without official data. Raises as `build_contrast`.
    """
    with acting_in(district.pk):
        held = releases.months_held(district.force)
        months = [month for month in held if until is None or month <= until]
        if not months:
            return []
        first, last = _first_to_compare(district, months), months[-1]
        plan: dict[Period, list[Audience]] = {}
        for audience in _YEARLY:
            given = queries.periods_given(district, audience)
            for period in disjoint_years(last, first, given):
                plan.setdefault(period, []).append(audience)
        for period in operations_periods(last, first):
            plan.setdefault(period, []).append(Audience.OPERATIONS)
    # The longest period first: it fixes the year's colour scale.
    order = sorted(plan, key=lambda period: (-period.length, period))
    return [
        build_contrast(district=district, period=period, by=by, at=at, audiences=plan[period])
        for period in order
    ]
