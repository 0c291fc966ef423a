"""The partners of a district in words: as they are, what a change does, what changed when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from incidents.actions.bearers import BearerEntry
from incidents.presenters import words
from incidents.presenters.questions import VersionLine
from incidents.queries.bearers import BearerFile, BearerVersion
from members import formats


@dataclass(frozen=True)
class BearerPage:
    """Everything that `incidents/bearers.html` places."""

    answer: str
    names: Mapping[int, str]
    history: list[VersionLine]


def bearer_page(found: BearerFile) -> BearerPage:
    """Return the page of a district's partners."""
    return BearerPage(
        answer=f"{formats.count_of(len(found.names), 'partner')} to give incidents to.",
        names=found.names,
        history=[_version(one) for one in found.history],
    )


def differences(name: str | None, place: int, after: BearerEntry) -> list[str]:
    """Return what a change does, each as a sentence; none if all stays as it is."""
    if name is None:
        return [f"“{after.name}” can be chosen.", f"Place: {after.place}"]
    if not after.is_listed:
        return [f"“{name}” can no longer be chosen."]
    found = [f"Name: {name} → {after.name}"] if name != after.name else []
    return found + ([f"Place: {place} → {after.place}"] if place != after.place else [])


def _version(one: BearerVersion) -> VersionLine:
    changes = [
        f"“{one.before[number]}” became “{name}”" if number in one.before else f"“{name}” added"
        for number, name in one.after.items()
        if one.before.get(number) != name
    ]
    ended = one.before.keys() - one.after.keys()
    changes += [f"“{one.before[number]}” ended" for number in sorted(ended)]
    return VersionLine(words.moment(one.made_at), one.made_by, changes or ["The order alone"])
