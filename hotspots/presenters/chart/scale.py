"""From values to places: round ticks, the window of a chart, texts that must not collide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_STRIDES: Final = (1, 2, 3, 6, 12, 24, 48)


@dataclass(frozen=True)
class Scale:
    """A straight map from values to units of the box."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return where a value falls."""
        part = (value - self.low) / (self.high - self.low)
        return round(self.start + part * (self.end - self.start), 1)


def ticks(low: float, high: float, most: int = 8) -> list[float]:
    """Return round numbers, evenly apart, that reach from at or below `low` to at or above `high`.

    Raises
    ------
    ValueError
        If `high` is not above `low`, or fewer than three ticks are allowed.
    """
    if not high > low or most < 3:
        raise ValueError("Ticks need a range and room for three.")
    rough = (high - low) / (most - 1)
    power = 10.0 ** floor(log10(rough))
    for step in (power * factor for factor in (*_STEPS, 20.0)):
        first = floor(low / step + 1e-9)
        last = -floor(-high / step + 1e-9)
        if last - first + 1 <= most:
            # Dividing by a whole number keeps 0.3 from becoming 0.30000000000000004.
            return [round(number * step, 10) for number in range(first, last + 1)]
    raise AssertionError("twice the rough step always fits")


def level(value: float) -> str:
    """Write a tick: as many figures as it has and no more."""
    return f"{value:,.10g}"


def reach(values: Iterable[float | None], *, least: float | None) -> tuple[float, float]:
    """Return the lowest and highest of some values; `least` is always inside, None frees it."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    if least is not None:
        low, high = min(low, least), max(high, least)
    return (low, high) if high > low else (low - (least is None), low + 1)


def stride(labels: Sequence[str], step: float, glyph: float) -> int:
    """Return every how many points a label can stand without touching the next one.

    `step` is the distance of two points, `glyph` the breadth of a letter.
    """
    broadest = max((len(one) for one in labels), default=0) * glyph + glyph * 1.5
    return next((one for one in _STRIDES if one * step >= broadest), max(1, len(labels)))


def spread(wanted: Sequence[tuple[float, float]], low: float, high: float) -> list[float]:
    """Move labels up and down until none overlaps, as little as may be.

    Parameters
    ----------
    wanted : sequence of (middle, height)
        Where each label would stand.
    low, high : float
        Between which all must lie; if they cannot, they begin at `low`.

    Returns
    -------
    list of float
        The middles, in the order given.
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at][0])
    placed: dict[int, float] = {}
    edge = low
    for at in order:
        middle, height = wanted[at]
        placed[at] = max(middle, edge + height / 2)
        edge = placed[at] + height / 2
    edge = high
    for at in reversed(order):
        height = wanted[at][1]
        placed[at] = min(placed[at], edge - height / 2)
        edge = placed[at] - height / 2
    missing = max(0.0, low - edge)
    return [round(placed[at] + missing, 1) for at in range(len(wanted))]
