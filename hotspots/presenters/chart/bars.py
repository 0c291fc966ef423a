"""Bars with ranges: named amounts, one under the other, the longest names included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hotspots.presenters.chart import parts
from hotspots.presenters.chart.parts import Chart, Drawing, Line, Rect, Table, Text
from hotspots.presenters.chart.scale import Scale, level, reach, ticks

Value = float | None


@dataclass(frozen=True)
class Bar:
    """One amount. Without a value it says `text` ("too few to say") and draws nothing.

    `text` is what is written at the end of the bar: an estimate with its range, in words.
    """

    name: str
    text: str
    value: Value
    low: Value = None
    high: Value = None
    style: str = "ink"


@dataclass(frozen=True)
class BarChart:
    """What is to be drawn; `reference` is a level drawn across, such as what is usual."""

    key: str
    title: str
    description: str
    bars: Sequence[Bar]
    unit: str
    heading: str  # of the names in the table
    reference: float | None = None
    whole: float | None = None  # the scale's end, where it is known: 100 for percentages


_TOP: Final = 24.0
_BOTTOM: Final = 26.0
_THICK: Final = 14.0


@dataclass(frozen=True)
class _Frame:
    width: float
    left: float  # for the names; none on a phone, where they stand above the bars
    right: float  # for the texts
    row: float


_WIDE: Final = _Frame(760, 190, 170, 34)
_NARROW: Final = _Frame(350, 0, 10, 44)


def bar_chart(asked: BarChart) -> Chart:
    """Draw bars with ranges.

    Raises
    ------
    ValueError
        If there is no bar, or one has a value below zero or half of a range.
    """
    if not asked.bars:
        raise ValueError("A bar chart needs a bar.")
    for one in asked.bars:
        if (one.low is None) != (one.high is None) or min(one.value or 0, one.low or 0) < 0:
            raise ValueError("A bar is zero or more, and a range has two ends.")
    rows = [[one.name, one.text] for one in asked.bars]
    return Chart(
        key=asked.key,
        title=asked.title,
        description=asked.description,
        wide=_drawn(asked, _WIDE),
        narrow=_drawn(asked, _NARROW),
        table=Table([asked.heading, asked.unit], rows),
        notes=[],
        spans=[],
    )


def _drawn(asked: BarChart, frame: _Frame) -> Drawing:
    values = [value for one in asked.bars for value in (one.value, one.low, one.high)]
    _, high = reach([*values, asked.reference, asked.whole], least=0.0)
    levels = ticks(0.0, high, most=6)
    x = Scale(0.0, levels[-1], frame.left, frame.width - frame.right)
    bottom = _TOP + frame.row * len(asked.bars)
    return Drawing(
        width=frame.width,
        height=bottom + _BOTTOM,
        grid=_grid(asked, x, levels, bottom),
        rects=[_bar(one, x, _middle(at, frame)) for at, one in _known(asked)],
        ranges=[line for at, one in _known(asked) for line in _whisker(one, x, _middle(at, frame))],
        texts=[*_axis(asked, x, levels, bottom), *_texts(asked, x, frame)],
    )


def _known(asked: BarChart) -> list[tuple[int, Bar]]:
    return [(at, one) for at, one in enumerate(asked.bars) if one.value is not None]


def _middle(at: int, frame: _Frame) -> float:
    return _TOP + frame.row * (at + 1) - _THICK / 2 - 5


def _bar(one: Bar, x: Scale, middle: float) -> Rect:
    end = x.at(one.value or 0.0)
    return Rect(x.start, middle - _THICK / 2, round(end - x.start, 1), _THICK, one.style)


def _whisker(one: Bar, x: Scale, middle: float) -> Iterable[Line]:
    if one.low is None or one.high is None:
        return
    low, high = x.at(one.low), x.at(one.high)
    yield Line(low, middle, high, middle, "whisker")
    for end in (low, high):
        yield Line(end, middle - 4, end, middle + 4, "whisker")


def _grid(asked: BarChart, x: Scale, levels: list[float], bottom: float) -> list[Line]:
    lines = [Line(x.at(one), _TOP, x.at(one), bottom, "grid") for one in levels]
    if asked.reference is not None:
        at = x.at(asked.reference)
        lines.append(Line(at, _TOP, at, bottom, "reference"))
    return lines


def _axis(asked: BarChart, x: Scale, levels: list[float], bottom: float) -> Iterable[Text]:
    yield Text(x.start, 14, asked.unit, style="soft")
    for number, one in enumerate(levels):
        anchor = "middle"
        if not x.start:  # nothing to the left of a phone's chart
            anchor = "start" if number == 0 else "end" if number == len(levels) - 1 else "middle"
        yield Text(x.at(one), bottom + 19, level(one), anchor, "soft")


def _texts(asked: BarChart, x: Scale, frame: _Frame) -> Iterable[Text]:
    for at, one in enumerate(asked.bars):
        middle = _middle(at, frame)
        yield from _beside(one, x, frame, middle) if frame.left else _above(one, frame, middle)


def _beside(one: Bar, x: Scale, frame: _Frame, middle: float) -> Iterable[Text]:
    lines = parts.wrapped(one.name, frame.left - 10)
    first = middle + 4.5 - (len(lines) - 1) * parts.LINE / 2
    for number, line in enumerate(lines):
        yield Text(frame.left - 10, first + number * parts.LINE, line, "end")
    furthest = max(one.value or 0.0, one.high or 0.0)
    style = "soft" if one.value is None else ""
    yield Text(round(x.at(furthest) + 8, 1), middle + 4.5, one.text, style=style)


def _above(one: Bar, frame: _Frame, middle: float) -> Iterable[Text]:
    yield Text(0, middle - _THICK / 2 - 6, one.name)
    yield Text(frame.width, middle - _THICK / 2 - 6, one.text, "end", "soft")
