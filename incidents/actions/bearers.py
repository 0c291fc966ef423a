"""Change whom triage gives incidents to: each change is a new dated version, old ones stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from incidents.actions.vocabulary import NameTaken, VocabularyChanged, VocabularyRefused
from incidents.bearers import BEARERS
from incidents.models import Bearer, BearerList
from members import audit
from members.access import acting_in
from members.models import AuditEvent, District

#: More is not chosen from at a glance.
MOST_BEARERS: Final = 20


class TooManyBearers(VocabularyRefused):
    """A list is to be chosen from at a glance."""


class NobodyLeft(VocabularyRefused):
    """A list of nobody would say that nobody can be given anything."""


@dataclass(frozen=True)
class BearerEntry:
    """One partner as it shall be. `place` counts from 1; one that is not listed is ended."""

    name: str
    place: int
    is_listed: bool = True


@dataclass(frozen=True)
class _Row:
    number: int
    name: str


def add_bearer(
    *, district: District, entry: BearerEntry, version: int, by: str, at: datetime
) -> BearerList:
    """Add a partner, as a new version of the list. `version` is the one that was looked at.

    Raises
    ------
    VocabularyRefused
        One of its kinds; nothing is stored then.
    """
    with acting_in(district.pk):
        rows = _held(district, version)
        row = _Row(_next_number(district), entry.name)
        return _store(district, _placed(rows, row, entry.place), version, by, at)


def change_bearer(
    *, district: District, number: int, entry: BearerEntry, version: int, by: str, at: datetime
) -> BearerList:
    """Rename, move or end a partner; incidents that it has keep the name they were given under.

    Raises
    ------
    VocabularyRefused
        One of its kinds; nothing is stored then.
    """
    with acting_in(district.pk):
        rows = _held(district, version)
        mine = [row for row in rows if row.number == number]
        others = [row for row in rows if row.number != number]
        if not mine:
            raise VocabularyChanged("That partner is no longer listed. Look again, then decide.")
        if entry.is_listed:
            others = _placed(others, replace(mine[0], name=entry.name), entry.place)
        return _store(district, others, version, by, at)


def install_bearers(*, district: District, by: str, at: datetime) -> None:
    """Give a new district its first list, in the caller's transaction."""
    _list(district, [_Row(*one) for one in enumerate(BEARERS, start=1)], 1, by, at)


def _held(district: District, version: int) -> list[_Row]:
    """Return the present rows in order, held, if nobody made a version meanwhile."""
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    newest = BearerList.objects.filter(district=district).order_by("-version").first()
    if (newest.version if newest else 0) != version:
        raise VocabularyChanged(
            "Somebody changed the partners while you looked at them. Look again, then decide."
        )
    rows = Bearer.objects.filter(district=district, list=newest).order_by("position")
    return [_Row(row.number, row.name) for row in rows]


def _next_number(district: District) -> int:
    """Return a number that no partner of the district ever had."""
    last = Bearer.objects.filter(district=district).order_by("-number").first()
    return last.number + 1 if last else 1


def _placed(others: Sequence[_Row], row: _Row, place: int) -> list[_Row]:
    if row.name.casefold() in {one.name.casefold() for one in others}:
        raise NameTaken("Another partner has that name. Choose one that tells them apart.")
    before = max(place, 1) - 1
    return [*others[:before], row, *others[before:]]


def _store(
    district: District, rows: Sequence[_Row], version: int, by: str, at: datetime
) -> BearerList:
    if len(rows) > MOST_BEARERS:
        raise TooManyBearers(f"There is room for {MOST_BEARERS} partners. End one first.")
    if not rows:
        raise NobodyLeft("At least one partner must stay.")
    made = _list(district, rows, version + 1, by, at)
    audit.record(
        district_id=district.pk,
        by=by,
        at=at,
        kind=AuditEvent.Kind.ALTERATION,
        what="partners changed",
        version=made.version,
    )
    return made


def _list(
    district: District, rows: Sequence[_Row], version: int, by: str, at: datetime
) -> BearerList:
    made = BearerList(district=district, version=version, made_at=at, made_by=by)
    made.save(force_insert=True)
    Bearer.objects.bulk_create(
        Bearer(district=district, list=made, number=row.number, name=row.name, position=position)
        for position, row in enumerate(rows, start=1)
    )
    return made
