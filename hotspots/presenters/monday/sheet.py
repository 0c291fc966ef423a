"""The printed map of a week: what to look at is tinted, what to act on is framed and lettered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any, Final

from hotspots.presenters import print_map
from hotspots.presenters.monday import words
from hotspots.presenters.print_map import Frame, PrintMap, Tile
from layers import grid
from members import formats

Payload = Mapping[str, Any]

#: The classes of `look.md` and methods section 5, from light to dark; they are never rescaled.
_TINTS: Final = {"0": "none", "1-2": "members-1", "3-5": "members-3", "6+": "members-5"}


@dataclass(frozen=True)
class Swatch:
    """One entry of the legend: a class of the paper's style, and what it means."""

    style: str
    text: str


def letters(payload: Payload) -> dict[str, str]:
    """Return the letter of each hexagon that the briefing speaks of: A for the first item."""
    cells = dict.fromkeys(item["cell"] for item in payload["items"])
    return dict(zip(cells, ascii_uppercase, strict=False))


def drawn(payload: Payload, ground: Mapping[str, Any]) -> PrintMap | None:
    """Return the map of a week, or None if this version has no hexagon at all."""
    shown = payload["fine"] or payload["cells"]
    if not shown:
        return None
    quiet = payload["reporting"]["low"]
    return print_map.drawing(
        [_tile(cell, dotted=quiet) for cell in shown],
        boundary=payload["boundary"]["geometry"],
        ground=ground,
        title=_title(payload, shown),
        frames=_frames(payload),
    )


def _tile(cell: Mapping[str, Any], *, dotted: bool) -> Tile:
    group, empty = cell["group"], cell["group"] == "0"
    absent = cell["members_here"] == 0 and empty
    return Tile(
        ring=cell["ring"],
        centre=cell["centre"],
        text="" if absent else _printed(cell),
        tint="absent" if absent else _TINTS.get(group, "none"),
        hatched=group is None,
        dotted=dotted and not absent,
    )


def _printed(cell: Mapping[str, Any]) -> str:
    count = cell["count"]
    return words.grouped(cell["group"]) if count is None else formats.whole(count)


def _frames(payload: Payload) -> list[Frame]:
    """Frame what is hot over four weeks, letter what the briefing speaks of."""
    named = letters(payload)
    hot = {cell["cell"] for cell in payload["cells"] if cell["flagged"]}
    raised = {item["cell"] for item in payload["items"] if item["verdict"] == "higher"}
    return [
        Frame(
            ring=grid.boundary_of(cell),
            centre=grid.centre_of(cell),
            outlined=cell in hot,
            letter=named.get(cell, ""),
            raised=cell in raised,
        )
        for cell in sorted({*named, *hot})
    ]


def _title(payload: Payload, shown: Sequence[Mapping[str, Any]]) -> str:
    """Return what the map shows, for those who cannot see it; the tables hold its numbers."""
    marked = sum(bool(cell["flagged"]) for cell in payload["cells"])
    said = f"Map of {payload['district']['name']}, {payload['week']['words']}: "
    said += f"{formats.count_of(len(shown), 'hexagon')} with the number of reports in each"
    if payload["cells"]:
        said += f"; {formats.count_of(marked, 'place')} marked as hot over four weeks"
    return f"{said}. The tables before it say the same."


def legend(payload: Payload) -> list[Swatch]:
    """Return what the marks of this version's map mean; what it does not show is left out."""
    shown = payload["fine"] or payload["cells"]
    found = [
        Swatch("tint-0", "no report"),
        Swatch("tint-1", "1 or 2"),
        Swatch("tint-3", "3 to 5"),
        Swatch("tint-5", "6 or more reports"),
    ]
    if any(cell["members_here"] == 0 and cell["group"] == "0" for cell in shown):
        found.append(Swatch("absent", "no member here"))
    if any(cell["group"] is None for cell in shown):
        found.append(Swatch("hatched", "withheld: too few to show"))
    if payload["reporting"]["low"]:
        found.append(Swatch("dotted", "few members reported this week"))
    return found + _marks(payload)


def _marks(payload: Payload) -> list[Swatch]:
    found = []
    if payload["cells"]:
        found.append(Swatch("framed", "hot over four weeks (passes the test)"))
    if payload["items"]:
        found.append(Swatch("edged", "thin line: a hexagon that the first table speaks of"))
    if any(item["verdict"] == "higher" for item in payload["items"]):
        found.append(Swatch("raised", "letter on black: higher than its norm this week"))
    return found
