"""What an audience would be given of a stored analysis."""

from __future__ import annotations

import json
from typing import Any

from hotspots.models import Analysis
from hotspots.payloads import Facts
from hotspots.periods import Period
from hotspots.queries.published import cells_of
from hotspots.queries.registry import study_of
from layers.models import Boundary
from members.audiences import Audience


def payload_for(analysis: Analysis, audience: Audience) -> dict[str, Any]:
    """Cut a stored analysis for an audience."""
    return study_of(analysis).payload(facts_of(analysis), cells_of(analysis), audience)


def facts_of(analysis: Analysis) -> Facts:
    """Return what stands around the numbers of an analysis."""
    district = analysis.district
    return Facts(
        analysis_id=str(analysis.pk),
        district={"slug": district.slug, "name": district.name, "invented": district.invented},
        boundary=_boundary(Boundary.objects.get(pk=analysis.parameters["choice"]["boundary_id"])),
        period=Period(analysis.period_start, analysis.period_end),
        parameters=analysis.parameters,
        town=analysis.result,
        seed=analysis.seed,
        code_version=analysis.code_version,
        built_at=analysis.built_at,
    )


def _boundary(boundary: Boundary) -> dict[str, Any]:
    return {
        "name": boundary.name,
        "illustrative": boundary.illustrative,
        "valid_from": boundary.valid_from.isoformat(),
        "source": boundary.source,
        "geometry": json.loads(boundary.polygon.geojson),
    }
