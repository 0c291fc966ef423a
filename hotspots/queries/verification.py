"""Recompute a stored analysis from its inputs, and say what no longer holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

from hotspots.canonical import sha256_of
from hotspots.models import Analysis
from hotspots.periods import Period
from hotspots.queries.payload import payload_for
from hotspots.queries.published import cells_of
from hotspots.queries.registry import study_of
from members import audit
from members.audiences import Audience
from members.models import AuditEvent

_SEALED: Final = (
    "parameters",
    "inputs",
    "inputs_sha256",
    "seed",
    "code_version",
    "result",
    "result_sha256",
    "built_by",
)


@dataclass(frozen=True)
class Verification:
    """What recomputing found. `holds` only if every digit came out again."""

    changed_inputs: list[str]
    changed_figures: list[str]
    changed_disclosures: list[str]
    broken_seals: list[str]
    notes: list[str]

    @property
    def holds(self) -> bool:
        """Return whether nothing at all has changed."""
        changed = (self.changed_inputs, self.changed_figures, self.changed_disclosures)
        return not (any(changed) or self.broken_seals)


def seal_of(analysis: Analysis) -> str:
    """Return the fingerprint of every column of an analysis, as its audit event keeps it."""
    plain = {name: getattr(analysis, name) for name in _SEALED}
    plain["kind"] = str(analysis.kind)
    plain["period"] = _span(analysis)
    plain["built_at"] = analysis.built_at.astimezone(UTC).isoformat()
    return sha256_of(plain)


def _span(analysis: Analysis) -> str:
    if analysis.kind == Analysis.Kind.CONTRAST:
        return Period(analysis.period_start, analysis.period_end).slug
    return f"{analysis.period_start.isoformat()}/{analysis.period_end.isoformat()}"


def verify(analysis: Analysis) -> Verification:
    """Read the inputs that an analysis names, compute again, and compare to the last digit."""
    study = study_of(analysis)
    loaded = study.load(analysis.district, analysis.parameters)
    again = study.compute(loaded.ingredients, analysis.seed, analysis.parameters)
    figures = _differences(analysis.result, {**again.town, **loaded.context})
    figures += _cell_differences(cells_of(analysis), again.cells)
    if sha256_of(again.plain) != analysis.result_sha256:
        figures.append("the fingerprint of the result")
    inputs = _differences(analysis.inputs, loaded.fingerprints) + study.amiss(analysis)
    if study.inputs_sha256(loaded.fingerprints, analysis.parameters) != analysis.inputs_sha256:
        inputs.append("the fingerprint of the inputs")
    return Verification(
        changed_inputs=inputs,
        changed_figures=figures,
        changed_disclosures=_changed_disclosures(analysis),
        broken_seals=_broken_seals(analysis),
        notes=_notes(analysis),
    )


def _differences(stored: dict[str, Any], again: dict[str, Any]) -> list[str]:
    names = sorted({*stored, *again})
    return [name for name in names if stored.get(name) != again.get(name)]


def _cell_differences(stored: list[dict[str, Any]], again: list[dict[str, Any]]) -> list[str]:
    before = {str(one["cell"]): one for one in stored}
    after = {str(one["cell"]): one for one in again}
    return [
        f"{cell}: {name}"
        for cell in sorted({*before, *after})
        for name in _differences(before.get(cell, {}), after.get(cell, {}))
    ]


def _changed_disclosures(analysis: Analysis) -> list[str]:
    return [
        f"the copy for {one.audience}"
        for one in analysis.disclosures.order_by("audience")
        if sha256_of(one.payload) != one.payload_sha256
        or one.payload != payload_for(analysis, Audience(one.audience))
    ]


def _broken_seals(analysis: Analysis) -> list[str]:
    """Compare an analysis with what the audit trail kept of it on the day it was built."""
    built = AuditEvent.objects.filter(
        district_id=analysis.district_id,
        what=f"{analysis.kind.lower()} built",
        detail__analysis=str(analysis.pk),
    ).first()
    if built is None:
        return ["there is no event of its building in the audit trail"]
    if built.hash != audit.hash_of(built):
        return ["the event of its building was altered"]
    return [] if built.detail["seal"] == seal_of(analysis) else ["a column of the analysis"]


def _notes(analysis: Analysis) -> list[str]:
    now = study_of(analysis).code_version
    if analysis.code_version == now:
        return []
    return [f"Built by code {analysis.code_version}; this is {now}."]
