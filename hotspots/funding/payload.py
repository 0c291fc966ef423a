"""What one audience is given of an evaluation: plain data, cut once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any, Final

from hotspots.disclosure.counts import EXACT
from hotspots.funding.process import cut, process_figures
from hotspots.payloads import Facts
from members.audiences import Audience

SCHEMA: Final = 1
Json = dict[str, Any]


def funding_payload(facts: Facts, cells: Sequence[Mapping[str, Any]], audience: Audience) -> Json:
    """Return what an audience may see of an evaluation.

    Official counts are open data and the same for all. Of the scheme's own counts the funder
    gets none under five, and the figures are made from what is left, so that a pack can be
    recomputed from what it holds.
    """
    process = cut(facts.town["process"], exact=audience in EXACT)
    return {
        "schema": SCHEMA,
        "kind": "funding",
        "analysis": facts.analysis_id,
        "district": facts.district,
        "audience": audience.value,
        "boundary": facts.boundary,
        "frozen": facts.parameters["frozen"],
        "stamp": facts.parameters["stamp"],
        "months": facts.parameters["months"],
        "counts": facts.town["counts"],
        "figures": facts.town["figures"],
        "process": {"counts": process, "figures": process_figures(process)},
        "releases": facts.town["releases"],
        "libraries": facts.parameters["libraries"],
        "seed": facts.seed,
        "code_version": facts.code_version,
        "built_at": facts.built_at.astimezone(UTC).isoformat(timespec="seconds"),
    }
