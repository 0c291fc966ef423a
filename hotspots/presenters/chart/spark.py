"""A few numbers beside a sentence: a line, its last point, and the usual range behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hotspots.presenters.chart import parts
from hotspots.presenters.chart.scale import Scale, reach

_WIDTH, _HEIGHT, _INSET = 120.0, 32.0, 4.0


@dataclass(frozen=True)
class Sparkline:
    """What `components/sparkline.html` places; `words` is read out in its stead."""

    box: str
    band: str
    lines: list[str]
    dots: list[str]
    style: str
    words: str


def sparkline(
    values: Sequence[float | None],
    *,
    words: str,
    style: str,
    usual: tuple[float, float] | None = None,
) -> Sparkline:
    """Draw a sparkline from zero upwards.

    Parameters
    ----------
    values : sequence of float or None
        None is missing, drawn as a gap.
    words : str
        What the line shows, with the last number: nothing else of it is readable by ear.
    style : str
        A class of `chart.css`, such as ``members``.
    usual : pair of float, optional
        The normal range, drawn behind.

    Raises
    ------
    ValueError
        If there is no value.
    """
    if all(value is None for value in values):
        raise ValueError("A sparkline needs a value.")
    low, high = reach([*values, *(usual or ())], least=0.0)
    x = Scale(0, max(1, len(values) - 1), _INSET, _WIDTH - _INSET)
    y = Scale(low, high, _HEIGHT - _INSET, _INSET)
    runs = _runs(values, x, y)
    band = ""
    if usual:
        bottom, top = y.at(usual[0]), y.at(usual[1])
        band = parts.closed([(0, top), (_WIDTH, top), (_WIDTH, bottom), (0, bottom)])
    return Sparkline(
        box=f"0 0 {_WIDTH:g} {_HEIGHT:g}",
        band=band,
        lines=[parts.joined(run) for run in runs if len(run) > 1],
        dots=[_dot(run[-1]) for run in runs if len(run) == 1 or run is runs[-1]],
        style=style,
        words=words,
    )


def _runs(values: Sequence[float | None], x: Scale, y: Scale) -> list[list[parts.Spot]]:
    runs: list[list[parts.Spot]] = [[]]
    for at, value in enumerate(values):
        if value is not None:
            runs[-1].append((x.at(at), y.at(value)))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _dot(spot: parts.Spot) -> str:
    x, y = spot
    return f"M{x - 3:g} {y:g}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0Z"
