"""What is stored of the whole district: its week, its line, who reported, how the map did."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from hotspots.weekly import drift as drifting
from hotspots.weekly.alerting import ALPHA, NORM_WEEKS, normal_range, weekly_dispersion
from hotspots.weekly.blocks import count_blocks
from hotspots.weekly.corners import WINDOW_WEEKS, with_neighbours
from hotspots.weekly.counting import inside, week_index
from hotspots.weekly.hexagons import DISPERSION_WEEKS, Tested
from hotspots.weekly.ingredients import DISTRICT, DRIFT_WEEKS, WINDOW, Ingredients
from hotspots.weekly.reporting import Reporting, reporting
from hotspots.weekly.score import SCORED_WEEKS, Hit, hit, score

Json = dict[str, Any]
Counts = NDArray[np.int64]

_LAST: Final = WINDOW - 1
_NONE: Final = "too few to say"
_UNCLEAR: Final = "no clear difference"


def town_of(given: Ingredients, tested: Tested) -> Json:
    """Return the numbers of the whole district as plain values."""
    line = tested.counted.by_week.sum(axis=1)
    reported = reporters(given, tested)
    low = reported[-1].low
    anew = restarts(given, DISTRICT)
    week = series_of(line, np.array(given.active), given.held, low=low, anew=anew)
    rows = tested.counted.row[tested.counted.week == _LAST]
    moments = [given.reports.occurred[int(row)] for row in rows]
    return {
        "members": int(line[-1]),  # reports of members, by the name that every analysis uses
        "premises": len(set(given.reports.premises[rows].tolist())),
        "organisations": reported[-1].reporting,
        "outside": _outside(given),
        **week,
        "since_last_week": _between(line, week["dispersion"], low=low),
        "line": _line(given, line, reported, week),
        "reporting": _reporting(reported[-1]),
        "low_before": reported[-2].low,
        "categories": categories_of(given, tested, low=low),
        "blocks": count_blocks(moments),
        "scoreboard": scoreboard(given, tested),
        "method": {
            "norm_weeks": NORM_WEEKS,
            "weeks_held": given.held,
            "dispersion": _rounded(tested.now.dispersion if tested.now else 1.0),
            "dispersion_town": _rounded(week["dispersion"]),
            "clustering": tested.corners.clustering,
            "window_weeks": WINDOW_WEEKS,
            "with_neighbours": with_neighbours(tested.counted.ground),
        },
    }


def reporters(given: Ingredients, tested: Tested) -> list[Reporting]:
    """Compare the members who reported in each week with what is usual for the active ones."""
    counted = tested.counted
    pairs = np.unique(np.column_stack([counted.week, counted.member]), axis=0)
    numbers = np.bincount(pairs[:, 0].astype(np.int64), minlength=WINDOW)
    found = reporting(numbers.tolist(), list(given.active))
    # Weeks before the scheme began are no norm.
    first = _LAST - given.held + NORM_WEEKS
    return [
        one if at >= first else Reporting(one.reporting, one.active, None, low=False)
        for at, one in enumerate(found)
    ]


def restarts(given: Ingredients, code: str) -> list[int]:
    """Return the positions in the half year of a chart at which it begins anew."""
    weeks = given.week.up_to(WINDOW)[-DRIFT_WEEKS:]
    known = given.acknowledged.get(code, ())
    return [at + 1 for at, week in enumerate(weeks) if week in known]


def series_of(
    line: Counts, active: Counts, held: int, *, low: bool, anew: Collection[int] = ()
) -> Json:
    """Return how a line of weekly counts stands in its last week.

    `held` complete weeks before that one count, `active` members could report in each; in a
    week of `low` reporting no decrease is stated; a drift is counted from zero at `anew`.
    """
    nothing = {"norm": None, "z": None, "band": None, "verdict": _NONE, "drift": None}
    if held < NORM_WEEKS:
        return {**nothing, "dispersion": 1.0}
    past = line[_LAST - NORM_WEEKS : _LAST]
    dispersion = weekly_dispersion(line[_LAST - min(held, DISPERSION_WEEKS) : _LAST, None])
    mean = float(past.mean())
    found: Json = {**nothing, "dispersion": dispersion, "norm": _norm(past, dispersion)}
    if mean >= drifting.LEAST_NORM:
        z = drifting.weekly_z(int(line[-1]), mean, dispersion)
        found.update(z=round(z, 4), band=_band(z), verdict=_verdict(z, low=low))
    return {**found, "drift": drift_of(line, active, held, anew)}


def drift_of(line: Counts, active: Counts, held: int, anew: Collection[int] = ()) -> Json | None:
    """Return the chart of small excesses over half a year, or None without enough to go by.

    The norm is that of the thirteen weeks before it, for each member who could report: a scheme
    that grows by a fifth may report a fifth more without anything drifting.
    """
    first = WINDOW - DRIFT_WEEKS
    base = line[:first]
    enough = base.mean() >= drifting.LEAST_NORM and active[:first].sum() > 0
    if held < WINDOW - 1 or not enough:
        return None
    dispersion = weekly_dispersion(base[:, None])
    norms = base.sum() / active[:first].sum() * active[first:]
    run = [
        drifting.weekly_z(int(week), float(norm), dispersion)
        for week, norm in zip(line[first:], norms, strict=True)
    ]
    chart = drifting.cusum(run, anew=anew)
    return {
        "value": round(chart[-1].value, 4),
        "limit": drifting.LIMIT,
        "weeks": chart[-1].weeks,
        "drifting": chart[-1].drifting,
        "chart": [round(one.value, 2) for one in chart],
    }


def _norm(past: Counts, dispersion: float) -> Json:
    norms = normal_range([int(past.sum())], dispersion)
    return {
        "mean": round(float(norms.mean[0]), 4),
        "low": int(norms.low[0]),
        "high": int(norms.high[0]),
    }


def _band(z: float) -> str:
    if abs(z) < drifting.UNUSUAL:
        return "normal"
    return "unusual" if abs(z) <= drifting.VERY_UNUSUAL else "very unusual"


def _verdict(z: float, *, low: bool) -> str:
    if z >= drifting.UNUSUAL:
        return "higher"
    return "lower" if z <= -drifting.UNUSUAL and not low else _UNCLEAR


def _between(line: Counts, dispersion: float, *, low: bool) -> str:
    now, before = int(line[-1]), int(line[-2])
    if max(now, before) < drifting.LEAST_NORM:
        return _NONE
    return _verdict(drifting.between_weeks_z(now, before, dispersion), low=low)


def _line(given: Ingredients, line: Counts, reported: list[Reporting], week: Json) -> list[Json]:
    """Return the last 26 weeks, each with the range of the thirteen before it."""
    weeks = given.week.up_to(WINDOW)
    chart = week["drift"]["chart"] if week["drift"] else [None] * DRIFT_WEEKS
    points = []
    for at in range(max(NORM_WEEKS, WINDOW - 1 - given.held), WINDOW):
        known = at - NORM_WEEKS >= _LAST - given.held
        norm = _norm(line[at - NORM_WEEKS : at], week["dispersion"]) if known else None
        points.append(
            {
                "week": weeks[at].name,
                "count": int(line[at]),
                "low": norm["low"] if norm else None,
                "high": norm["high"] if norm else None,
                "low_reporting": reported[at].low,
                "drift": chart[at - NORM_WEEKS],
            }
        )
    return points


def _reporting(found: Reporting) -> Json:
    return {
        "members": found.reporting,
        "usual": None if found.usual is None else round(found.usual, 2),
        "active": found.active,
        "low": found.low,
    }


def categories_of(given: Ingredients, tested: Tested, *, low: bool) -> list[Json]:
    """Return each category that was reported in the week, or is often, the most reports first.

    Several are looked at, so a verdict passes Benjamini and Hochberg over those of five or more
    a week.
    """
    codes = np.array(given.reports.category)[tested.counted.row]
    found = []
    for one in given.categories:
        line = np.bincount(tested.counted.week[codes == one.code], minlength=WINDOW)
        if line[-1] or line[:-1].sum() >= drifting.LEAST_NORM * NORM_WEEKS:
            anew = restarts(given, one.code)
            series = series_of(line, np.array(given.active), given.held, low=low, anew=anew)
            found.append(_category(one.code, one.label, int(line[-1]), series))
    _settle(found)
    return sorted(found, key=lambda one: (-one["count"], one["label"]))


def _category(code: str, label: str, count: int, series: Json) -> Json:
    drift = series["drift"]
    return {
        "code": code,
        "label": label,
        "count": count,
        "drifting": bool(drift and drift["drifting"]),
        **{name: series[name] for name in ("norm", "z", "verdict")},
    }


def _settle(categories: list[Json]) -> None:
    """Take back the verdicts that do not pass together with all others."""
    tried = [one for one in categories if one["z"] is not None]
    if not tried:
        return
    p = [2 * stats.norm.sf(abs(one["z"])) for one in tried]
    q = stats.false_discovery_control(p, method="bh")
    for one, value in zip(tried, q, strict=True):
        if value >= ALPHA and one["verdict"] in ("higher", "lower"):
            one["verdict"] = _UNCLEAR


def scoreboard(given: Ingredients, tested: Tested) -> Json | None:
    """Return how the map of the week before did, and the maps of half a year on average."""
    weeks, area = tested.counted.by_week, tested.counted.ground.area
    hits = [
        hit(tested.flags[-2 - back], weeks[_LAST - back], area)
        for back in range(min(SCORED_WEEKS, given.held))
    ]
    mean = score([one for one in hits if one is not None])
    if mean is None:
        return None
    return {
        **(_hit(hits[0]) if hits[0] else dict.fromkeys(_HIT)),
        "weeks": mean.weeks,
        "mean_share": round(mean.share, 4),
        "mean_low": round(mean.share_low, 4),
        "mean_high": round(mean.share_high, 4),
        "mean_pei": round(mean.pei, 4),
        "predictive": mean.predictive,
    }


_HIT: Final = ("cells", "area", "found", "total", "share", "best", "pai", "pei")


def _hit(one: Hit) -> Json:
    return {
        "cells": one.cells,
        "area": round(one.area, 4),
        "found": one.found,
        "total": one.total,
        "share": round(one.share, 4),
        "best": round(one.best_share, 4),
        "pai": round(one.pai, 4),
        "pei": round(one.pei, 4),
    }


def _outside(given: Ingredients) -> int:
    return int((~inside(given) & (week_index(given) == _LAST)).sum())


def _rounded(value: float) -> float:
    return round(float(value), 4)
