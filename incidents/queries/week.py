"""What happened and was done in the weeks up to one: reports, how far they came, and work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
import numpy.typing as npt

from incidents.models import ActionTaken, Category, CategoryMapping, Crosswalk, Report
from members.access import Viewer
from members.geometry import Latitude, Longitude

WAITING = "WAITING"
"""The stage of a report that nobody has put into an incident yet; else its incident's status."""


@dataclass(frozen=True, eq=False)
class WeekReports:
    """Reports as columns of one length, in the order of their ids.

    `premises` tells places apart: an address, or the business where no address was given (its
    id below zero).
    """

    ids: list[str]
    occurred_at: list[datetime]
    lng: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    organisation: npt.NDArray[np.int64]
    premises: npt.NDArray[np.int64]
    category: list[str]


@dataclass(frozen=True)
class ReportState:
    """How far a report has come, and whose its incident is, in the words of whoever said so."""

    report: str
    stage: str
    assigned_to: str


@dataclass(frozen=True)
class WorkDone:
    """One thing that was done, by whom in the words of whoever recorded it, about a place."""

    id: str
    who: str
    minutes: int | None
    lng: float
    lat: float


@dataclass(frozen=True)
class Kind:
    """A category that becomes reports, and where its reports go by default."""

    code: str
    label: str
    routes: list[str]


def week_reports(*, district_id: int, ids: Sequence[str]) -> WeekReports:
    """Return some reports in the order of their ids, in one query; what is gone is left out."""
    rows = list(
        Report.objects.filter(district_id=district_id, pk__in=ids)
        .order_by("pk")
        .values_list(
            "pk", "occurred_at", Longitude("point"), Latitude("point"), "organisation_id",
            "premises_id", "category__code",
        )
    )  # fmt: skip
    keys, moments, lng, lat, organisation, premises, category = (
        zip(*rows, strict=True) if rows else [()] * 7
    )
    places = [
        place if place is not None else -business
        for place, business in zip(premises, organisation, strict=True)
    ]
    return WeekReports(
        ids=[str(one) for one in keys],
        occurred_at=list(moments),
        lng=np.array(lng, dtype=np.float64),
        lat=np.array(lat, dtype=np.float64),
        organisation=np.array(organisation, dtype=np.int64),
        premises=np.array(places, dtype=np.int64),
        category=list(category),
    )


def states_of(*, district_id: int, ids: Sequence[str]) -> list[ReportState]:
    """Return how far some reports have come by now, in the order of their ids."""
    rows = Report.objects.filter(district_id=district_id, pk__in=ids).order_by("pk")
    return [
        ReportState(str(report), stage or WAITING, assigned or "")
        for report, stage, assigned in rows.values_list(
            "pk", "link__incident__status", "link__incident__assigned_to"
        )
    ]


def work_ids(*, district_id: int, start: datetime, end: datetime) -> list[str]:
    """Return the ids of what was done in [start, end), in their order."""
    found = ActionTaken.objects.filter(district_id=district_id, done_at__gte=start, done_at__lt=end)
    return [str(one) for one in found.order_by("pk").values_list("pk", flat=True)]


def work_by_id(*, district_id: int, ids: Sequence[str]) -> list[WorkDone]:
    """Return what was done, in the order of the ids, at the place of the first report of it."""
    actions = list(
        ActionTaken.objects.filter(district_id=district_id, pk__in=ids)
        .order_by("pk")
        .values_list("pk", "incident_id", "who", "minutes")
    )
    places = _places({incident for _, incident, _, _ in actions}, district_id)
    return [
        WorkDone(str(key), who, minutes, *places[incident])
        for key, incident, who, minutes in actions
        if incident in places
    ]


def _places(incidents: set[UUID], district_id: int) -> dict[UUID, tuple[float, float]]:
    rows = (
        Report.objects.filter(district_id=district_id, link__incident__in=incidents)
        .order_by("-pk")
        .values_list("link__incident_id", Longitude("point"), Latitude("point"))
    )
    return {incident: (lng, lat) for incident, lng, lat in rows}  # the first report comes last


def kinds_of(district_id: int, crosswalk: Crosswalk) -> list[Kind]:
    """Return the categories that become reports, in the order in which a district offers them."""
    routes = dict(
        CategoryMapping.objects.filter(crosswalk=crosswalk).values_list(
            "category_id", "default_route"
        )
    )
    found = Category.objects.filter(district_id=district_id, welfare=False)
    return [
        Kind(one.code, one.label, routes.get(one.pk, "").split())
        for one in found.order_by("position", "pk")
    ]


def has_late_reports(*, district_id: int, start: datetime, end: datetime, since: datetime) -> bool:
    """Tell whether anything that happened in [start, end) was submitted after a moment."""
    found = Report.objects.filter(district_id=district_id).occurred_between(start, end)
    return found.filter(submitted_at__gt=since).exists()


def own_reports(viewer: Viewer, start: datetime, end: datetime) -> int:
    """Return how many reports that happened in [start, end) are a viewer's own to read."""
    return Report.objects.visible_to(viewer).occurred_between(start, end).count()
