"""Reports one by one, as those read them who see them through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from incidents.models import Report
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
    answers: Mapping[str, str]
    same_as: UUID | None
    lng: float
    lat: float


#: What a line is made of: plain values, because fifty rows of models cost more than the rest.
_COLUMNS: Final = (
    "pk",
    "category__code",
    "category__label",
    "occurred_at",
    "submitted_at",
    "organisation__name",
    "premises__name",
    "premises__street",
    "narrative",
    "told_police",
    "police_log",
    "minutes_lost",
    "answers",
    "same_as",
    "voice__same_as",
    "lng",
    "lat",
)
_TOLD: Final = dict(Report.ToldPolice.choices)


def report_lines(reports: ReportQuerySet) -> list[ReportLine]:
    """Return reports as triage reads them, in the order given, in one query."""
    return [_line(*row) for row in reports.with_place().values_list(*_COLUMNS)]


def lines_by_incident(
    viewer: Viewer, incident_ids: Collection[UUID]
) -> dict[UUID, list[ReportLine]]:
    """Return the reports of some incidents, newest first, in one query."""
    mine = Report.objects.visible_to(viewer).filter(link__incident__in=incident_ids)
    rows = mine.with_place().order_by("-occurred_at", "-pk")
    found: dict[UUID, list[ReportLine]] = defaultdict(list)
    for incident, *row in rows.values_list("link__incident", *_COLUMNS):
        found[incident].append(_line(*row))
    return found


def place_of(row: Report) -> tuple[float, float]:
    """Return longitude and latitude in degrees of a report read by `with_place`."""
    brought = vars(row)  # annotations are no attributes of the model
    return brought["lng"], brought["lat"]


def _line(*row: Any) -> ReportLine:
    *said, told, log, minutes, answers, same_as, voice, lng, lat = row
    pk, code, label, occurred_at, submitted_at, organisation, premises, street, narrative = said
    return ReportLine(
        id=pk,
        category=code,
        label=label,
        occurred_at=occurred_at,
        submitted_at=submitted_at,
        organisation=organisation,
        premises=premises or "",
        street=street or "",
        narrative=narrative,
        told_police=_TOLD.get(told, told),
        police_log=log,
        minutes_lost=minutes,
        answers=answers,
        same_as=same_as or voice,  # what the sender called the same, while writing or later
        lng=lng,
        lat=lat,
    )
