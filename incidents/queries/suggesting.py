"""Which open incident each waiting report most likely tells of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from incidents.likeness import NEAR_HOURS, Told, likeliest, likeliest_of_each
from incidents.models import Incident, IncidentChange, Report
from incidents.queries.report_lines import ReportLine
from layers.projection import to_metres
from members.access import Viewer

# A town has dozens of open incidents; far above, the newest are the ones to merge into.
_MOST_TELLINGS: Final = 2000
#: In the order of `_Telling`.
_TELLS: Final = (
    "pk",
    "link__incident",
    "link__incident__category__code",
    "link__incident__category__label",
    "occurred_at",
    "premises__name",
    "organisation__name",
    "lng",
    "lat",
)


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


class _Telling(NamedTuple):
    """One report that an open incident is told by. `lng`, `lat` in degrees (EPSG:4326)."""

    report: UUID
    incident: UUID
    code: str
    label: str
    occurred_at: datetime
    premises: str | None
    organisation: str
    lng: float
    lat: float


def suggestions(viewer: Viewer, waiting: Sequence[ReportLine]) -> Suggestions:
    """Return what waiting reports may be joined to, in one query."""
    if not waiting:
        return Suggestions()
    tellings = _open_tellings(viewer, waiting)
    told, told_by = _told(waiting), _as_told(tellings)
    incident_of = {one.report: one.incident for one in tellings}
    taken_out = _taken_out(waiting, set(incident_of.values()))
    found = {
        line.id: UUID(key) if key else None
        for line, key in zip(waiting, likeliest_of_each(told, told_by), strict=True)
    }
    for line, one in zip(waiting, told, strict=True):
        said = incident_of.get(line.same_as) if line.same_as else None
        not_of = taken_out[line.id]
        if said and said not in not_of:  # the sender said so themselves
            found[line.id] = said
        elif not_of:
            found[line.id] = _likeliest(one, told_by, not_of)
    return Suggestions(_joinable(tellings), found)


def _likeliest(one: Told, tellings: list[Told], not_of: set[UUID]) -> UUID | None:
    key = likeliest(one, [other for other in tellings if UUID(other.key) not in not_of])
    return UUID(key) if key else None


def _taken_out(waiting: Sequence[ReportLine], incidents: set[UUID]) -> dict[UUID, set[UUID]]:
    """Return for each waiting report the incidents that somebody has taken it out of."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    if not incidents:
        return found
    changes = IncidentChange.objects.filter(
        incident__in=incidents,
        kind=IncidentChange.Kind.TAKEN_OUT,
        after__report__in=[str(one.id) for one in waiting],
    )
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
        .order_by("-occurred_at", "-pk")
        .values_list(*_TELLS)[:_MOST_TELLINGS]
    )
    return [_Telling(*row) for row in rows]


def _as_told(tellings: Sequence[_Telling]) -> list[Told]:
    east, north = to_metres([one.lng for one in tellings], [one.lat for one in tellings])
    return [
        Told(
            str(one.incident),
            float(x),
            float(y),
            one.occurred_at,
            one.code,
        )
        for one, x, y in zip(tellings, east, north, strict=True)
    ]


def _joinable(tellings: Sequence[_Telling]) -> list[OpenIncident]:
    """Return the incidents of some reports (newest first), in the order of their newest."""
    grouped: dict[UUID, list[_Telling]] = defaultdict(list)
    for one in tellings:
        grouped[one.incident].append(one)
    return [_open_incident(told) for told in grouped.values()]


def _open_incident(told: Sequence[_Telling]) -> OpenIncident:
    newest = told[0]
    return OpenIncident(
        id=newest.incident,
        label=newest.label,
        place=newest.premises or newest.organisation,
        last_at=newest.occurred_at,
        reports=len(told),
    )


def _told(lines: Sequence[ReportLine]) -> list[Told]:
    east, north = to_metres([line.lng for line in lines], [line.lat for line in lines])
    return [
        Told(str(line.id), float(x), float(y), line.occurred_at, line.category)
        for line, x, y in zip(lines, east, north, strict=True)
    ]
