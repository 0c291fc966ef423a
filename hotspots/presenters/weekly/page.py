"""Everything that `hotspots/weekly/page.html` places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hotspots.presenters import words
from hotspots.presenters.legend import Swatch
from hotspots.presenters.weekly.line import WeekLine, week_line
from hotspots.presenters.weekly.meanings import (
    CANNOT_TELL,
    RULES,
    BadgeShown,
    badge_of,
    verdict_of,
)
from hotspots.presenters.weekly.picture import LEGEND, Picture, picture
from hotspots.presenters.weekly.rows import ItemShown, Row, item_of, rank, row_of
from hotspots.weekly import sentences
from hotspots.weekly.blocks import BLOCKS, DAYS, block_words
from members import formats

Payload = Mapping[str, Any]
Cell = Mapping[str, Any]


@dataclass(frozen=True)
class Block:
    """One weekday of the table of hours."""

    day: str
    counts: list[tuple[int, str]]
    total: int


@dataclass(frozen=True)
class CategoryRow:
    """One category's week."""

    label: str
    count: str
    normal: str
    verdict: words.Verdict
    drifting: bool


@dataclass(frozen=True)
class WeekPage:
    """The page. Empty lists and None are what a version leaves out."""

    week: str
    name: str
    hours: int
    version: str
    rule: str
    headline: str
    town: str
    town_verdict: words.Verdict
    unusual: str
    low: bool
    reporting: str
    items: list[ItemShown]
    rows: list[Row]
    picture: Picture | None
    fine: Picture | None
    line: WeekLine | None
    changes: list[str]
    asks: list[Mapping[str, Any]]
    blocks: list[Block]
    block_names: list[str]
    categories: list[CategoryRow]
    score: str
    predictive: bool
    legend: Sequence[Swatch]
    badges: list[BadgeShown]
    marks: dict[str, bool]
    notes: list[str]
    cannot_tell: Sequence[tuple[str, str]]
    provenance: dict[str, str]
    illustrative: bool


def week_page(payload: Payload, ground: Mapping[str, Any], built: Mapping[str, str]) -> WeekPage:
    """Return the page of a stored week.

    Parameters
    ----------
    ground : the basemap as GeoJSON features.
    built : the address of the page of each built week, by its name.
    """
    cells, fine = payload["cells"], payload["fine"]
    score = payload["scoreboard"]
    return WeekPage(
        week=payload["week"]["words"],
        name=payload["week"]["name"],
        hours=payload["week"]["hours"],
        version=payload["version"],
        rule=RULES[payload["version"]],
        headline=payload["headline"],
        town=payload["town"]["sentence"],
        town_verdict=verdict_of(payload["town"]["verdict"]),
        unusual=_unusual(payload["town"]),
        low=payload["reporting"]["low"],
        reporting=payload["reporting"]["sentence"],
        items=[item_of(one) for one in payload["items"]],
        rows=[row_of(cell) for cell in sorted(cells, key=rank)],
        picture=picture(payload, cells, ground) if cells else None,
        fine=picture(payload, fine, ground) if fine else None,
        line=week_line(payload["line"], built),
        changes=[one["text"] for one in payload["changes"]],
        asks=payload["asks"],
        blocks=_blocks(payload["blocks"]),
        block_names=[block_words(at) for at in range(BLOCKS)],
        categories=[_category(one) for one in payload["categories"]],
        score=score["sentence"] if score else "",
        predictive=bool(score and score["predictive"]),
        legend=LEGEND,
        badges=[badge_of(name) for name in sorted({cell["badge"] for cell in cells} - {None})],
        marks=_marks(cells, fine),
        notes=_notes(payload),
        cannot_tell=CANNOT_TELL,
        provenance=_provenance(payload),
        illustrative=payload["boundary"]["illustrative"],
    )


def _unusual(town: Mapping[str, Any]) -> str:
    if town["band"] in (None, "normal"):
        return ""
    return f"For the district as a whole this is {town['band']}."


def _blocks(table: Sequence[Sequence[int]]) -> list[Block]:
    """Return the hours by weekday, shaded by four fixed classes as the map is."""
    return [
        Block(day, [(count, f"m-{_shade(count)}") for count in row], sum(row))
        for day, row in zip(DAYS, table, strict=bool(table))
    ]


def _shade(count: int) -> int:
    if count == 0:
        return 0
    return 1 if count <= 2 else 3 if count <= 5 else 5


def _category(one: Mapping[str, Any]) -> CategoryRow:
    return CategoryRow(
        label=one["label"],
        count=str(one["count"]),
        normal=sentences.normal(one["norm"]) if one["norm"] else "",
        verdict=verdict_of(one["verdict"]),
        drifting=one["drifting"],
    )


def _marks(cells: Sequence[Cell], fine: Sequence[Cell]) -> dict[str, bool]:
    both = [*cells, *fine]
    return {
        "flagged": any(cell["flagged"] for cell in cells),
        "few": any(cell["verdict"] == "too few to say" for cell in cells)
        or any(cell["group"] is None for cell in both),
        "absent": any(cell["members_here"] == 0 for cell in both),
        "one_reporter": any(cell["one_reporter"] for cell in cells),
    }


def _notes(payload: Payload) -> list[str]:
    method, town, week = payload["method"], payload["town"], payload["week"]
    near = "with its neighbours" if method["with_neighbours"] else "by itself"
    found = [
        (
            "Normal is the range that nine weeks in ten fall into, from the mean of the "
            f"{method['norm_weeks']} weeks before; weekly counts here vary "
            f"{formats.decimal(method['dispersion'])} times as much as luck alone."
        ),
        (
            f"A hexagon is outlined if it holds, {near}, more of the last "
            f"{method['window_weeks']} weeks' reports than its part of the district's area; "
            f"reports of the same sender count for less ({formats.decimal(method['clustering'])})."
        ),
        "Of all that is called higher or outlined, on average at most 1 in 20 is there by chance.",
    ]
    if week["hours"] != 168:
        found.append(f"The clocks changed: this week lasted {week['hours']} hours.")
    if town["outside"]:
        reports = formats.count_of(town["outside"], "report")
        found.append(
            f"{reports} outside the boundary {'is' if town['outside'] == 1 else 'are'} not counted."
        )
    return found


def _provenance(payload: Payload) -> dict[str, str]:
    boundary = payload["boundary"]
    valid_from = formats.day(date.fromisoformat(boundary["valid_from"]))
    built, known = (datetime.fromisoformat(payload[name]) for name in ("built_at", "known_at"))
    return {
        "analysis": payload["analysis"],
        "built": f"{formats.day(built.date())}, code {payload['code_version']}",
        "boundary": f"{boundary['name']}, in force from {valid_from}",
        "known": f"Reports sent by {formats.day(known.date())}",
    }
