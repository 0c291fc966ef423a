"""The triage queue: reports that wait and incidents that are open, narrowed as asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from incidents.likeness import NEAR_HOURS, Told, likeliest
from incidents.models import Category, Incident, IncidentReport, Report
from incidents.narrowing import PERIODS, Narrowing, Show
from incidents.querysets import IncidentQuerySet, ReportQuerySet
from layers.projection import to_metres
from members.access import Viewer
from members.geometry import Latitude, Longitude

PAGE: Final = 50
#: Far more than a scheme gets in a year; a file of it is some megabytes.
MOST_EXPORTED: Final = 20_000
# A town has dozens of open incidents; far above, the newest are the ones to merge into.
_MOST_TELLINGS: Final = 2000


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


@dataclass(frozen=True)
class QueueItem:
    """One line of the queue: a waiting report, or an incident with its reports, newest first."""

    incident: Incident | None
    reports: Sequence[ReportLine]
    suggested: UUID | None = None

    @property
    def id(self) -> UUID:
        """Return the key of the incident, or of the report that waits."""
        return self.incident.pk if self.incident else self.reports[0].id

    @property
    def newest(self) -> ReportLine:
        """Return the report that happened last."""
        return self.reports[0]


@dataclass(frozen=True)
class OpenIncident:
    """One incident that a report may be joined to, with its newest report's place and time."""

    id: UUID
    label: str
    place: str
    last_at: datetime
    reports: int


