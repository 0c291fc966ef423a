"""Results drawn as intervals on one scale, with nought in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hotspots.presenters.chart.scale import level, ticks


@dataclass(frozen=True)
class Interval:
    """One result: where its range begins, how broad it is, and its point, in percent."""

    name: str
    low: float
    breadth: float
    at: float
    words: str


@dataclass(frozen=True)
class Intervals:
    """Results one under the other. `nought` is where no difference lies."""

    rows: list[Interval]
    nought: float
    ticks: list[tuple[float, str]]


def intervals(found: Sequence[tuple[str, Mapping[str, Any], str]]) -> Intervals:
    """Draw named differences with their ranges; each comes with its words."""
    ends = [one[name] for _, one, _ in found for name in ("low", "high")]
    marks = ticks(min(0.0, *ends), max(0.0, *ends, 1.0), most=6)
    low, breadth = marks[0], marks[-1] - marks[0]

    def place(value: float) -> float:
        return round((value - low) / breadth * 100, 2)

    rows = [
        Interval(
            name,
            place(one["low"]),
            round(place(one["high"]) - place(one["low"]), 2),
            place(one["effect"]),
            words,
        )
        for name, one, words in found
    ]
    return Intervals(
        rows, place(0.0), [(place(one), level(one).replace("-", "−")) for one in marks]
    )
