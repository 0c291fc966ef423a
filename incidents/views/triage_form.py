"""One thing that a person asks to be done with a line of the queue: checked, bounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from incidents.actions.triage import Done
from incidents.models import Incident
from incidents.strict import clean_text
from layers.strict_text import InputRefused

_DOES: Final = ("open", "merge", "take_out", "assign", "act", "close", "reopen", "undo")
_MOST_VERSION: Final = 2**31 - 1
_MOST_MINUTES: Final = 10_000


@dataclass(frozen=True)
class Asked:
    """What to do, with which report or incident, in which state the person saw it."""

    do: str
    report: UUID | None
    incident: UUID | None
    version: int
    following: UUID | None
    into: UUID | None
    taken: UUID | None
    category: str
    qualifier: str
    to: str
    outcome: str
    done: Done
    here: bool


def asked_from(form: Mapping[str, str], *, at: datetime) -> Asked:
    """Return what a form asks for.

    Raises
    ------
    InputRefused
        With a sentence for the person, if a value is none that the page offers.
    """
    do, target = form.get("do", ""), _key(form.get("target", ""))
    if do not in _DOES or target is None:
        raise InputRefused("Choose a report or an incident, and what to do with it.")
    waiting = form.get("kind") == "report"
    return Asked(
        do=do,
        report=target if waiting else None,
        incident=None if waiting else target,
        version=_number(form.get("version", ""), most=_MOST_VERSION) or 0,
        following=_key(form.get("following", "")),
        into=_into(form, do),
        taken=_taken(form, do),
        category=form.get("category", "")[:40],
        qualifier=_one_of(form.get("qualifier", ""), Incident.Qualifier.values),
        to=_words(form.get("to", ""), most=120),
        outcome=_outcome(form, do),
        done=_done(form, do, at),
        here=form.get("here") == "incident",
    )


def _into(form: Mapping[str, str], do: str) -> UUID | None:
    into = _key(form.get("into", ""))
    if do == "merge" and into is None:
        raise InputRefused("Choose the incident that this report belongs to.")
    return into


def _taken(form: Mapping[str, str], do: str) -> UUID | None:
    taken = _key(form.get("taken", ""))
    if do == "take_out" and taken is None:
        raise InputRefused("Choose the report that does not belong here.")
    return taken


def _outcome(form: Mapping[str, str], do: str) -> str:
    outcome = form.get("outcome", "")
    if do == "close" and outcome not in Incident.Outcome.values:
        raise InputRefused("Choose how it ended.")
    return outcome


def _done(form: Mapping[str, str], do: str, at: datetime) -> Done:
    what, who = _words(form.get("what", ""), most=300), _words(form.get("who", ""), most=120)
    if do == "act" and not (what and who):
        raise InputRefused("Say what was done, and who did it.")
    minutes = _number(form.get("minutes", ""), most=_MOST_MINUTES)
    return Done(what, who, _moment(form.get("done_at", ""), at), minutes)


def _moment(text: str, at: datetime) -> datetime:
    """Read the time of a `datetime-local` field by the clock of the town; empty is now."""
    if not text:
        return at
    try:
        return timezone.make_aware(datetime.strptime(text[:16], "%Y-%m-%dT%H:%M"))  # noqa: DTZ007
    except ValueError as error:
        raise InputRefused("Give the day and the time of the action.") from error


def _words(text: str, *, most: int) -> str:
    return clean_text(text, most=most) if text.strip() else ""


def _number(text: str, *, most: int) -> int | None:
    if not text.strip():
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= most):
        raise InputRefused(f"Give a whole number of at most {most:,}.")
    return int(text)


def _one_of(text: str, offered: list[str]) -> str:
    if text and text not in offered:
        raise InputRefused("The page does not offer that choice.")
    return text


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
