"""Which open incident each waiting report most likely tells of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from incidents.likeness import NEAR_HOURS, Told, likeliest
from incidents.models import Incident, IncidentChange, Report
from incidents.queries.report_lines import ReportLine, place_of
from layers.projection import to_metres
from members.access import Viewer

# A town has dozens of open incidents; far above, the newest are the ones to merge into.
_MOST_TELLINGS: Final = 2000


@dataclass(frozen=True)
class OpenIncident:
    """One incident that a report may be joined to, with its newest report's place and time."""

    id: UUID
    label: str
    place: str
    last_at: datetime
    reports: int


@dataclass(frozen=True)
class Suggestions:
    """The open incidents that reports may be joined to, and the likeliest for each, if any."""

    joinable: list[OpenIncident] = field(default_factory=list)
    likeliest: dict[UUID, UUID | None] = field(default_factory=dict)


@dataclass(frozen=True)
class _Telling:
    """One report that an open incident is told by. `lng`, `lat` in degrees (EPSG:4326)."""

    report: Report
    incident: Incident
    lng: float
    lat: float


def suggestions(viewer: Viewer, waiting: Sequence[ReportLine]) -> Suggestions:
    """Return what waiting reports may be joined to, in one query."""
    if not waiting:
        return Suggestions()
    tellings = _open_tellings(viewer, waiting)
    told_by = _as_told(tellings)
    incident_of = {one.report.pk: one.incident.pk for one in tellings}
    taken_out = _taken_out(waiting, set(incident_of.values()))
    found = {
        line.id: _likeliest(line, told, told_by, incident_of, taken_out[line.id])
        for line, told in zip(waiting, _told(waiting), strict=True)
    }
    return Suggestions(_joinable(tellings), found)


def _likeliest(
    line: ReportLine,
    told: Told,
    tellings: list[Told],
    incident_of: dict[UUID, UUID],
    not_of: set[UUID],
) -> UUID | None:
    said = incident_of.get(line.same_as) if line.same_as else None
    if said and said not in not_of:  # the sender said so themselves
        return said
    key = likeliest(told, [one for one in tellings if UUID(one.key) not in not_of])
    return UUID(key) if key else None


def _taken_out(waiting: Sequence[ReportLine], incidents: set[UUID]) -> dict[UUID, set[UUID]]:
    """Return for each waiting report the incidents that somebody has taken it out of."""
    changes = IncidentChange.objects.filter(
        incident__in=incidents,
        kind=IncidentChange.Kind.TAKEN_OUT,
        after__report__in=[str(one.id) for one in waiting],
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for report, incident in changes.values_list("after__report", "incident"):
        found[UUID(report)].add(incident)
    return found


def _open_tellings(viewer: Viewer, waiting: Sequence[ReportLine]) -> list[_Telling]:
    """Return the reports that open incidents are told by, near in time to some others."""
    reach = timedelta(hours=NEAR_HOURS)
    first = min(line.occurred_at for line in waiting) - reach
    last = max(line.occurred_at for line in waiting) + reach
    near = Report.objects.visible_to(viewer).occurred_between(first, last)
    rows = (
        near.filter(link__incident__status__in=[Incident.Status.OPEN, Incident.Status.ASSIGNED])
        .with_place()
        .select_related("link__incident__category", "premises", "organisation")
        .order_by("-occurred_at", "-pk")[:_MOST_TELLINGS]
    )
    return [_Telling(row, row.link.incident, *place_of(row)) for row in rows]


def _as_told(tellings: Sequence[_Telling]) -> list[Told]:
    east, north = to_metres([one.lng for one in tellings], [one.lat for one in tellings])
    return [
        Told(
            str(one.incident.pk),
            float(x),
            float(y),
            one.report.occurred_at,
            one.incident.category.code,
        )
        for one, x, y in zip(tellings, east, north, strict=True)
    ]


def _joinable(tellings: Sequence[_Telling]) -> list[OpenIncident]:
    """Return the incidents of some reports (newest first), in the order of their newest."""
    grouped: dict[UUID, list[_Telling]] = defaultdict(list)
    for one in tellings:
        grouped[one.incident.pk].append(one)
    return [_open_incident(told) for told in grouped.values()]


def _open_incident(told: Sequence[_Telling]) -> OpenIncident:
    newest = told[0].report
    return OpenIncident(
        id=told[0].incident.pk,
        label=told[0].incident.category.label,
        place=newest.premises.name if newest.premises else newest.organisation.name,
        last_at=newest.occurred_at,
        reports=len(told),
    )


def _told(lines: Sequence[ReportLine]) -> list[Told]:
    east, north = to_metres([line.lng for line in lines], [line.lat for line in lines])
    return [
        Told(str(line.id), float(x), float(y), line.occurred_at, line.category)
        for line, x, y in zip(lines, east, north, strict=True)
    ]
