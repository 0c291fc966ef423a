"""Recompute a stored analysis from its inputs, and say what no longer holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hotspots.canonical import code_version, sha256_of
from hotspots.models import Analysis
from hotspots.queries.inputs import Choice, load
from hotspots.queries.payload import payload_for
from hotspots.queries.published import cells_of
from hotspots.recipe import compute
from members.audiences import Audience


@dataclass(frozen=True)
class Verification:
    """What recomputing found. `holds` only if every digit came out again."""

    changed_inputs: list[str]
    changed_figures: list[str]
    changed_disclosures: list[str]
    notes: list[str]

    @property
    def holds(self) -> bool:
        return not (self.changed_inputs or self.changed_figures or self.changed_disclosures)


def verify(analysis: Analysis) -> Verification:
    """Read the inputs that an analysis names, compute again, and compare to the last digit."""
    choice = Choice.from_json(analysis.parameters["choice"])
    loaded = load(analysis.district, choice)
    again = compute(
        loaded.ingredients,
        seed=analysis.seed,
        resolution=analysis.parameters["resolution"],
        share_scale=analysis.parameters["share_scale"],
    )
    town = {name: analysis.result.get(name) for name in again.town}
    figures = _differences(town, again.town) + _cell_differences(cells_of(analysis), again.cells)
    if sha256_of(again.plain) != analysis.result_sha256 and not figures:
        figures.append("the stored fingerprint of the result")
    return Verification(
        changed_inputs=_differences(analysis.inputs, loaded.fingerprints),
        changed_figures=figures,
        changed_disclosures=_changed_disclosures(analysis),
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


def _notes(analysis: Analysis) -> list[str]:
    if analysis.code_version == code_version():
        return []
    return [f"Built by code {analysis.code_version}; this is {code_version()}."]
