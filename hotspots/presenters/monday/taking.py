"""The files of a week as a page offers them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import UUID

from hotspots.models import WeeklyMap
from hotspots.weekly.weeks import Week

_LABELS: Final = {"PDF": "PDF", "HTML": "map in one file"}
_FOR: Final = {
    "OPERATIONS": ("For operations", "Exact counts: not to be passed on."),
    "BOARD": ("For the board", "Nothing in it says who reported."),
    "MEMBERS": ("For members", "Counts in classes; nothing in it says who reported."),
    "BRIEFING": ("For a briefing in a room", "Large; nothing about a single business."),
}


@dataclass(frozen=True)
class Offered:
    """One file: a link with its size."""

    id: UUID
    label: str
    size: str


@dataclass(frozen=True)
class Group:
    """One version and its files."""

    name: str
    words: str
    files: list[Offered]


@dataclass(frozen=True)
class WeekFiles:
    """One week: what it is called, and its files version by version."""

    words: str
    groups: list[Group]


def week(one: Week, maps: Iterable[WeeklyMap]) -> WeekFiles:
    """Return the files of a week, given version by version."""
    groups = [
        Group(*_FOR[version], [_offered(file) for file in files])
        for version, files in groupby(maps, key=lambda file: file.version)
    ]
    return WeekFiles(one.words, groups)


def _offered(file: WeeklyMap) -> Offered:
    return Offered(file.pk, _LABELS[file.medium], f"{max(1, round(file.size / 1000))} kB")
