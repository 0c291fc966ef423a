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
from incidents.queries.questions import Book
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

    id: str
    is_incident: bool
    label: str
    place: str
    moment: str
    machine_moment: str
    about: str
    status: str
    style: str
    narrative: str
    answers: str
    more: Sequence[str]
    photos: Sequence[PhotoShown]
    version: str
    is_closed: bool
    suggested: str
    suggested_words: str
    chosen: bool
    at: str
    query: str


@dataclass(frozen=True)
class TownGround:
    """The ground of a district in picture units, as `incidents/_town.html` draws it."""

    areas: list[tuple[str, str]]
    streets: list[tuple[str, str]]
    boundary: str
    names: list[Label]


@dataclass(frozen=True)
class TownMap:
    """The map of a district: its window, and its ground drawn."""

    view: View
    drawn: str
    illustrative: bool

    @property
    def box(self) -> str:
        """Return the ``viewBox`` of the picture."""
        return self.view.box


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
    town: TownMap,
    book: Book,
    chosen: UUID | None,
) -> TriagePage:
    """Return the page of a queue over the map of its district."""
    joinable = {one.id: _joinable_words(one) for one in found.joinable}
    ids = [item.id for item in found.items]
    at = ids.index(chosen) if chosen in ids else 0
    here = asked.query(page=asked.page)
    lines = [
        _line(item, town.view, here, joinable, book=book, chosen=number == at)
        for number, item in enumerate(found.items)
    ]
    return TriagePage(
        answer=_answer(found, asked),
        lines=lines,
        chosen=lines[at] if lines else None,
        after=ids[at + 1] if at + 1 < len(ids) else None,
        town=town,
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
    view: View,
    here: str,
    joinable: Mapping[UUID, str],
    *,
    book: Book,
    chosen: bool,
) -> Line:
    newest, incident = item.newest, item.incident
    x, y = view.xy((newest.lng, newest.lat))
    closed = incident is not None and incident.status == Incident.Status.CLOSED
    # Texts alone: a page has fifty lines, and a template takes twice as long over anything else.
    return Line(
        id=str(item.id),
        is_incident=incident is not None,
        label=incident.category.label if incident else newest.label,
        place=words.place(newest.premises, newest.street, newest.organisation),
        moment=words.moment(newest.occurred_at),
        machine_moment=newest.occurred_at.isoformat(),
        about=_about(item),
        status=_status(incident),
        style="closed" if closed else "open" if incident else "waiting",
        narrative=newest.narrative,
        answers=" · ".join(words.answers(newest.answers, book)),
        more=[one.narrative for one in item.reports[1:4] if one.narrative],
        photos=item.photos,
        version=str(incident.version if incident else 0),
        is_closed=closed,
        suggested=str(item.suggested or ""),
        suggested_words=joinable.get(item.suggested, "") if item.suggested else "",
        chosen=chosen,
        at=f"{x:.1f} {y:.1f}",
        query=f"{here}&at={item.id}",
    )


def _about(item: QueueItem) -> str:
    """Say what else there is to know before a line is opened."""
    said = []
    if len(item.reports) > 1:
        said.append(f"{len(item.reports)} reports")
    if item.photos:
        said.append(formats.count_of(len(item.photos), "photo"))
    if item.newest.told_police:
        said.append(f"Police told: {item.newest.told_police.lower()}")
    return "".join(f" · {one}" for one in said)


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


def town_view(ground: Mapping[str, Any]) -> View:
    """Return the window on the boundary of a ground (GeoJSON features)."""
    edges = [
        position
        for feature in _boundaries(ground)
        for rings in feature["geometry"]["coordinates"]
        for position in rings[0]
    ]
    return cartography.view_of(edges)


def town_ground(ground: Mapping[str, Any], view: View) -> TownGround:
    """Return a ground (GeoJSON features) in the units of a picture."""
    return TownGround(
        areas=ground_picture.shapes(ground, view, ground_picture.AREAS),
        streets=ground_picture.shapes(ground, view, ground_picture.LINES),
        boundary="".join(
            cartography.geometry_path(one["geometry"], view) for one in _boundaries(ground)
        ),
        names=ground_picture.names(ground, view),
    )


def is_illustrative(ground: Mapping[str, Any]) -> bool:
    """Tell whether the boundary of a ground only shows what one could look like."""
    return any(one["properties"]["illustrative"] for one in _boundaries(ground))


def _boundaries(ground: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in ground["features"] if one["properties"]["kind"] == "boundary"]
