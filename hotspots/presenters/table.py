"""The ranked table, the map's twin: its rows, and the drawing of a ratio with its range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any, Final

from hotspots.presenters import words
from members import formats

Payload = Mapping[str, Any]
Cell = Mapping[str, Any]

_ORDER: Final = {"higher": 0, "lower": 1, "no clear difference": 2, "too few to say": 3}
_REACH: Final = 5.0  # it shows ratios from a fifth to five times, on a logarithmic scale


@dataclass(frozen=True)
class RangePlot:
    """A ratio with its range on a fixed logarithmic scale, in percent of the drawing's width.

    Even is in the middle.
    """

    low: float
    high: float
    at: float

    @property
    def breadth(self) -> float:
        """Return how wide the range is drawn."""
        return round(self.high - self.low, 1)


@dataclass(frozen=True)
class Row:
    """One line of the ranked table, the map's twin, and the card of the same hexagon."""

    cell: str
    place: str
    members: str
    members_share: str
    official: str
    official_share: str
    ratio: str
    range: str
    plot: RangePlot | None
    verdict: words.Verdict
    flags: list[str]
    sentence: str
    q: str
    sort: dict[str, str]


@dataclass(frozen=True)
class Together:
    """What may be said of all withheld hexagons as one place; the last line of the table."""

    place: str
    members: str
    members_share: str
    official: str
    official_share: str
    ratio: str
    range: str
    plot: RangePlot | None
    verdict: words.Verdict


def rows(payload: Payload) -> list[Row]:
    """Return a row for each hexagon: passed tests first, the widest gap on top."""
    return [_row_of(cell, payload) for cell in sorted(payload["cells"], key=_rank)]


def _rank(cell: Cell) -> tuple[int, float, int, str]:
    """Put passed tests first, the widest gap at the top, and what cannot be said last."""
    gap = -abs(log(cell["ratio"])) if cell["ratio"] else 0.0
    return _ORDER[cell["verdict"]], gap, -cell["official_count"], cell["cell"]


def _row_of(cell: Cell, payload: Payload) -> Row:
    ratio, spread = _estimate(cell)
    return Row(
        cell=cell["cell"],
        place=words.place(cell),
        members="withheld" if cell["hidden"] else formats.whole(cell["member_count"]),
        members_share="" if cell["hidden"] else _members_share(cell, payload),
        official=formats.whole(cell["official_count"]),
        official_share=_share(cell["official_count"], payload["totals"]["officials"]),
        ratio=ratio,
        range=spread,
        plot=_plot(cell) if ratio else None,
        verdict=words.WITHHELD if cell["hidden"] else words.VERDICTS[cell["verdict"]],
        flags=words.flags(cell),
        sentence=words.sentence(cell, payload),
        q="" if cell["q"] is None else _probability(cell["q"]),
        sort=_sort_keys(cell),
    )


def together(payload: Payload) -> Together | None:
    """Return the line that stands for all withheld hexagons, or None if none are withheld."""
    one = payload["together"]
    if one is None:
        return None
    ratio, spread = _estimate(one)
    return Together(
        place=f"{formats.count_of(one['cells'], 'withheld hexagon')} together",
        members=formats.whole(one["member_count"]),
        members_share=_members_share(one, payload),
        official=formats.whole(one["official_count"]),
        official_share=_share(one["official_count"], payload["totals"]["officials"]),
        ratio=ratio,
        range=spread,
        plot=_plot(one) if ratio else None,
        verdict=words.VERDICTS[one["verdict"]],
    )


def _estimate(one: Cell) -> tuple[str, str]:
    """Return a ratio and its range, or two empty texts where nothing may be said."""
    if not words.is_said(one):
        return "", ""
    low, high = formats.decimal(one["ratio_low"]), formats.decimal(one["ratio_high"])
    return formats.decimal(one["ratio"]), f"{low} to {high}"


def _members_share(one: Cell, payload: Payload) -> str:
    return _share(one["member_count"], payload["totals"]["members"])


def _share(part: int, base: int) -> str:
    """Return a share for a narrow column, or nothing where the base is too small for one."""
    return formats.portion(part, base) if base >= formats.PERCENTAGE_BASE else ""


def _probability(value: float) -> str:
    return "under 0.001" if value < 0.001 else f"{value:.3f}"


def _sort_keys(cell: Cell) -> dict[str, str]:
    """Return plain numbers for sorting in the browser; what is withheld sorts as nothing."""
    return {
        "place": words.place(cell),
        "members": "" if cell["member_count"] is None else str(cell["member_count"]),
        "official": str(cell["official_count"]),
        "ratio": "" if cell["ratio"] is None or not cell["testable"] else f"{cell['ratio']:.6f}",
        "verdict": str(_ORDER[cell["verdict"]]),
    }


def _plot(cell: Cell) -> RangePlot:
    return RangePlot(
        *(_along(cell[name]) for name in ("ratio_low", "ratio_high", "ratio"))
    )  # fmt: skip


def _along(ratio: float) -> float:
    share = 0.5 + log(max(ratio, 1e-9)) / log(_REACH) / 2
    return round(min(max(share, 0.0), 1.0) * 100, 1)
