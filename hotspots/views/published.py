"""Which published analysis a page shows: the one asked for, or the latest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest

from hotspots import queries
from hotspots.models import Analysis
from hotspots.queries import Published
from members.access import Viewer


def chosen_of(request: HttpRequest, choices: list[Published]) -> Published:
    """Return what is asked for by its period, or the latest; any other slug does not exist."""
    if not choices:
        raise Http404
    if "period" not in request.GET:
        return choices[0]
    period = queries.period_from_slug(request.GET["period"], choices)
    if period is None:
        raise Http404
    return next(one for one in choices if one.period == period)


def payload_of(viewer: Viewer, kind: Analysis.Kind, chosen: Published) -> Mapping[str, Any]:
    """Return what the viewer's audience was given of it."""
    return queries.payload_of(
        viewer.district, kind, viewer.audience, chosen.period.start, chosen.period.end
    )
