"""Which reports tell of an incident: joined by operations or by their senders, and taken out.

The incident's row is held before anything else is written, here and in triage alike, so that a
report that joins and a person who triages wait for each other and never for ever.
"""

from __future__ import annotations

from datetime import datetime

from incidents.actions.incident_steps import Step, TriageRefused, held, link, make, unlink
from incidents.likeness import NEAR_M, Told, metres_between
from incidents.models import Incident, IncidentChange, IncidentReport, Report, Voice
from layers.projection import to_metres
from members.access import acting_in
from members.models import AuditEvent, District

Kind = IncidentChange.Kind
_COMBINED = AuditEvent.Kind.COMBINATION


def join_report(
    *, incident: Incident, report: Report, version: int, by: str, at: datetime
) -> Incident:
    """Join one more report, with the voices that were added to it, to an incident, open or closed.

    Raises
    ------
    IncidentChanged, ReportAlreadyTriaged, TriageRefused
    """
    if report.district_id != incident.district_id:
        raise TriageRefused("That report belongs to another district.")
    with acting_in(incident.district_id):
        now = held(incident, version)
        link(now, report)
        make(now, Step(Kind.JOINED, {}, {}, {"report": str(report.pk)}, _COMBINED), by, at)
        return join_waiting_voices(incident=now, report=report, by=by, at=at)


def take_out_report(
    *, incident: Incident, report: Report, version: int, by: str, at: datetime
) -> Incident:
    """Take a report that was joined by mistake out of an incident; it waits again.

    Raises
    ------
    IncidentChanged, LastReport, NotJoined
    """
    with acting_in(incident.district_id):
        now = held(incident, version)
        unlink(now, report.pk)
        return make(now, Step(Kind.TAKEN_OUT, {}, {}, {"report": str(report.pk)}), by, at)


def undo_move(*, now: Incident, last: IncidentChange, by: str, at: datetime) -> Incident:
    """Take the report of the last change, a joining or a taking out, back to where it was.

    `now` is held by the caller.
    """
    moved = {"report": last.after["report"]}
    report = Report.objects.get(district=now.district_id, pk=moved["report"])
    if last.kind == Kind.JOINED:
        unlink(now, report.pk)
        return make(now, Step(Kind.TAKEN_OUT, {}, {}, moved), by, at)
    link(now, report)
    return make(now, Step(Kind.JOINED, {}, {}, moved, _COMBINED), by, at)


def join_waiting_voices(*, incident: Incident, report: Report, by: str, at: datetime) -> Incident:
    """Join the reports whose senders said that they tell of the same as one that has joined.

    The incident is held by the caller, who has just opened it or joined the report.
    """
    voices = Report.objects.filter(district=incident.district_id).waiting().voices_of(report)
    for voice in voices.order_by("pk"):
        join_voice(incident=incident, report=voice, by=by, at=at)
    return incident


def join_voice(*, incident: Incident, report: Report, by: str, at: datetime) -> None:
    """Join a report by its sender's word to an incident that the caller holds."""
    link(incident, report)
    told = {"report": str(report.pk), "voice": True}
    make(incident, Step(Kind.JOINED, {}, {}, told, _COMBINED), by, at)


def held_incident_of(
    district: District, earlier: Report | None, *, lng: float, lat: float
) -> Incident | None:
    """Return the open incident that an earlier report tells of, held; or None.

    None too if a report at `lng`, `lat` (EPSG:4326) lies further from the earlier one than the
    reports of one incident do: then a person decides, with the sender's word before them.
    """
    if earlier is None or not _is_near(earlier, lng, lat):
        return None
    told = [earlier.pk, earlier.same_as_id]
    voices = Voice.objects.filter(report=earlier).values_list("same_as", flat=True)
    links = IncidentReport.objects.filter(district=district, report_id__in=[*told, *voices]).values(
        "incident"
    )
    open_ones = Incident.objects.filter(district=district, pk__in=links).exclude(
        status=Incident.Status.CLOSED
    )
    return (
        open_ones.select_for_update(of=("self",))
        .select_related("category")
        .order_by("opened_at", "pk")
        .first()
    )


def _is_near(earlier: Report, lng: float, lat: float) -> bool:
    east, north = to_metres([lng, earlier.point.x], [lat, earlier.point.y])
    here, there = (
        Told("", float(x), float(y), earlier.occurred_at, "")
        for x, y in zip(east, north, strict=True)
    )
    return metres_between(here, there) <= NEAR_M
