"""Line charts: several series over common points, with ranges, missing points and marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from hotspots.presenters.chart import parts
from hotspots.presenters.chart.asked import LineChart, Series, Value
from hotspots.presenters.chart.names import Frame, leaders, named, texts_of
from hotspots.presenters.chart.parts import Chart, Drawing, Flag, Path, Rect, Table, Text
from hotspots.presenters.chart.scale import Scale, level, reach, stride, ticks
from members import formats

_LEFT: Final = 40.0
_BOTTOM: Final = 26.0
_UNIT_ROOM: Final = 24.0
_FLAG_ROOM: Final = 22.0
_RADIUS: Final = 3.5

_WIDE: Final = Frame(760, 380, 184, 22, names_marks=True)
_NARROW: Final = Frame(350, 330, 98, 14, names_marks=False)


def line_chart(asked: LineChart) -> Chart:
    """Draw a line chart.

    Raises
    ------
    ValueError
        If there is no point or no series, or a series does not have one value a point.
    """
    _check(asked)
    return Chart(
        key=asked.key,
        title=asked.title,
        description=asked.description,
        wide=_drawn(asked, _WIDE),
        narrow=_drawn(asked, _NARROW),
        table=_table(asked),
        notes=[(number, mark.sentence) for number, mark in enumerate(asked.marks, start=1)],
        spans=[span.label for span in asked.spans],
    )


def _check(asked: LineChart) -> None:
    if not asked.points or not asked.series:
        raise ValueError("A line chart needs a point and a series at least.")
    wanted = len(asked.points)
    rows = [row for one in asked.series for row in (one.values, one.low, one.high)]
    if any(row and len(row) != wanted for row in [*rows, asked.tick_names]):
        raise ValueError("Every series needs one value for each point.")


def _drawn(asked: LineChart, frame: Frame) -> Drawing:
    x, y, levels = _scales(asked, frame)
    names = named(asked, y, frame)
    strokes = [path for one in asked.series for path in _strokes(one, x, y)]
    return Drawing(
        width=frame.width,
        height=frame.height,
        rects=_spans(asked, x, y),
        grid=_grid(asked, x, y, levels),
        bands=[path for one in asked.series if not one.whiskers for path in _bands(one, x, y)],
        lines=[*strokes, *leaders(names, x, frame)],
        ranges=[line for one in asked.series if one.whiskers for line in _whiskers(one, x, y)],
        dots=[path for one in asked.series for path in _dots(one, x, y)],
        flags=_flags(asked, x, y, frame),
        texts=[*_axes(asked, x, y, levels), *texts_of(names, x, frame)],
    )


def _scales(asked: LineChart, frame: Frame) -> tuple[Scale, Scale, list[float]]:
    values = [v for one in asked.series for row in (one.values, one.low, one.high) for v in row]
    low, high = reach([*values, asked.reference], least=asked.least)
    levels = ticks(low, high)
    top = _UNIT_ROOM + _FLAG_ROOM * bool(asked.marks)
    last = max(1, len(asked.points) - 1)
    return (
        Scale(0, last, _LEFT, frame.width - frame.gutter),
        Scale(levels[0], levels[-1], frame.height - _BOTTOM, top),
        levels,
    )


def _runs(values: Sequence[Value]) -> Iterable[list[int]]:
    """Return the positions of neighbouring values that are there, gap by gap."""
    run: list[int] = []
    for at, value in enumerate([*values, None]):
        if value is not None:
            run.append(at)
        elif run:
            yield run
            run = []


def _places(one: Sequence[Value], at: Iterable[int], x: Scale, y: Scale) -> list[parts.Spot]:
    return [(x.at(index), y.at(value)) for index in at if (value := one[index]) is not None]


def _strokes(one: Series, x: Scale, y: Scale) -> Iterable[Path]:
    for run in _runs(one.values):
        if len(run) > 1 and not one.whiskers:
            yield Path(parts.joined(_places(one.values, run, x, y)), one.style)


def _bands(one: Series, x: Scale, y: Scale) -> Iterable[Path]:
    for run in _runs(one.low):
        edge = _places(one.high, run, x, y) + _places(one.low, run, x, y)[::-1]
        if len(run) > 1:
            yield Path(parts.closed(edge), one.style)


def _whiskers(one: Series, x: Scale, y: Scale) -> Iterable[parts.Line]:
    for at, (low, high) in enumerate(zip(one.low, one.high, strict=True)):
        if low is not None and high is not None:
            yield parts.Line(x.at(at), y.at(low), x.at(at), y.at(high), one.style)


def _dots(one: Series, x: Scale, y: Scale) -> Iterable[Path]:
    """Mark the last point of a line, and every point that no line reaches."""
    for run in _runs(one.values):
        last = all(value is None for value in one.values[run[-1] + 1 :])
        shown = run if one.whiskers or len(run) == 1 else run[-1:] if last else []
        for spot in _places(one.values, shown, x, y):
            yield Path(_shape(one.style, *spot), one.style)


def _shape(style: str, x: float, y: float) -> str:
    """Return a disc for members, a square for police, a diamond for all else."""
    r = _RADIUS
    if style.startswith("members"):
        return f"M{x - r:g} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0Z"
    if style.startswith("official"):
        return f"M{x - r:g} {y - r:g}h{2 * r:g}v{2 * r:g}h{-2 * r:g}Z"
    return parts.closed([(x - r - 1, y), (x, y - r - 1), (x + r + 1, y), (x, y + r + 1)])


def _spans(asked: LineChart, x: Scale, y: Scale) -> list[Rect]:
    half = (x.end - x.start) / max(1, len(asked.points) - 1) / 2
    found = []
    for one in asked.spans:
        left = max(x.start, x.at(one.first) - half)
        right = min(x.end, x.at(one.last) + half)
        breadth, height = round(right - left, 1), round(y.start - y.end, 1)
        found.append(Rect(round(left, 1), y.end, breadth, height, "span"))
    return found


def _grid(asked: LineChart, x: Scale, y: Scale, levels: list[float]) -> list[parts.Line]:
    lines = [parts.Line(x.start, y.at(one), x.end, y.at(one), "grid") for one in levels]
    if asked.reference is not None:
        at = y.at(asked.reference)
        lines.append(parts.Line(x.start, at, x.end, at, "reference"))
    return lines


def _axes(asked: LineChart, x: Scale, y: Scale, levels: list[float]) -> Iterable[Text]:
    yield Text(0, 12, asked.unit, style="soft")
    for one in levels:
        yield Text(_LEFT - 7, round(y.at(one) + 4.5, 1), level(one), "end", "soft")
    step = (x.end - x.start) / max(1, len(asked.points) - 1)
    every = stride(asked.tick_names, step, parts.TYPE * parts.GLYPH)
    for at in range(asked.anchor % every, len(asked.tick_names), every):
        yield Text(x.at(at), round(y.start + 19, 1), asked.tick_names[at], "middle", "soft")


def _flags(asked: LineChart, x: Scale, y: Scale, frame: Frame) -> list[Flag]:
    """Number the marks from left to right; a name is written where it touches nothing."""
    found: list[Flag] = []
    step = (x.end - x.start) / max(1, len(asked.points) - 1)
    disc = y.end - 12
    places = [round(max(x.start, x.at(one.at) - step / 2), 1) for one in asked.marks]
    for number, (one, place) in enumerate(zip(asked.marks, places, strict=True), start=1):
        room = min([x.end + 20, *(p for p in places if p > place)]) - place - 26
        fits = frame.names_marks and parts.breadth_of(one.label, 12) <= room
        label = Text(place + 12, round(disc + 4.5, 1), one.label, style="soft") if fits else None
        found.append(Flag(number, place, round(disc, 1), y.start, label))
    return found


def _table(asked: LineChart) -> Table:
    rows = [
        [point, *(_cell(one, at) for one in asked.series)] for at, point in enumerate(asked.points)
    ]
    return Table(["", *(one.name for one in asked.series)], rows)


def _cell(one: Series, at: int) -> str:
    value = one.values[at]
    if value is None:
        return "no data"
    low, high = (row[at] if row else None for row in (one.low, one.high))
    if low is None or high is None:
        return formats.decimal(value)
    return f"{formats.decimal(value)} ({formats.decimal(low)} to {formats.decimal(high)})"
