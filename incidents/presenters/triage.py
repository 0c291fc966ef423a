"""The triage page: queue and map as twins, and what can be done with the line that is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from incidents.models import Category, Incident, IncidentChange
from incidents.narrowing import PERIODS, Narrowing, Show
from incidents.presenters import words
from incidents.queries.photos import PhotoShown
from incidents.queries.suggesting import OpenIncident
from incidents.queries.triage import Queue, QueueItem
from layers import cartography, ground_picture
from layers.cartography import Label, View
from members import formats

SHOWN: Final = {
    Show.QUEUE: "Waiting and open",
    Show.WAITING: "Waiting only",
    Show.OPEN: "Open incidents only",
    Show.CLOSED: "Closed",
    Show.ALL: "Everything",
}
_PERIODS: Final = {1: "Last day", 7: "Last 7 days", 28: "Last 4 weeks", 91: "Last 13 weeks"}
_KEYED: Final = 9


@dataclass(frozen=True)
class Option:
    """One option of a chooser."""

    value: str
    words: str
    chosen: bool = False
    key: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the queue, and its point on the map in picture units."""

    id: UUID
    number: int
    is_incident: bool
    label: str
    place: str
    moment: str
    machine_moment: str
    status: str
    narrative: str
    reports: int
    more: Sequence[str]
    photos: Sequence[PhotoShown]
    police: str
    version: int
    is_closed: bool
    suggested: UUID | None
    suggested_words: str
    chosen: bool
    x: float
    y: float
    query: str


@dataclass(frozen=True)
class TownMap:
    """The ground of a district, drawn."""

    box: str
    areas: list[tuple[str, str]]
    streets: list[tuple[str, str]]
    boundary: str
    names: list[Label]
    illustrative: bool


@dataclass(frozen=True)
class TriagePage:
    """Everything that `incidents/triage.html` places."""

    answer: str
    lines: list[Line]
    chosen: Line | None
    after: UUID | None
    town: TownMap
    shows: list[Option]
    periods: list[Option]
    categories: list[Option]
    setting: list[Option]
    qualifiers: list[Option]
    outcomes: list[Option]
    joinable: list[Option]
    asked: Narrowing
    query: str
    page: int
    pages: int
    previous: str
    following: str


@dataclass(frozen=True)
class Toast:
    """What was done a moment ago, and whether it can be taken back."""

    text: str
    incident: Incident
    can_undo: bool


def triage_page(
    found: Queue,
    asked: Narrowing,
    *,
    categories: Sequence[Category],
    ground: Mapping[str, Any],
    chosen: UUID | None,
) -> TriagePage:
    """Return the page of a queue over the ground of its district (GeoJSON features)."""
    view = _view(ground)
    joinable = {one.id: _joinable_words(one) for one in found.joinable}
    ids = [item.id for item in found.items]
    at = ids.index(chosen) if chosen in ids else 0
    lines = [
        _line(item, number, view, asked, joinable, chosen=number == at)
        for number, item in enumerate(found.items)
    ]
    return TriagePage(
        answer=_answer(found, asked),
        lines=lines,
        chosen=lines[at] if lines else None,
        after=ids[at + 1] if at + 1 < len(ids) else None,
        town=_town(ground, view),
        shows=[Option(one.value, text, one is asked.show) for one, text in SHOWN.items()],
        periods=[
            Option(str(days), _PERIODS.get(days, "All of them"), days == asked.days)
            for days in PERIODS
        ],
        categories=[Option(one.code, one.label, one.code == asked.category) for one in categories],
        setting=[
            Option(one.code, one.label, key=str(place) if place <= _KEYED else "")
            for place, one in enumerate(categories, start=1)
        ],
        qualifiers=[Option(code, text) for code, text in words.QUALIFIERS.items()],
        outcomes=[Option(code, text) for code, text in words.OUTCOMES.items()],
        joinable=[Option(str(key), text) for key, text in joinable.items()],
        asked=asked,
        query=asked.query(),
        page=found.page,
        pages=found.pages,
        previous=asked.query(page=found.page - 1) if found.page > 1 else "",
        following=asked.query(page=found.page + 1) if found.page < found.pages else "",
    )


