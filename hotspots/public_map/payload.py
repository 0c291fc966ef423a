"""What the public is given of a quarter: plain data, cut once, from which all is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any, Final

from hotspots.disclosure.counts import AudienceNotServed, rounded
from hotspots.payloads import Facts
from layers import grid
from members.audiences import Audience

SCHEMA: Final = 1

#: Classes of both maps, the same for reports and records, for every quarter and every town.
EDGES: Final = (1, 10, 20, 40, 80)

Json = dict[str, Any]


def public_payload(facts: Facts, cells: Sequence[Mapping[str, Any]], audience: Audience) -> Json:
    """Return what the public may see, as `docs/data-dictionary.md` describes it.

    Raises
    ------
    AudienceNotServed
        For anybody else: whoever sees more is given another analysis.
    """
    if audience != Audience.PUBLIC:
        raise AudienceNotServed("The public map is cut for the public alone.")
    withheld = facts.town["withheld"]
    return {
        "schema": SCHEMA,
        "kind": "public_map",
        "analysis": facts.analysis_id,
        "district": facts.district,
        "audience": audience.value,
        "boundary": facts.boundary,
        "period": _period(facts),
        "resolution": facts.town["resolution"],
        "crosswalk": {
            "version": facts.parameters["choice"]["crosswalk"],
            "categories": facts.town["categories"],
            "official_category": facts.parameters["official_category"],
        },
        "totals": {
            "reports": None if withheld else rounded(facts.town["members"]),
            "officials": facts.town["officials"],
            "officials_without_location": facts.town["officials_without_location"],
            "withheld": withheld,
        },
        "scale": list(EDGES),
        "seed": facts.seed,
        "code_version": facts.code_version,
        "built_at": facts.built_at.astimezone(UTC).isoformat(timespec="seconds"),
        "cells": [_cell(one) for one in cells],
    }


def _period(facts: Facts) -> Json:
    return {
        "from": f"{facts.period.start:%Y-%m}",
        "to": f"{facts.period.last:%Y-%m}",
        "months": facts.period.length,
        # A quarter that lacks a month of either source is not published at all.
        "official_missing": [],
        "member_missing": [],
    }


def _cell(stored: Mapping[str, Any]) -> Json:
    cell = str(stored["cell"])
    return {
        "cell": cell,
        "label": stored["label"],
        "centre": list(grid.centre_of(cell)),
        "ring": [list(corner) for corner in grid.boundary_of(cell)],
        "hidden": stored["hidden"],
        "reports": None if stored["hidden"] else rounded(stored["member_count"]),
        "official_count": stored["official_count"],
    }
