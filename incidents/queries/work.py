"""How much a scheme did in a span of time: counts only, of reports, incidents and actions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min

from incidents.models import ActionTaken, Incident, IncidentChange, Report


@dataclass(frozen=True)
class Work:
    """Counts over one half-open span.

    Attributes
    ----------
    reports : reports of what happened in the span.
    reporting : businesses that made any of them.
    incidents : incidents opened in the span.
    acted, closed : of those, with an action recorded, and closed since.
    outcomes : closed ones by outcome code.
    hours : from opening to the first action, of those with one, sorted.
    """

    reports: int
    reporting: int
    incidents: int
    acted: int
    closed: int
    outcomes: dict[str, int]
    hours: list[float]


def work_between(district_id: int, start: datetime, end: datetime, *, known_at: datetime) -> Work:
    """Return what was reported and done in a span, as far as it was known at a moment."""
    reports = (
        Report.objects.filter(district_id=district_id)
        .occurred_between(start, end)
        .known_at(known_at)
    )
    opened = dict(
        Incident.objects.filter(
            district_id=district_id, opened_at__gte=start, opened_at__lt=end
        ).values_list("pk", "opened_at")
    )
    first = dict(
        ActionTaken.objects.filter(incident__in=list(opened), done_at__lte=known_at)
        .values_list("incident")
        .annotate(first=Min("done_at"))
    )
    outcomes = _outcomes(list(opened), known_at)
    hours = [
        max(0.0, (done - opened[incident]).total_seconds() / 3600)
        for incident, done in first.items()
    ]
    return Work(
        reports=reports.count(),
        reporting=reports.values("organisation").distinct().count(),
        incidents=len(opened),
        acted=len(first),
        closed=sum(outcomes.values()),
        outcomes=outcomes,
        hours=sorted(hours),
    )


def _outcomes(incidents: list[UUID], known_at: datetime) -> dict[str, int]:
    """Count the incidents that were closed, and stayed so, by their outcome."""
    closed = IncidentChange.objects.filter(
        incident__in=incidents, kind=IncidentChange.Kind.CLOSED, made_at__lte=known_at
    ).values("incident")
    found = Incident.objects.filter(pk__in=closed, status=Incident.Status.CLOSED)
    return dict(sorted(Counter(found.values_list("outcome", flat=True)).items()))
