"""Build an analysis of any kind, once for the same inputs and code, and disclose it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hotspots import queries
from hotspots.actions.disclosing import disclose
from hotspots.canonical import sha256_of
from hotspots.models import Analysis, CellResult, Disclosed
from hotspots.queries import Asked, Loaded, Study, seed_of
from hotspots.recipe import Result
from incidents.actions import install_categories
from layers import grid
from members import audit
from members.access import acting_in
from members.audiences import Audience
from members.ids import new_id
from members.models import AuditEvent, District


@dataclass(frozen=True)
class Built:
    """An analysis, whether it was made now, and what each audience now holds of its period.

    An audience may hold an earlier analysis than this one (see `disclose`).
    """

    analysis: Analysis
    is_new: bool
    disclosed: dict[Audience, Disclosed]


def build_analysis(
    *,
    study: Study,
    district: District,
    start: date,
    end: date,
    by: str,
    at: datetime,
    audiences: Sequence[Audience] = (Audience.OPERATIONS,),
    options: Mapping[str, Any] | None = None,
) -> Built:
    """Build an analysis unless one stands with the same inputs and code, and disclose it.

    Parameters
    ----------
    start, end : date
        Half open; what they may be is for the study to say.
    options : mapping
        What else the study lets one ask for; plain JSON.

    Raises
    ------
    NothingToBuild
        If something that the study needs is lacking; the message says what.
    PeriodsOverlap, OneResolution
        If what an audience was given before forbids it.
    """
    with acting_in(district.pk):
        install_categories(district=district, by=by, at=at)
        recipe = _Recipe.of(study, Asked(district, start, end, at, options or {}))
        standing = queries.latest_of_kind(district, study, start, end, recipe.parameters)
        is_new = standing is None or recipe.differs_from(standing)
        analysis = recipe.make(by=by, at=at) if standing is None or is_new else standing
        disclosed = {
            audience: disclose(analysis=analysis, audience=audience, by=by, at=at)
            for audience in audiences
        }
    return Built(analysis, is_new, disclosed)


@dataclass(frozen=True)
class _Recipe:
    """One analysis, ready to be computed."""

    study: Study
    asked: Asked
    loaded: Loaded
    parameters: dict[str, Any]

    @classmethod
    def of(cls, study: Study, asked: Asked) -> _Recipe:
        parameters = study.parameters(asked)
        return cls(study, asked, study.load(asked.district, parameters), parameters)

    @property
    def inputs_sha256(self) -> str:
        return self.study.inputs_sha256(self.loaded.fingerprints, self.parameters)

    def differs_from(self, analysis: Analysis) -> bool:
        """Return whether an analysis has other inputs, or was made by other code."""
        mine = (self.inputs_sha256, self.study.code_version)
        return (analysis.inputs_sha256, analysis.code_version) != mine

    def make(self, *, by: str, at: datetime) -> Analysis:
        """Compute and store it."""
        seed = seed_of(self.asked.start, self.asked.end)
        result = self.study.compute(self.loaded.ingredients, seed, self.parameters)
        analysis = Analysis(
            id=new_id(at),
            district=self.asked.district,
            kind=self.study.kind,
            period_start=self.asked.start,
            period_end=self.asked.end,
            parameters=self.parameters,
            inputs=self.loaded.fingerprints,
            inputs_sha256=self.inputs_sha256,
            seed=seed,
            code_version=self.study.code_version,
            result={**result.town, **self.loaded.context},
            result_sha256=sha256_of(result.plain),
            built_at=at,
            built_by=by,
        )
        _store(analysis, result)
        return analysis


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
        what=f"{analysis.kind.lower()} built",
        analysis=str(analysis.pk),
        reports=result.town.get("members"),
        # The trail is chained: whoever alters the analysis must alter all that came after, too.
        seal=queries.seal_of(analysis),
    )
