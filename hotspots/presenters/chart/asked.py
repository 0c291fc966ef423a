"""What a caller asks of a line chart: plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Value = float | None


@dataclass(frozen=True)
class Series:
    """One line. `values` has one entry for each point; None is a missing one, drawn as a gap.

    `style` is a class of `chart.css`; `short` names the line on a phone. `low` and `high`
    draw a band, or with `whiskers` a range at each point.
    """

    name: str
    style: str
    values: Sequence[Value]
    short: str = ""
    low: Sequence[Value] = ()
    high: Sequence[Value] = ()
    whiskers: bool = False


@dataclass(frozen=True)
class Mark:
    """Something that happened before the point `at`: its name on the chart, its sentence below."""

    at: int
    label: str
    sentence: str


@dataclass(frozen=True)
class Span:
    """Points from `first` to `last`, both included, that must be read apart: shaded."""

    first: int
    last: int
    label: str


@dataclass(frozen=True)
class LineChart:
    """What is to be drawn.

    `points` are the full names of the points, `tick_names` the short ones; ticks are counted
    from `anchor` on (the first January, say). `least` is a value that the scale always holds:
    0 unless the chart says otherwise, None to leave it free. `reference` is a level drawn
    across, such as 100.
    """

    key: str
    title: str
    description: str
    points: Sequence[str]
    tick_names: Sequence[str]
    series: Sequence[Series]
    unit: str
    anchor: int = 0
    least: float | None = 0.0
    reference: float | None = None
    marks: Sequence[Mark] = ()
    spans: Sequence[Span] = ()
