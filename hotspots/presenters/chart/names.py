"""The name of every line at its own end: no reader has to look a colour up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hotspots.presenters.chart import parts
from hotspots.presenters.chart.asked import LineChart, Series, Value
from hotspots.presenters.chart.parts import Path, Text
from hotspots.presenters.chart.scale import Scale, spread


@dataclass(frozen=True)
class Frame:
    """The measures of one rendition."""

    width: float
    height: float
    gutter: float  # for the names of the lines, on the right
    leader: float  # from the end of a line to its name
    names_marks: bool


@dataclass(frozen=True)
class Name:
    """The name of a line, moved to where it touches no other: its lines and their middle."""

    series: Series
    end: float
    words: list[str]
    middle: float


def named(asked: LineChart, y: Scale, frame: Frame) -> list[Name]:
    """Return each line's name at its end, moved apart where ends lie close."""
    ends = [(one, _last(one)) for one in asked.series]
    shown = [(one, y.at(value)) for one, value in ends if value is not None]
    words = [parts.wrapped(_name(one, frame), frame.gutter - frame.leader - 8) for one, _ in shown]
    heights = [len(lines) * parts.LINE + 4 for lines in words]
    wanted = [(end, height) for (_, end), height in zip(shown, heights, strict=True)]
    middles = spread(wanted, y.end - 8, y.start + 8)
    return [
        Name(one, end, lines, middle)
        for (one, end), lines, middle in zip(shown, words, middles, strict=True)
    ]


def leaders(names: Iterable[Name], x: Scale, frame: Frame) -> Iterable[Path]:
    """Lead from a line's end to its name, in the line's own stroke: the legend at its place."""
    for one in names:
        spots = [(x.end + 6, one.end), (x.end + frame.leader, one.middle)]
        yield Path(parts.joined(spots), f"{one.series.style} leader")


def texts_of(names: Iterable[Name], x: Scale, frame: Frame) -> Iterable[Text]:
    """Write the names, one text a line."""
    left = round(x.end + frame.leader + 5, 1)
    for one in names:
        first = one.middle - (len(one.words) - 1) * parts.LINE / 2 + 4.5
        for number, line in enumerate(one.words):
            place = round(first + number * parts.LINE, 1)
            yield Text(left, place, line, style=f"name {one.series.style}")


def _name(one: Series, frame: Frame) -> str:
    return one.name if frame.names_marks else one.short or one.name


def _last(one: Series) -> Value:
    return next((value for value in reversed(one.values) if value is not None), None)
