"""Reports one by one, as those read them who see them through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from incidents.models import IncidentReport, Report
from incidents.querysets import ReportQuerySet
from members.access import Viewer


@dataclass(frozen=True)
class ReportLine:
    """One report as triage reads it. `lng`, `lat` in degrees (EPSG:4326)."""

    id: UUID
    category: str
    label: str
    occurred_at: datetime
    submitted_at: datetime
    organisation: str
    premises: str
    street: str
    narrative: str
    told_police: str
    police_log: str
    minutes_lost: int | None
    same_as: UUID | None
    lng: float
    lat: float


def report_lines(reports: ReportQuerySet) -> list[ReportLine]:
    """Return reports as triage reads them, in the order given, in one query."""
    rows = reports.with_place().select_related("category", "organisation", "premises", "voice")
    return [line_of(row) for row in rows]


def place_of(row: Report) -> tuple[float, float]:
    """Return longitude and latitude in degrees of a report read by `with_place`."""
    brought = vars(row)  # annotations are no attributes of the model
    return brought["lng"], brought["lat"]


def line_of(row: Report) -> ReportLine:
    """Return one report, read by `with_place` with its related rows, as triage reads it."""
    lng, lat = place_of(row)
    return ReportLine(
        id=row.pk,
        category=row.category.code,
        label=row.category.label,
        occurred_at=row.occurred_at,
        submitted_at=row.submitted_at,
        organisation=row.organisation.name,
        premises=row.premises.name if row.premises else "",
        street=row.premises.street if row.premises else "",
        narrative=row.narrative,
        told_police=row.get_told_police_display(),
        police_log=row.police_log,
        minutes_lost=row.minutes_lost,
        same_as=_said_same(row),
        lng=lng,
        lat=lat,
    )


def _said_same(row: Report) -> UUID | None:
    """Return what the sender called the same, while writing or later."""
    later = row.voice.same_as_id if hasattr(row, "voice") else None
    return row.same_as_id or later


def lines_by_incident(
    viewer: Viewer, incident_ids: Collection[UUID]
) -> dict[UUID, list[ReportLine]]:
    """Return the reports of some incidents, newest first, in two queries."""
    links = IncidentReport.objects.filter(incident__in=incident_ids)
    incident_of = dict(links.values_list("report_id", "incident_id"))
    mine = Report.objects.visible_to(viewer).filter(pk__in=incident_of)
    found: dict[UUID, list[ReportLine]] = defaultdict(list)
    for line in report_lines(mine.order_by("-occurred_at", "-pk")):
        found[incident_of[line.id]].append(line)
    return found