@dataclass(frozen=True)
class Queue:
    """One page of the queue, how much there is of it, and what its reports may be joined to."""

    items: list[QueueItem]
    waiting: int
    incidents: int
    page: int
    joinable: list[OpenIncident]

    @property
    def total(self) -> int:
        """Return how many lines there are on all pages."""
        return self.waiting + self.incidents

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def queue(viewer: Viewer, asked: Narrowing) -> Queue:
    """Return one page of the queue: waiting reports first, then incidents, each newest first."""
    reports, incidents = narrowed(viewer, asked)
    waiting, opened = reports.count(), incidents.count()
    pages = max(1, -(-(waiting + opened) // PAGE))
    page = min(asked.page, pages)
    start, stop = (page - 1) * PAGE, page * PAGE
    lines = report_lines(reports.order_by("-occurred_at", "-pk")[start:stop])
    items = [QueueItem(None, [line]) for line in lines]
    if len(items) < PAGE:
        first, last = max(0, start - waiting), max(0, stop - waiting)
        shown = incidents.order_by("-opened_at", "-pk").select_related("category")[first:last]
        items += _with_reports(viewer, shown)
    items, joinable = _with_suggestions(viewer, items)
    return Queue(items, waiting, opened, page, joinable)


def widened(viewer: Viewer, asked: Narrowing) -> Narrowing:
    """Return the shortest period, from the one asked, in which a report waits; or as asked."""
    waiting = Report.objects.visible_to(viewer).waiting()
    if not waiting.exists():
        return asked
    longer = (replace(asked, days=days) for days in PERIODS if not days or days >= asked.days)
    return next(
        wider
        for wider in longer
        if wider.since is None or waiting.filter(occurred_at__gte=wider.since).exists()
    )


def narrowed(viewer: Viewer, asked: Narrowing) -> tuple[ReportQuerySet, IncidentQuerySet]:
    """Return the waiting reports and the incidents that somebody asked to see.

    The period narrows reports by when they happened, and closed incidents by their reports. What
    is open stays in sight until it is closed, however old it is.
    """
    reports = Report.objects.visible_to(viewer)
    if asked.words:
        reports = reports.mentioning(asked.words)
    incidents = Incident.objects.visible_to(viewer)
    recent = reports.filter(occurred_at__gte=asked.since) if asked.since else reports
    waiting = recent.waiting()
    if asked.words:
        incidents = incidents.told_by(reports)
    if asked.category:
        waiting = waiting.filter(category__code=asked.category)
        incidents = incidents.filter(category__code=asked.category)
    if asked.show in (Show.QUEUE, Show.OPEN):
        incidents = incidents.exclude(status=Incident.Status.CLOSED)
    elif asked.show == Show.CLOSED:
        incidents = incidents.filter(status=Incident.Status.CLOSED).told_by(recent)
    elif asked.show == Show.ALL:
        incidents = incidents.told_by(recent)
    else:
        incidents = incidents.none()
    seen = asked.show in (Show.QUEUE, Show.WAITING, Show.ALL)
    return waiting if seen else waiting.none(), incidents


def report_lines(reports: ReportQuerySet) -> list[ReportLine]:
    """Return reports as triage reads them, in the order given, in one query."""
    rows = (
        reports.annotate(lng=Longitude("point"), lat=Latitude("point"))
        .select_related("category", "organisation", "premises")
        .defer("point")
    )
    return [_line(row) for row in rows]


def _line(row: Report) -> ReportLine:
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
        same_as=row.same_as_id,
        lng=row.lng,
        lat=row.lat,
    )


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


def _with_reports(viewer: Viewer, incidents: IncidentQuerySet) -> list[QueueItem]:
    shown = list(incidents)
    lines = lines_by_incident(viewer, [one.pk for one in shown])
    return [QueueItem(one, lines[one.pk]) for one in shown]


def _with_suggestions(
    viewer: Viewer, items: list[QueueItem]
) -> tuple[list[QueueItem], list[OpenIncident]]:
    """Give each waiting report the open incident that it most likely tells of."""
    waiting = [one.newest for one in items if one.incident is None]
    if not waiting:
        return items, []
    rows = _open_tellings(viewer, waiting)
    tellings, incident_of = _as_told(rows), {row.pk: row.link.incident_id for row in rows}
    told = {one.key: one for one in _told(waiting)}
    suggested = [
        item
        if item.incident
        else replace(item, suggested=_likeliest(item.newest, told, tellings, incident_of))
        for item in items
    ]
    return suggested, _joinable(rows)


def _likeliest(
    line: ReportLine, told: dict[str, Told], tellings: list[Told], incident_of: dict[UUID, UUID]
) -> UUID | None:
    if line.same_as in incident_of:  # the sender said so themselves
        return incident_of[line.same_as]
    key = likeliest(told[str(line.id)], tellings)
    return UUID(key) if key else None


def _open_tellings(viewer: Viewer, waiting: Sequence[ReportLine]) -> list[Report]:
    """Return the reports that open incidents are told by, near in time to some others."""
    reach = timedelta(hours=NEAR_HOURS)
    first = min(line.occurred_at for line in waiting) - reach
    last = max(line.occurred_at for line in waiting) + reach
    near = Report.objects.visible_to(viewer).occurred_between(first, last)
    rows = (
        near.filter(link__incident__status__in=[Incident.Status.OPEN, Incident.Status.ASSIGNED])
        .annotate(lng=Longitude("point"), lat=Latitude("point"))
        .select_related("link__incident__category", "premises", "organisation")
        .defer("point")
    )
    return list(rows.order_by("-occurred_at", "-pk")[:_MOST_TELLINGS])


def _as_told(rows: Sequence[Report]) -> list[Told]:
    east, north = to_metres([row.lng for row in rows], [row.lat for row in rows])
    return [
        Told(str(row.link.incident_id), float(x), float(y), row.occurred_at,
             row.link.incident.category.code)
        for row, x, y in zip(rows, east, north, strict=True)
    ]  # fmt: skip


def _joinable(rows: Sequence[Report]) -> list[OpenIncident]:
    """Return the incidents of some reports (newest first), in the order of their newest."""
    grouped: dict[UUID, list[Report]] = defaultdict(list)
    for row in rows:
        grouped[row.link.incident_id].append(row)
    return [
        OpenIncident(
            id=key,
            label=told[0].link.incident.category.label,
            place=told[0].premises.name if told[0].premises else told[0].organisation.name,
            last_at=told[0].occurred_at,
            reports=len(told),
        )
        for key, told in grouped.items()
    ]


def _told(lines: Sequence[ReportLine]) -> list[Told]:
    east, north = to_metres([line.lng for line in lines], [line.lat for line in lines])
    return [
        Told(str(line.id), float(x), float(y), line.occurred_at, line.category)
        for line, x, y in zip(lines, east, north, strict=True)
    ]


def triage_categories(viewer: Viewer) -> list[Category]:
    """Return the categories that an incident can have, in the order of their keys."""
    mine = Category.objects.filter(district=viewer.district, welfare=False)
    return list(mine.order_by("position", "pk"))


@dataclass(frozen=True)
class ExportedReport:
    """One report of a file, with what became of it."""

    line: ReportLine
    incident: Incident | None


def exported(viewer: Viewer, asked: Narrowing) -> list[ExportedReport]:
    """Return the reports that the whole queue shows, newest first, one more than a file holds."""
    waiting, incidents = narrowed(viewer, asked)
    mine = Report.objects.visible_to(viewer)
    shown = mine.filter(Q(pk__in=waiting.values("pk")) | Q(link__incident__in=incidents))
    rows = (
        shown.annotate(lng=Longitude("point"), lat=Latitude("point"))
        .select_related("category", "organisation", "premises", "link__incident__category")
        .defer("point")
        .order_by("-occurred_at", "-pk")[: MOST_EXPORTED + 1]
    )
    return [
        ExportedReport(_line(row), row.link.incident if hasattr(row, "link") else None)
        for row in rows
    ]
