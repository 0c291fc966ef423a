"""Who was given which incident, until when, and what was done: for times to first response."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.db.models import QuerySet

from incidents.models import ActionTaken, IncidentChange

Kind = IncidentChange.Kind
_ENDS: Final = (Kind.ASSIGNED, Kind.CLOSED)


@dataclass(frozen=True)
class Assigned:
    """That an incident was with somebody; `until` is when it was given on, taken away or closed."""

    incident: str
    to: str
    at: datetime
    until: datetime | None


@dataclass(frozen=True)
class Deed:
    """That somebody did something about an incident."""

    incident: str
    who: str
    at: datetime


def assignments_between(
    district_id: int, start: datetime, end: datetime, *, known_at: datetime
) -> list[Assigned]:
    """Return the assignments of the incidents opened in [start, end), as known at a moment.

    Personal data: `to` may be a name.
    """
    changes = _changes(district_id, start, end, known_at).filter(kind__in=_ENDS)
    read = changes.order_by("incident", "made_at", "after__version", "pk")
    found = []
    for _, one in groupby(read, key=attrgetter("incident_id")):
        steps = list(one)
        untils = [step.made_at for step in steps[1:]]
        for step, until in zip(steps, [*untils, None], strict=True):
            if step.kind == Kind.ASSIGNED and step.after["assigned_to"]:
                to = step.after["assigned_to"]
                found.append(Assigned(str(step.incident_id), to, step.made_at, until))
    return found


def deeds_between(
    district_id: int, start: datetime, end: datetime, *, known_at: datetime
) -> list[Deed]:
    """Return what was done about the incidents opened in [start, end), as recorded by a moment.

    Personal data: `who` may be a name.
    """
    recorded = _changes(district_id, start, end, known_at).filter(kind=Kind.ACTED)
    ids = recorded.values_list("after__action", flat=True)
    done = ActionTaken.objects.filter(district_id=district_id, pk__in=list(ids))
    return [
        Deed(str(incident), who, at)
        for incident, who, at in done.order_by("pk").values_list("incident", "who", "done_at")
    ]


def _changes(
    district_id: int, start: datetime, end: datetime, known_at: datetime
) -> QuerySet[IncidentChange]:
    return IncidentChange.objects.filter(
        district_id=district_id,
        incident__opened_at__gte=start,
        incident__opened_at__lt=end,
        made_at__lte=known_at,
    )
