"""One incident: what was reported, what was done, how it ended, in the order it happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from incidents.models import Category, Incident, IncidentChange
from incidents.presenters import words
from incidents.presenters.triage import Option
from incidents.queries.incident import IncidentFile
from incidents.queries.photos import PhotoShown
from incidents.queries.questions import Book
from incidents.queries.report_lines import ReportLine
from members import formats


@dataclass(frozen=True)
class TimelineMark:
    """One change, in words, with its moment and who made it."""

    moment: str
    machine_moment: str
    what: str
    who: str
    kind: str


@dataclass(frozen=True)
class ReportCard:
    """One report as the incident page shows it."""

    id: str
    label: str
    place: str
    organisation: str
    moment: str
    machine_moment: str
    narrative: str
    photos: Sequence[PhotoShown]
    police: str
    lost: str
    answers: list[str]


@dataclass(frozen=True)
class Chosen:
    """The incident as its own forms act on it."""

    id: UUID
    version: int
    is_closed: bool
    is_incident: bool = True


@dataclass(frozen=True)
class IncidentPage:
    """Everything that `incidents/incident.html` places."""

    incident: Incident
    title: str
    status: str
    qualifier: str
    opened: str
    worked: str
    reports: list[ReportCard]
    timeline: list[TimelineMark]
    chosen: Chosen
    categories: list[Option]
    qualifiers: list[Option]
    outcomes: list[Option]


def incident_page(found: IncidentFile, categories: Sequence[Category], book: Book) -> IncidentPage:
    """Return the page of an incident; `categories` are those that it can be set to."""
    incident = found.incident
    labels = {one.code: one.label for one in categories}
    return IncidentPage(
        incident=incident,
        title=_title(found),
        status=words.status(incident),
        qualifier=words.QUALIFIERS.get(incident.qualifier, "Not set"),
        opened=words.moment(incident.opened_at),
        worked=_worked(found),
        reports=[_card(one, found.photos[one.id], book) for one in found.reports],
        timeline=[_mark(one, found, labels) for one in found.changes],
        chosen=Chosen(incident.pk, incident.version, incident.status == Incident.Status.CLOSED),
        categories=[
            Option(one.code, one.label, one.pk == incident.category_id) for one in categories
        ],
        qualifiers=[
            Option(code, text, code == incident.qualifier)
            for code, text in words.QUALIFIERS.items()
        ],
        outcomes=[Option(code, text) for code, text in words.OUTCOMES.items()],
    )


def _title(found: IncidentFile) -> str:
    if not found.reports:  # erased since
        return str(found.incident.category.label)
    newest = found.reports[0]
    place = words.place(newest.premises, newest.street, newest.organisation)
    return f"{found.incident.category.label}, {place}"


def _worked(found: IncidentFile) -> str:
    minutes = sum(one.minutes or 0 for one in found.actions.values())
    done = formats.count_of(len(found.actions), "action")
    return f"{done}, {formats.count_of(minutes, 'minute')}" if minutes else done


def _card(line: ReportLine, photos: Sequence[PhotoShown], book: Book) -> ReportCard:
    log = f", log {line.police_log}" if line.police_log else ""
    lost = "" if line.minutes_lost is None else formats.count_of(line.minutes_lost, "minute")
    return ReportCard(
        id=str(line.id),
        label=line.label,
        place=words.place(line.premises, line.street, line.organisation),
        organisation=line.organisation,
        moment=words.moment(line.occurred_at),
        machine_moment=line.occurred_at.isoformat(),
        narrative=line.narrative,
        photos=photos,
        police=f"{line.told_police}{log}" if line.told_police else "Not said",
        lost=lost,
        answers=words.answers(line.answers, book),
    )


def _mark(change: IncidentChange, found: IncidentFile, labels: dict[str, str]) -> TimelineMark:
    what = words.step(change, labels=labels, actions=found.actions, names=found.names)
    return TimelineMark(
        moment=words.moment(change.made_at),
        machine_moment=change.made_at.isoformat(),
        what=what,
        who=found.names.get(change.made_by, change.made_by.capitalize()),
        kind=change.kind.lower(),
    )
