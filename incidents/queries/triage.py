"""The triage queue: reports that wait and incidents that are open, narrowed as asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db.models import Q

from incidents.models import Category, Incident, IncidentReport, Report
from incidents.narrowing import PERIODS, Narrowing, Show
from incidents.queries.photos import PhotoShown, photos_of
from incidents.queries.report_lines import ReportLine, lines_by_incident, report_lines
from incidents.queries.suggesting import OpenIncident, suggestions
from incidents.querysets import IncidentQuerySet, ReportQuerySet
from members.access import Viewer

PAGE: Final = 50
#: Far more than a scheme gets in a year; a file of it is some megabytes.
MOST_EXPORTED: Final = 20_000


_NEWEST: Final = ("-occurred_at", "-pk")


@dataclass(frozen=True)
class QueueItem:
    """One line of the queue: a waiting report, or an incident with its reports, newest first."""

    incident: Incident | None
    reports: Sequence[ReportLine]
    suggested: UUID | None = None
    photos: Sequence[PhotoShown] = ()

    @property
    def id(self) -> UUID:
        """Return the key of the incident, or of the report that waits."""
        return self.incident.pk if self.incident else self.reports[0].id

    @property
    def newest(self) -> ReportLine:
        """Return the report that happened last."""
        return self.reports[0]


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
    items = [QueueItem(None, [line]) for line in _lines(viewer, reports, start, stop)]
    if len(items) < PAGE:
        first, last = max(0, start - waiting), max(0, stop - waiting)
        shown = incidents.order_by("-opened_at", "-pk").select_related("category")[first:last]
        items += _with_reports(viewer, shown)
    found = suggestions(viewer, [one.newest for one in items if one.incident is None])
    photos = photos_of(viewer, [line.id for one in items for line in one.reports])
    items = [
        replace(
            one,
            suggested=found.likeliest.get(one.id),
            photos=[photo for line in one.reports for photo in photos[line.id]],
        )
        for one in items
    ]
    return Queue(items, waiting, opened, page, found.joinable)


def _lines(viewer: Viewer, reports: ReportQuerySet, start: int, stop: int) -> list[ReportLine]:
    # The keys apart: joined to everything else, the planner walks all of many reports.
    keys = reports.order_by(*_NEWEST).values("pk")[start:stop]
    return report_lines(Report.objects.visible_to(viewer).filter(pk__in=keys).order_by(*_NEWEST))


def widened(viewer: Viewer, asked: Narrowing) -> Narrowing:
    """Return the shortest period, from the one asked, in which a report waits; or as asked."""
    waiting = Report.objects.visible_to(viewer).waiting()
    # Mostly one does; the newest of many would be sorted for.
    if asked.since is None or waiting.filter(occurred_at__gte=asked.since).exists():
        return asked
    newest = waiting.order_by("-occurred_at").values_list("occurred_at", flat=True).first()
    if newest is None:
        return asked
    longer = (replace(asked, days=days) for days in PERIODS if not days or days >= asked.days)
    return next(wider for wider in longer if wider.since is None or newest >= wider.since)


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


def _with_reports(viewer: Viewer, incidents: IncidentQuerySet) -> list[QueueItem]:
    shown = list(incidents)
    lines = lines_by_incident(viewer, [one.pk for one in shown])
    return [QueueItem(one, lines[one.pk]) for one in shown if lines[one.pk]]


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
    keys = list(shown.order_by(*_NEWEST).values_list("pk", flat=True)[: MOST_EXPORTED + 1])
    links = dict(
        IncidentReport.objects.filter(report__in=keys).values_list("report_id", "incident_id")
    )
    told = Incident.objects.visible_to(viewer).select_related("category").in_bulk(links.values())
    return [
        ExportedReport(line, told.get(links[line.id]) if line.id in links else None)
        for line in report_lines(mine.filter(pk__in=keys).order_by(*_NEWEST))
    ]
