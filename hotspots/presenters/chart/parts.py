"""What a drawn chart is made of: plain shapes and texts in the units of its own box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

GLYPH: Final = 0.56
"""Mean advance of a sans-serif letter as a share of the type size, as for names on maps."""

TYPE: Final = 13.0
"""Type size in units of the box; at 390 pixels a narrow chart is drawn at about one to one."""

Spot = tuple[float, float]

LINE: Final = 15.0
"""From one line of a text to the next."""


@dataclass(frozen=True)
class Text:
    """One line of text: where, anchored how (``start``, ``middle``, ``end``), in whose colour."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    style: str = ""


@dataclass(frozen=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    style: str = ""


@dataclass(frozen=True)
class Path:
    """A line or an area, in the colour of its series."""

    d: str
    style: str


@dataclass(frozen=True)
class Rect:
    """A box, in the colour of its series."""

    x: float
    y: float
    width: float
    height: float
    style: str


@dataclass(frozen=True)
class Flag:
    """A vertical mark with its number in a disc, and its name where there is room."""

    number: int
    x: float
    disc_y: float
    bottom: float
    label: Text | None


@dataclass(frozen=True)
class Drawing:
    """One rendition of a chart. Shapes of a group lie in the order in which they are drawn."""

    width: float
    height: float
    rects: list[Rect] = field(default_factory=list)  # spans and bars
    grid: list[Line] = field(default_factory=list)
    bands: list[Path] = field(default_factory=list)
    lines: list[Path] = field(default_factory=list)
    ranges: list[Line] = field(default_factory=list)
    dots: list[Path] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    @property
    def box(self) -> str:
        """Return the ``viewBox``."""
        return f"0 0 {self.width:g} {self.height:g}"


@dataclass(frozen=True)
class Table:
    """The chart in words: its twin for those who read numbers, and for those who see none."""

    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Chart:
    """Everything that `components/chart.html` places.

    `key` begins every id on the page; `notes` explain the numbered marks.
    """

    key: str
    title: str
    description: str
    wide: Drawing
    narrow: Drawing
    table: Table
    notes: list[tuple[int, str]]
    spans: list[str]


def breadth_of(words: str, size: float = TYPE) -> float:
    """Return about how broad a text is drawn."""
    return len(words) * size * GLYPH


def wrapped(words: str, room: float, size: float = TYPE) -> list[str]:
    """Break a text between words into lines that fit; a word too long for any stays whole."""
    lines: list[str] = []
    for word in words.split():
        if lines and breadth_of(f"{lines[-1]} {word}", size) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def joined(points: Sequence[Spot]) -> str:
    """Return the path data of a line through points."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def closed(points: Sequence[Spot]) -> str:
    """Return the path data of an area."""
    return joined(points) + "Z"
