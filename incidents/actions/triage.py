"""See reports through: join them into incidents, act, close. What happened is appended.

An incident's row holds its present state. Each function below changes that row and appends the
change, its audit event and what it owes the reporters, in one transaction. `version` is the
state that the person had before them; if it has moved on, nothing happens and they are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from incidents.actions.incident_steps import (
    IncidentChanged,
    LastReport,
    NotJoined,
    ReportAlreadyTriaged,
    Step,
    TriageRefused,
    append,
    held,
    link,
    make,
)
from incidents.actions.joining import join_report, join_waiting_voices, take_out_report, undo_move
from incidents.models import (
    ActionTaken,
    Category,
    CategoryMapping,
    Incident,
    IncidentChange,
    Report,
)
from members.access import acting_in
from members.ids import new_id

__all__ = [
    "Done",
    "IncidentChanged",
    "IncidentIsClosed",
    "IncidentIsOpen",
    "LastReport",
    "NotJoined",
    "NothingToUndo",
    "ReportAlreadyTriaged",
    "SaidAlready",
    "TriageRefused",
    "assign",
    "close_incident",
    "join_report",
    "mark_still_happening",
    "open_incident",
    "record_action",
    "reopen_incident",
    "set_category",
    "take_out_report",
    "undo_last_change",
]

Kind = IncidentChange.Kind
Status = Incident.Status

#: The same business says once in half a day that something goes on; more is no news.
SAID_ONCE_IN: Final = timedelta(hours=12)


class IncidentIsClosed(TriageRefused):
    """The incident must be reopened first."""


class IncidentIsOpen(TriageRefused):
    """Only what is closed can be reopened."""


class NothingToUndo(TriageRefused):
    """The last change is not one that a later change can take back."""


class SaidAlready(TriageRefused):
    """The business said so a short while ago."""


@dataclass(frozen=True)
class Done:
    """What somebody did about an incident, when, and for how many minutes if they said."""

    what: str
    who: str
    done_at: datetime
    minutes: int | None = None


def open_incident(
    *, report: Report, category: Category | None = None, qualifier: str = "", by: str, at: datetime
) -> Incident:
    """Open an incident that a report tells of, of the report's category unless another is given.

    Without a qualifier it gets the one that is usual for the category.

    Raises
    ------
    ReportAlreadyTriaged, TriageRefused
    """
    category = category or report.category
    _refuse_category(report.district_id, category)
    with acting_in(report.district_id):
        incident = Incident(
            id=new_id(at),
            district_id=report.district_id,
            category=category,
            qualifier=qualifier or _usual_qualifier(category),
            status=Status.OPEN,
            opened_at=at,
        )
        incident.save(force_insert=True)
        link(incident, report)
        after = {"report": str(report.pk), "category": category.code}
        after["qualifier"] = incident.qualifier
        append(incident, Step(Kind.OPENED, {}, {}, after), by, at)
        return join_waiting_voices(incident=incident, report=report, by=by, at=at)


def set_category(
    *, incident: Incident, version: int, category: Category, qualifier: str, by: str, at: datetime
) -> Incident:
    """Set an incident's category and its NSIR qualifier (the usual one, if none is given).

    Raises
    ------
    IncidentChanged, TriageRefused
    """
    _refuse_category(incident.district_id, category)
    with acting_in(incident.district_id):
        now = held(incident, version)
        qualifier = qualifier or _usual_qualifier(category)
        step = Step(
            Kind.CATEGORISED,
            {"category_id": category.pk, "qualifier": qualifier},
            {"category": now.category.code, "qualifier": now.qualifier},
            {"category": category.code, "qualifier": qualifier},
        )
        return make(now, step, by, at)


def assign(*, incident: Incident, version: int, to: str, by: str, at: datetime) -> Incident:
    """Say who has an incident; an empty text takes it from whoever had it.

    Raises
    ------
    IncidentChanged, IncidentIsClosed
    """
    with acting_in(incident.district_id):
        now = held(incident, version)
        if now.status == Status.CLOSED:
            raise IncidentIsClosed("This incident is closed. Reopen it before you assign it.")
        status = Status.ASSIGNED if to else Status.OPEN
        step = Step(
            Kind.ASSIGNED,
            {"assigned_to": to, "status": status},
            {"assigned_to": now.assigned_to, "status": now.status},
            {"assigned_to": to, "status": status},
        )
        return make(now, step, by, at)


def record_action(
    *, incident: Incident, version: int, done: Done, by: str, at: datetime
) -> Incident:
    """Record what was done about an incident; also after it was closed.

    Raises
    ------
    IncidentChanged, TriageRefused
    """
    if not done.what.strip():
        raise TriageRefused("Say what was done.")
    if done.done_at > at + timedelta(minutes=5):
        raise TriageRefused("That moment is still to come. Say when it was done.")
    with acting_in(incident.district_id):
        now = held(incident, version)
        action = ActionTaken(
            id=new_id(at),
            district_id=now.district_id,
            incident=now,
            what=done.what,
            who=done.who,
            done_at=done.done_at,
            minutes=done.minutes,
        )
        action.save(force_insert=True)
        return make(now, Step(Kind.ACTED, {}, {}, {"action": str(action.pk)}), by, at)


def close_incident(
    *, incident: Incident, version: int, outcome: str, by: str, at: datetime
) -> Incident:
    """Close an incident with its outcome.

    Raises
    ------
    IncidentChanged, IncidentIsClosed
    """
    with acting_in(incident.district_id):
        now = held(incident, version)
        if now.status == Status.CLOSED:
            raise IncidentIsClosed("This incident is closed already.")
        after = {"status": Status.CLOSED.value, "outcome": Incident.Outcome(outcome).value}
        step = Step(Kind.CLOSED, after, {"status": now.status, "outcome": ""}, after)
        return make(now, step, by, at)


def reopen_incident(*, incident: Incident, version: int, by: str, at: datetime) -> Incident:
    """Open a closed incident again; whoever had it has it again.

    Raises
    ------
    IncidentChanged, IncidentIsOpen
    """
    with acting_in(incident.district_id):
        now = held(incident, version)
        if now.status != Status.CLOSED:
            raise IncidentIsOpen("This incident is open already.")
        return make(now, _reopening(now, Kind.REOPENED, {}), by, at)


def undo_last_change(*, incident: Incident, version: int, by: str, at: datetime) -> Incident:
    """Take the last change back by appending its reverse: all but an opening and an action.

    Raises
    ------
    IncidentChanged, NothingToUndo, ReportAlreadyTriaged
    """
    with acting_in(incident.district_id):
        now = held(incident, version)
        last = now.changes.get(after__version=now.version)
        if last.kind in (Kind.JOINED, Kind.TAKEN_OUT):
            return undo_move(now=now, last=last, by=by, at=at)
        return make(now, _reverse(now, last), by, at)


def mark_still_happening(
    *, incident: Incident, organisation_id: int, by: str, at: datetime
) -> Incident:
    """Let a business that reported an incident say that it goes on; closed, it opens again.

    Raises
    ------
    SaidAlready, TriageRefused
    """
    with acting_in(incident.district_id):
        now = Incident.objects.select_for_update().get(pk=incident.pk)
        if not now.links.filter(report__organisation_id=organisation_id).exists():
            raise TriageRefused("Your business has not reported this.")
        said = now.changes.filter(
            kind=Kind.STILL_HAPPENING,
            after__organisation=organisation_id,
            made_at__gt=at - SAID_ONCE_IN,
        )
        if said.exists():
            raise SaidAlready("You have told us that this is still happening. It is in the queue.")
        who = {"organisation": organisation_id}
        step = Step(Kind.STILL_HAPPENING, {}, {}, who)
        if now.status == Status.CLOSED:
            step = _reopening(now, Kind.STILL_HAPPENING, who)
        return make(now, step, by, at)


def _reopening(now: Incident, kind: IncidentChange.Kind, extra: Mapping[str, Any]) -> Step:
    status = Status.ASSIGNED if now.assigned_to else Status.OPEN
    columns = {"status": status.value, "outcome": ""}
    before = {"status": now.status, "outcome": now.outcome}
    return Step(kind, columns, before, {**columns, **extra})


def _refuse_category(district_id: int, category: Category) -> None:
    if category.district_id != district_id or category.welfare:
        raise TriageRefused("An incident cannot be of that category.")


def _usual_qualifier(category: Category) -> str:
    mappings = CategoryMapping.objects.filter(category=category).order_by("-crosswalk__version")
    usual = mappings.values_list("nsir_qualifier", flat=True).first() or ""
    return usual if usual in Incident.Qualifier.values else ""


def _reverse(now: Incident, last: IncidentChange) -> Step:
    if last.kind == Kind.CATEGORISED:
        back = Category.objects.get(district_id=now.district_id, code=last.before["category"])
        columns = {"category_id": back.pk, "qualifier": last.before["qualifier"]}
        return Step(Kind.CATEGORISED, columns, last.after, last.before)
    if last.kind == Kind.ASSIGNED:
        return Step(Kind.ASSIGNED, last.before, last.after, last.before)
    if last.kind == Kind.CLOSED:
        return _reopening(now, Kind.REOPENED, {})
    raise NothingToUndo(
        "The last step cannot be taken back: an incident once opened stays, "
        "and an action once recorded stays."
    )
