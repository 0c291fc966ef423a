"""Everything that a paper of a week places, shaped from one stored payload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from hotspots.presenters.monday import sheet, words
from hotspots.presenters.print_map import PrintMap
from hotspots.presenters.weekly import meanings
from members import formats

Payload = Mapping[str, Any]

_LONDON: Final = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Told:
    """One item of the briefing: its letter on the map, its sentence, what else must be known."""

    letter: str
    text: str
    notes: list[str]


@dataclass(frozen=True)
class Row:
    """One hexagon in the ranked table."""

    letter: str
    place: str
    count: str
    norm: str
    verdict: str
    strong: bool
    last_week: str
    badge: str


@dataclass(frozen=True)
class Group:
    """The smaller hexagons of one class: how many, and where."""

    name: str
    hexagons: int
    places: str


@dataclass(frozen=True)
class Asks:
    """What to ask of one team."""

    of: str
    texts: list[str]


@dataclass(frozen=True)
class Paper:
    """Everything that `hotspots/print/weekly.html` places."""

    title: str
    version: str
    landscape: bool
    district: str
    invented: bool
    illustrative: bool
    week: str
    for_whom: str
    headline: str
    sentences: list[str]
    items: list[Told]
    rows: list[Row]
    has_norms: bool
    groups: list[Group]
    changes: list[str]
    asks: list[Asks]
    map: PrintMap | None
    legend: list[sheet.Swatch]
    boundary: str
    source: str
    known: str
    limits: Sequence[tuple[str, str]]
    analysis: str
    code_version: str


def paper(payload: Payload, ground: Mapping[str, Any]) -> Paper:
    """Return a week as it is printed, for the audience that its payload was cut for."""
    rows = _rows(payload)
    return Paper(
        title=words.title(payload),
        version=payload["version"],
        landscape=payload["version"] == "briefing",
        district=payload["district"]["name"],
        invented=payload["district"]["invented"],
        illustrative=payload["boundary"]["illustrative"],
        week=payload["week"]["words"],
        for_whom=words.FOR_WHOM[payload["version"]],
        headline=payload["headline"],
        sentences=_sentences(payload),
        items=_items(payload),
        rows=rows,
        has_norms=any(row.norm for row in rows),
        groups=_groups(payload["fine"]),
        changes=[change["text"] for change in payload["changes"]],
        asks=_asks(payload["asks"]),
        map=sheet.drawn(payload, ground),
        legend=sheet.legend(payload),
        boundary=words.boundary(payload),
        source=words.source(payload),
        known=_known(payload["known_at"]),
        limits=meanings.CANNOT_TELL,
        analysis=payload["analysis"],
        code_version=payload["code_version"],
    )


def _sentences(payload: Payload) -> list[str]:
    board = payload["scoreboard"]
    found = [payload["town"]["sentence"], payload["reporting"]["sentence"]]
    return [one for one in [*found, board and board["sentence"]] if one]


def _items(payload: Payload) -> list[Told]:
    named = sheet.letters(payload)
    return [Told(named[one["cell"]], one["text"], one["notes"]) for one in payload["items"]]


def _rows(payload: Payload) -> list[Row]:
    """Return the hexagons that are tested: those with a letter first, then by their count."""
    named = sheet.letters(payload)
    ranked = sorted(
        payload["cells"],
        key=lambda cell: (named.get(cell["cell"], "Z"), -(cell["count"] or 0), cell["place"]),
    )
    return [_row(cell, named.get(cell["cell"], "")) for cell in ranked]


def _row(cell: Mapping[str, Any], letter: str) -> Row:
    last = cell["last_week"]
    return Row(
        letter=letter,
        place=cell["place"],
        count=words.counted(cell["count"], cell["group"]),
        norm=words.norm(cell["norm"]),
        verdict=words.VERDICTS[cell["verdict"]],
        strong=cell["verdict"] in ("higher", "lower"),
        last_week="" if last is None else formats.whole(last),
        badge=meanings.badge_of(cell["badge"]).word if cell["badge"] else "",
    )


def _groups(fine: Sequence[Mapping[str, Any]]) -> list[Group]:
    """Return the smaller hexagons by class, the largest first: the map's twin in words."""
    found = []
    for group in ("6+", "3-5", "1-2", None):
        cells = [cell for cell in fine if cell["group"] == group]
        name = "withheld" if group is None else words.CLASSES[group]
        if cells:
            found.append(Group(name, len(cells), _places(cells)))
    if quiet := sum(cell["group"] == "0" for cell in fine):
        found.append(Group(words.CLASSES["0"], quiet, ""))
    return found


def _places(cells: Sequence[Mapping[str, Any]]) -> str:
    """Name the places of some hexagons, each once, with its counts where they may be shown."""
    by_place: dict[str, list[int]] = {}
    for cell in sorted(cells, key=lambda cell: (-(cell["count"] or 0), cell["place"])):
        counts = by_place.setdefault(cell["place"], [])
        if cell["count"] is not None:
            counts.append(cell["count"])
    return "; ".join(_place(name, counts) for name, counts in by_place.items())


def _place(name: str, counts: Sequence[int]) -> str:
    return f"{name} {formats.listing([str(count) for count in counts])}".strip()


def _asks(asks: Sequence[Mapping[str, Any]]) -> list[Asks]:
    by_team: dict[str, list[str]] = {}
    for ask in asks:
        by_team.setdefault(ask["of"], []).append(ask["text"])
    return [Asks(team, texts) for team, texts in by_team.items()]


def _known(at: str) -> str:
    """Return up to which moment reports are in it, as a clock in London showed it."""
    moment = datetime.fromisoformat(at).astimezone(_LONDON)
    return f"Reports received up to {formats.day(moment.date())}, {moment:%H:%M}."
