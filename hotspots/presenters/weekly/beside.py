"""Two weeks side by side, each against its own thirteen weeks; no difference is stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hotspots.presenters import words
from hotspots.presenters.weekly.meanings import verdict_of
from hotspots.presenters.weekly.picture import Picture, count_text, picture
from hotspots.weekly import sentences

Payload = Mapping[str, Any]
Cell = Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """One week of a hexagon: what was reported, what is normal, and what the test says."""

    count: str
    normal: str
    verdict: words.Verdict | None


@dataclass(frozen=True)
class Pair:
    """One hexagon in both weeks; a side is None where its week does not have it."""

    cell: str
    place: str
    left: Side | None
    right: Side | None


@dataclass(frozen=True)
class Beside:
    """Everything that `hotspots/weekly/_beside.html` places."""

    left: str
    right: str
    left_town: str
    right_town: str
    left_picture: Picture | None
    right_picture: Picture | None
    pairs: list[Pair]
    same_boundary: bool


def beside(left: Payload, right: Payload, ground: Mapping[str, Any]) -> Beside:
    """Set one stored week beside another, the earlier one on the left."""
    if left["week"]["first"] > right["week"]["first"]:
        left, right = right, left
    return Beside(
        left=left["week"]["words"],
        right=right["week"]["words"],
        left_town=left["town"]["sentence"],
        right_town=right["town"]["sentence"],
        left_picture=_picture(left, ground),
        right_picture=_picture(right, ground),
        pairs=_pairs(_cells(left), _cells(right)),
        same_boundary=left["boundary"] == right["boundary"],
    )


def _picture(payload: Payload, ground: Mapping[str, Any]) -> Picture | None:
    cells = _cells(payload)
    return picture(payload, list(cells.values()), ground) if cells else None


def _cells(payload: Payload) -> dict[str, Cell]:
    return {cell["cell"]: cell for cell in payload["cells"] or payload["fine"]}


def _pairs(left: Mapping[str, Cell], right: Mapping[str, Cell]) -> list[Pair]:
    """Return the hexagons in which either week has something to say, by place."""
    found = []
    for cell in {**left, **right}:
        pair = (left.get(cell), right.get(cell))
        if any(one is not None and one["group"] not in (None, "0") for one in pair):
            place = str((pair[1] or pair[0] or {})["place"])
            found.append(Pair(cell, place, _side(pair[0]), _side(pair[1])))
    return sorted(found, key=lambda one: (one.place, one.cell))


def _side(cell: Cell | None) -> Side | None:
    if cell is None:
        return None
    norm, word = cell.get("norm"), cell.get("verdict")
    return Side(
        count=count_text(cell) or ("0" if cell["group"] == "0" else "not shown"),
        normal=sentences.normal(norm) if norm else "",
        verdict=verdict_of(word) if word and cell["count"] is not None else None,
    )
