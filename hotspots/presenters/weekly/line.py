"""The district's last 26 weeks: a bar each, its normal range behind it, a link to its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hotspots.weekly.weeks import Week

Point = Mapping[str, Any]

_STEP: Final = 24.0  # picture units from bar to bar
_BAR: Final = 14.0
_HEIGHT: Final = 120.0
_TOP: Final = 14.0  # room for the largest number


@dataclass(frozen=True)
class WeekBar:
    """One week. `href` is empty where its page is not built; `low` means low reporting."""

    week: str
    href: str
    label: str
    x: float
    y: float
    height: float
    normal_y: float
    normal_height: float
    here: bool
    low: bool
    high: bool
    count: int
    normal: str
    drift: str
    words: str


@dataclass(frozen=True)
class WeekLine:
    """Everything that `hotspots/weekly/_line.html` places."""

    box: str
    bars: list[WeekBar]
    base: float
    bar: float
    most: int
    first: str
    last: str


def week_line(line: Sequence[Point], built: Mapping[str, str]) -> WeekLine | None:
    """Draw the weeks of a payload; `built` leads from the name of a week to its page."""
    if not line:
        return None
    most = max(max(one["count"], one["high"] or 0) for one in line) or 1
    scale = (_HEIGHT - _TOP) / most
    bars = [_bar(one, at, scale, built, here=at == len(line) - 1) for at, one in enumerate(line)]
    return WeekLine(
        box=f"0 0 {len(line) * _STEP:g} {_HEIGHT:g}",
        bars=bars,
        base=_HEIGHT,
        bar=_BAR,
        most=most,
        first=bars[0].words,
        last=bars[-1].words,
    )


def _bar(one: Point, at: int, scale: float, built: Mapping[str, str], *, here: bool) -> WeekBar:
    low, high = one["low"], one["high"]
    words = Week.named(one["week"]).words
    normal = "" if low is None else f"{low} to {high}"
    return WeekBar(
        week=one["week"],
        href=built.get(one["week"], ""),
        label=_label(words, one, normal),
        x=round(at * _STEP + (_STEP - _BAR) / 2, 1),
        y=round(_HEIGHT - one["count"] * scale, 1),
        height=round(one["count"] * scale, 1),
        normal_y=round(_HEIGHT - (high or 0) * scale, 1),
        normal_height=round(((high or 0) - (low or 0)) * scale, 1),
        here=here,
        low=one["low_reporting"],
        high=high is not None and one["count"] > high,
        count=one["count"],
        normal=normal,
        drift="" if one["drift"] is None else f"{one['drift']:.1f}",
        words=words,
    )


def _label(words: str, one: Point, normal: str) -> str:
    said = f"{words}: {one['count']} reports"
    if normal:
        said += f"; a normal week is {normal}"
    return f"{said}; low reporting" if one["low_reporting"] else said