def toast(incident: Incident, last: IncidentChange, labels: Mapping[str, str]) -> Toast:
    """Return what the last change of an incident was."""
    undoable = {
        IncidentChange.Kind.CATEGORISED,
        IncidentChange.Kind.ASSIGNED,
        IncidentChange.Kind.CLOSED,
        IncidentChange.Kind.JOINED,
        IncidentChange.Kind.TAKEN_OUT,
    }
    actions = {str(one.pk): one for one in incident.actions.all()}
    text = words.step(last, labels=labels, actions=actions, names={})
    return Toast(f"{text}.", incident, last.kind in undoable)


def _answer(found: Queue, asked: Narrowing) -> str:
    waiting = "No report waits"
    if found.waiting:
        waiting = formats.count_of(found.waiting, "report waits", "reports wait")
    incidents = formats.count_of(found.incidents, "incident") if found.incidents else "no incident"
    kind = {Show.CLOSED: "closed", Show.ALL: "in all"}.get(asked.show, "open")
    if not found.total:
        return "Nothing here. Nobody waits for you."
    if asked.show is Show.WAITING:
        return f"{waiting}."
    if asked.show in (Show.OPEN, Show.CLOSED):
        return f"{incidents} {kind}."
    return f"{waiting}, {incidents} {kind}."


def _line(
    item: QueueItem,
    number: int,
    view: View,
    asked: Narrowing,
    joinable: Mapping[UUID, str],
    *,
    chosen: bool,
) -> Line:
    newest, incident = item.newest, item.incident
    x, y = view.xy((newest.lng, newest.lat))
    return Line(
        id=item.id,
        number=number + 1,
        is_incident=incident is not None,
        label=incident.category.label if incident else newest.label,
        place=words.place(newest.premises, newest.street, newest.organisation),
        moment=words.moment(newest.occurred_at),
        machine_moment=newest.occurred_at.isoformat(),
        status=_status(incident),
        narrative=newest.narrative,
        reports=len(item.reports),
        more=[one.narrative for one in item.reports[1:4] if one.narrative],
        photos=item.photos,
        police=newest.told_police,
        version=incident.version if incident else 0,
        is_closed=incident is not None and incident.status == Incident.Status.CLOSED,
        suggested=item.suggested,
        suggested_words=joinable.get(item.suggested, "") if item.suggested else "",
        chosen=chosen,
        x=round(x, 1),
        y=round(y, 1),
        query=asked.query(page=asked.page, at=item.id),
    )


def _status(incident: Incident | None) -> str:
    if incident is None:
        return "Waiting"
    if incident.status == Incident.Status.CLOSED:
        return f"Closed: {words.OUTCOMES[incident.outcome].lower()}"
    if incident.status == Incident.Status.ASSIGNED:
        return f"With {incident.assigned_to}"
    return "Open, with nobody"


def _joinable_words(one: OpenIncident) -> str:
    reports = formats.count_of(one.reports, "report")
    return f"{one.label}, {one.place}, {words.moment(one.last_at)}, {reports}"


def _view(ground: Mapping[str, Any]) -> View:
    edges = [
        position
        for feature in ground["features"]
        if feature["properties"]["kind"] == "boundary"
        for rings in feature["geometry"]["coordinates"]
        for position in rings[0]
    ]
    return cartography.view_of(edges)


def _town(ground: Mapping[str, Any], view: View) -> TownMap:
    boundaries = [one for one in ground["features"] if one["properties"]["kind"] == "boundary"]
    return TownMap(
        box=view.box,
        areas=ground_picture.shapes(ground, view, ground_picture.AREAS),
        streets=ground_picture.shapes(ground, view, ground_picture.LINES),
        boundary="".join(cartography.geometry_path(one["geometry"], view) for one in boundaries),
        names=ground_picture.names(ground, view),
        illustrative=any(one["properties"]["illustrative"] for one in boundaries),
    )
