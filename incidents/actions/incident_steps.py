"""How one step of an incident is made: held, changed, appended, recorded, and owed as news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from incidents.actions import outbox
from incidents.models import Incident, IncidentChange, IncidentReport, OutboxEvent, Report
from members import audit
from members.ids import new_id
from members.models import AuditEvent


class TriageRefused(ValueError):
    """A change cannot be made; the message is a sentence for whoever tried."""


class IncidentChanged(TriageRefused):
    """Somebody else changed the incident since it was looked at."""


class ReportAlreadyTriaged(TriageRefused):
    """The report tells of an incident already."""


class NotJoined(TriageRefused):
    """The report does not tell of the incident."""


class LastReport(TriageRefused):
    """An incident without a report would tell of nothing."""


@dataclass(frozen=True)
class Step:
    """One change about to be made: the columns that it sets, and what the history adds."""

    kind: IncidentChange.Kind
    columns: Mapping[str, str | int]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    recorded_as: AuditEvent.Kind = AuditEvent.Kind.ALTERATION


def held(incident: Incident, version: int) -> Incident:
    """Return the incident as it stands, held until the transaction ends, if nobody moved it on."""
    now = Incident.objects.select_for_update(of=("self",)).select_related("category")
    held = now.get(pk=incident.pk)
    if held.version != version:
        raise IncidentChanged(
            "Somebody changed this incident while you looked at it. Look again, then decide."
        )
    return held


def link(incident: Incident, report: Report) -> None:
    """Say that a report tells of an incident; a report tells of one."""
    refusal = ReportAlreadyTriaged("Somebody put this report into an incident already.")
    if IncidentReport.objects.filter(report=report).exists():
        raise refusal
    told = IncidentReport(district_id=incident.district_id, incident=incident, report=report)
    try:
        with transaction.atomic():
            told.save(force_insert=True)
    except IntegrityError as error:
        raise refusal from error


def unlink(incident: Incident, report_id: UUID) -> None:
    """Say that a report no longer tells of an incident, which must keep another.

    Raises
    ------
    NotJoined, LastReport
    """
    told = IncidentReport.objects.filter(incident=incident)
    mine = told.filter(report_id=report_id)
    if not mine.exists():
        raise NotJoined("That report does not belong to this incident.")
    if told.count() == 1:
        raise LastReport(
            "This is the only report of the incident. Set another category, or close it."
        )
    mine.delete()


def make(now: Incident, step: Step, by: str, at: datetime) -> Incident:
    """Change the row as a step says, count its version up, and append the change."""
    for name, value in step.columns.items():
        setattr(now, name, value)
    now.version += 1
    now.save(update_fields=[*(name.removesuffix("_id") for name in step.columns), "version"])
    append(now, step, by, at)
    return now


def append(incident: Incident, step: Step, by: str, at: datetime) -> None:
    """Append the change to the history and the audit trail, and owe the reporters the news."""
    change = IncidentChange(
        id=new_id(at),
        district_id=incident.district_id,
        incident=incident,
        kind=step.kind,
        before=dict(step.before),
        # The version tells the order of changes of one moment.
        after={**step.after, "version": incident.version},
        made_at=at,
        made_by=by,
    )
    change.save(force_insert=True)
    audit.record(
        district_id=incident.district_id,
        by=by,
        at=at,
        kind=step.recorded_as,
        what="incident changed",
        incident=str(incident.pk),
        change=str(change.pk),
        step=str(step.kind),
    )
    outbox.owe(
        district_id=incident.district_id,
        kind=OutboxEvent.Kind.INCIDENT_CHANGED,
        subject=incident.pk,
        at=at,
        identity=change.pk,
    )
