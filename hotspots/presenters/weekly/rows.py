"""The items of the briefing and the rows of the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hotspots.presenters import words
from hotspots.presenters.chart import Sparkline, sparkline
from hotspots.presenters.weekly.meanings import BadgeShown, badge_of, verdict_of
from hotspots.weekly import sentences
from members import formats

Cell = Mapping[str, Any]


@dataclass(frozen=True)
class ItemShown:
    """One item of the briefing."""

    cell: str
    text: str
    verdict: words.Verdict
    badge: BadgeShown | None
    notes: list[str]
    spark: Sparkline | None


@dataclass(frozen=True)
class Row:
    """One hexagon in the ranked table, the map's twin, and its card."""

    cell: str
    place: str
    count: str
    normal: str
    verdict: words.Verdict
    luck: str
    four_weeks: str
    flagged: bool
    firm: bool | None
    badge: BadgeShown | None
    premises: str
    last_week: str
    minutes: str
    flags: list[str]
    spark: Sparkline | None
    sentence: str
    sort: dict[str, str]


def item_of(one: Mapping[str, Any]) -> ItemShown:
    """Return one item of the briefing."""
    return ItemShown(
        cell=one["cell"],
        text=one["text"],
        verdict=verdict_of(one["verdict"]),
        badge=badge_of(one["badge"]) if one["badge"] else None,
        notes=list(one["notes"]),
        spark=_spark(one["place"], one["history"], one["norm"]),
    )


def _spark(place: str, history: Sequence[int], norm: Mapping[str, Any] | None) -> Sparkline | None:
    if not history:
        return None
    return sparkline(
        history,
        words=f"{place}, thirteen weeks and this one: {formats.listing([str(n) for n in history])}",
        style="members",
        usual=(norm["low"], norm["high"]) if norm else None,
    )


def rank(cell: Cell) -> tuple[int, int, int, str]:
    """Put alerts first, then hot corners, then the busiest."""
    order = 0 if cell["alert"] else 1 if cell["flagged"] else 2
    count = cell["count"] if cell["count"] is not None else _LEAST[cell["group"]]
    return order, -count, -(cell["four_weeks"] or 0), cell["cell"]


_LEAST: Final = {"6+": 6, "3-5": 3, "1-2": 1, "0": 0, None: -1}


def row_of(cell: Cell) -> Row:
    """Return the row of a hexagon."""
    norm = cell["norm"]
    return Row(
        cell=cell["cell"],
        place=cell["place"],
        count=_count(cell),
        normal=sentences.normal(norm) if norm else "",
        verdict=verdict_of(cell["verdict"]),
        luck=sentences.luck_words(cell["luck"]).capitalize() if cell["luck"] else "",
        four_weeks="" if cell["four_weeks"] is None else str(cell["four_weeks"]),
        flagged=cell["flagged"],
        firm=cell["firm"],
        badge=badge_of(cell["badge"]) if cell["badge"] else None,
        premises="" if cell["premises"] is None else str(cell["premises"]),
        last_week="" if cell["last_week"] is None else str(cell["last_week"]),
        minutes=formats.count_of(cell["minutes"], "minute") if cell["minutes"] else "",
        flags=_flags(cell),
        spark=_spark(cell["place"], cell["history"], norm),
        sentence=_sentence(cell),
        sort=_sort(cell),
    )


def _count(cell: Cell) -> str:
    if cell["count"] is not None:
        return str(cell["count"])
    return "not shown" if cell["group"] is None else cell["group"].replace("-", " to ")


def _sentence(cell: Cell) -> str:
    if cell["group"] is None:
        return "Not shown: too few businesses are here."
    reports = "report" if cell["count"] == 1 else "reports"
    said = f"{_count(cell)} {reports}"
    if cell["norm"] is None or cell["count"] is None:
        return f"{said}: {cell['verdict']}."
    return f"{said}; {sentences.judged(cell, cell['count'])}."


def _flags(cell: Cell) -> list[str]:
    found = []
    if cell["one_reporter"]:
        found.append("{} of {} from one business".format(*cell["one_reporter"]))
    if cell["firm"] is False:
        found.append(sentences.GRID_SENSITIVE)
    if cell["members_here"] == 0:
        found.append("No member has premises here")
    if cell["inside"] < 0.5:
        found.append(f"{formats.per_hundred(cell['inside'])}% of it lies in the district")
    return found


def _sort(cell: Cell) -> dict[str, str]:
    return {
        "place": cell["place"],
        "count": "" if cell["count"] is None else str(cell["count"]),
        "four": "" if cell["four_weeks"] is None else str(cell["four_weeks"]),
        "verdict": str(_ORDER[cell["verdict"]]),
    }


_ORDER: Final = {"higher": 0, "lower": 1, "no clear difference": 2, "too few to say": 3}
