"""What one audience is given of a concentration: plain data, cut once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any, Final

from hotspots.disclosure.counts import EXACT, AudienceNotServed
from hotspots.payloads import Facts
from layers import grid
from members.audiences import Audience

SCHEMA: Final = 1
Json = dict[str, Any]


def concentration_payload(
    facts: Facts, cells: Sequence[Mapping[str, Any]], audience: Audience
) -> Json:
    """Return what an audience may see, as `docs/data-dictionary.md` describes it.

    Raises
    ------
    AudienceNotServed
        If it may not see exact counts: the indices move with every single report, and hexagons
        of this size hold few.
    """
    if audience not in EXACT:
        raise AudienceNotServed(f"No rule says what {audience} may see of a concentration.")
    town = facts.town
    return {
        "schema": SCHEMA,
        "kind": "concentration",
        "analysis": facts.analysis_id,
        "district": facts.district,
        "audience": audience.value,
        "boundary": {name: value for name, value in facts.boundary.items() if name != "geometry"},
        "period": {"from": f"{facts.period.start:%Y-%m}", "to": f"{facts.period.last:%Y-%m}"},
        **{name: town[name] for name in _NUMBERS},
        "cells": [
            {**one, "centre": list(grid.centre_of(str(one["cell"])))}
            for one in sorted(cells, key=lambda one: (-int(one["count"]), str(one["cell"])))
        ],
        "seed": facts.seed,
        "code_version": facts.code_version,
        "built_at": facts.built_at.astimezone(UTC).isoformat(timespec="seconds"),
    }


_NUMBERS: Final = (
    "members", "organisations_reporting", "resolution", "hexagons", "hexagons_with_reports",
    "enough", "gini", "top_share", "half_from", "gini_range", "top_range", "near_repeat",
)  # fmt: skip
