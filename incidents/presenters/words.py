"""Statuses, steps and moments as a shopkeeper would say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone

from incidents.models import ActionTaken, Incident, IncidentChange
from incidents.queries.questions import Book
from incidents.questions import SPOTS
from members import formats

Kind = IncidentChange.Kind

QUALIFIERS: Final = dict(Incident.Qualifier.choices)
OUTCOMES: Final = dict(Incident.Outcome.choices)
STATUSES: Final = dict(Incident.Status.choices)


def moment(at: datetime) -> str:
    """Write a moment by the clock of the town: ``21 November 2026, 14:05``."""
    local = timezone.localtime(at)
    return f"{formats.day(local.date())}, {local:%H:%M}"


def status(incident: Incident | None) -> str:
    """Say how far a report has come and who has it, in one sentence."""
    if incident is None:
        return "Received. Nobody has looked at it yet."
    if incident.status == Incident.Status.CLOSED:
        return f"Closed: {OUTCOMES[incident.outcome].lower()}."
    if incident.status == Incident.Status.ASSIGNED:
        return f"With {incident.assigned_to}."
    return "Being looked at by BID operations."


def place(premises: str, street: str, organisation: str) -> str:
    """Say where something was reported from: the premises with its street, or the business."""
    if not premises:
        return organisation
    return f"{premises}, {street}" if street and street not in premises else premises


def action(done: ActionTaken) -> str:
    """Say what was done, by whom, when and how long it took."""
    minutes = "" if done.minutes is None else f", {formats.count_of(done.minutes, 'minute')}"
    return f"{done.what} ({done.who}, {moment(done.done_at)}{minutes})"


def answers(given: Mapping[str, str], book: Book) -> list[str]:
    """Say what a report answered, each as ``How? In the way``, in the words it was asked in.

    Another system may answer what nobody asked here; that stands as it came.
    """
    return [_answer(code, said, book) for code, said in given.items()]


def _answer(code: str, said: str, book: Book) -> str:
    if code == "spot":
        spot, _ = SPOTS.get(said, (said, 0.0))
        return f"Seen: {spot[:1].lower()}{spot[1:]}"
    if code == "place":
        return f"Place: {said}"
    if code not in book:
        return f"{code}: {said}"
    asked = book[code]
    return f"{asked.words} {dict(asked.answers).get(said, said)}"


#: Steps of which there is nothing more to say.
_PLAIN: Final = {
    Kind.REOPENED: "Opened again",
    Kind.PHOTO_ADDED: "A photograph was added to a report",
}


def step(
    change: IncidentChange,
    *,
    labels: Mapping[str, str],
    actions: Mapping[str, ActionTaken],
    names: Mapping[str, str],
) -> str:
    """Say what one change of an incident did.

    Parameters
    ----------
    change
        One appended change.
    labels, actions, names
        Category labels by code, actions by id, businesses as ``organisation 7``.
    """
    after = change.after
    match change.kind:
        case Kind.OPENED:
            return f"Opened as {_kind(after, labels)}"
        case Kind.JOINED | Kind.TAKEN_OUT:
            return _moved(change)
        case Kind.CATEGORISED:
            return f"Set to {_kind(after, labels)} (was {_kind(change.before, labels)})"
        case Kind.ASSIGNED:
            return f"Given to {after['assigned_to']}" if after["assigned_to"] else "Given to nobody"
        case Kind.ACTED:
            return action(actions[after["action"]])
        case Kind.CLOSED:
            return f"Closed: {OUTCOMES[after['outcome']].lower()}"
        case Kind.STILL_HAPPENING:
            who = names.get(f"organisation {after['organisation']}", "A business")
            again = "; opened again" if "status" in after else ""
            return f"{who} says that it is still happening{again}"
    return _PLAIN[Kind(change.kind)]


def _moved(change: IncidentChange) -> str:
    if change.kind == Kind.TAKEN_OUT:
        return "Took a report out; it waits again"
    said = ", which its sender called the same" if change.after.get("voice") else ""
    return f"Joined one more report{said}"


def _kind(state: Mapping[str, str], labels: Mapping[str, str]) -> str:
    label = labels.get(state["category"], state["category"])
    qualifier = QUALIFIERS.get(state["qualifier"], "").lower()
    return f"{label} ({qualifier})" if qualifier else label
