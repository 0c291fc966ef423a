"""Build the contrast of a district and period, once for the same inputs and code."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Any, Final

from hotspots import queries
from hotspots.actions.disclosing import disclose
from hotspots.canonical import code_version, sha256_of
from hotspots.models import Analysis, CellResult, Disclosed
from hotspots.periods import Period, add_months, month_of
from hotspots.queries import Choice, Loaded, NothingToContrast
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

logger = logging.getLogger(__name__)

#: Those of them who read contrasts get whole years that never overlap.
_YEARLY: Final = (Audience.FUNDER, Audience.ANALYST)

# Their digits are part of the answer.
_LIBRARIES: Final = ("numpy", "scipy", "h3", "shapely", "pyproj")


@dataclass(frozen=True)
class Built:
    """An analysis, whether it was made now, and what each audience now holds of its period.

    An audience may hold an earlier analysis than this one (see `disclose`).
    """

    analysis: Analysis
    is_new: bool
    disclosed: dict[Audience, Disclosed]


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
        If something that every contrast needs is lacking; the message says what.
    NotLegitimate
        If official points are too coarse for the resolution.
    PeriodsOverlap, OneResolution
        If what an audience was given before forbids it.
    """
    with acting_in(district.pk):
        install_categories(district=district, by=by, at=at)
        recipe = _Recipe.of(district, period, resolution, at=at)
        standing = queries.latest_analysis(district, period, resolution)
        is_new = standing is None or recipe.differs_from(standing)
        analysis = recipe.make(by=by, at=at) if standing is None or is_new else standing
        disclosed = {
            audience: disclose(analysis=analysis, audience=audience, by=by, at=at)
            for audience in audiences
        }
    return Built(analysis, is_new, disclosed)


@dataclass(frozen=True)
class _Recipe:
    """One contrast, ready to be computed."""

    district: District
    period: Period
    loaded: Loaded
    parameters: dict[str, Any]

    @classmethod
    def of(cls, district: District, period: Period, resolution: int, *, at: datetime) -> _Recipe:
        choice = queries.choose(district, period, known_at=at)
        parameters = _parameters(district, period, choice, resolution)
        return cls(district, period, queries.load(district, choice), parameters)

    @property
    def inputs_sha256(self) -> str:
        return queries.inputs_sha256(self.loaded.fingerprints, self.parameters)

    def differs_from(self, analysis: Analysis) -> bool:
        """Return whether an analysis has other inputs, or was made by other code."""
        mine = (self.inputs_sha256, code_version())
        return (analysis.inputs_sha256, analysis.code_version) != mine

    def make(self, *, by: str, at: datetime) -> Analysis:
        """Compute and store it."""
        result = compute(
            self.loaded.ingredients,
            seed=seed_of(self.period),
            resolution=self.parameters["resolution"],
            share_scale=self.parameters["share_scale"],
        )
        analysis = Analysis(
            id=new_id(at),
            district=self.district,
            kind=Analysis.Kind.CONTRAST,
            period_start=self.period.start,
            period_end=self.period.end,
            parameters=self.parameters,
            inputs=self.loaded.fingerprints,
            inputs_sha256=self.inputs_sha256,
            seed=seed_of(self.period),
            code_version=code_version(),
            result={**result.town, **self.loaded.context},
            result_sha256=sha256_of(result.plain),
            built_at=at,
            built_by=by,
        )
        _store(analysis, result)
        return analysis


def seed_of(period: Period) -> int:
    """Return the seed of a period: its last month and its length, so that all may check it."""
    return int(f"{period.last:%Y%m}{period.length:02d}")


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
        # The trail is chained: whoever alters the analysis must alter all that came after, too.
        seal=queries.seal_of(analysis),
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

    Returns nothing for a district without official data. Periods that lack something are left
    out, and the log says why.
    """
    with acting_in(district.pk):
        held = releases.months_held(district.force)
        # A file may be named after a month that has not ended, and must not stop all others.
        ended = [month for month in held if add_months(month, 1) <= month_of(at)]
        months = [month for month in ended if until is None or month <= until]
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
    built = []
    for period in sorted(plan, key=lambda period: (-period.length, period)):
        try:
            made = build_contrast(
                district=district, period=period, by=by, at=at, audiences=plan[period]
            )
        except NothingToContrast as reason:  # one period's gap is no reason to miss the others
            logger.info("No contrast of %s for %s: %s", district.slug, period.slug, reason)
        else:
            built.append(made)
    return built
