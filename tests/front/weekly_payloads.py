"""A believable week of an invented town, in the form in which weekly payloads are stored.

Written down, not computed, so that pages and papers are tested against known words. Every key
of `hotspots.weekly.shape.WeeklyPayload` is there.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hotspots.weekly.weeks import Week
from layers import grid
from tests.front import payloads

WEEK = Week(2026, 46)

#: label, steps east and north, this week, last week, thirteen before, premises, verdict, badge
PLACES = (
    ("Lantern Row by Market Cross", 0, 0, 9, 3, 22, 5, "higher", "new"),
    ("Cooper's Yard", 1, 0, 4, 4, 38, 3, "no clear difference", "persistent"),
    ("Tallow Street by Weir Bridge", 0, 1, 10, 2, 24, 1, "higher", "returning"),
    ("Glovers' Gate", -1, 1, 2, 3, 19, 2, "no clear difference", None),
    ("Station Approach", -1, 0, 0, 1, 30, 0, "no clear difference", "easing"),
    ("Hatters Lane", 1, -1, 1, 0, 8, 1, "no clear difference", None),
    ("Pound Corner", 0, -1, 0, 0, 1, 0, "too few to say", None),
    ("Long Meadow", 2, -1, 0, 0, 0, 0, "too few to say", None),
)


def _ring(cell: str) -> list[list[float]]:
    return [[round(lng, 6), round(lat, 6)] for lng, lat in grid.boundary_of(cell)]


def _centre(cell: str) -> list[float]:
    return [round(value, 6) for value in grid.centre_of(cell)]


def _norm(total: int) -> dict[str, Any]:
    mean = (total + 0.5) / 13
    return {"mean": round(mean, 2), "low": 0, "high": round(mean * 2.2 + 1)}


def _history(total: int, last: int) -> list[int]:
    rest, weeks = total - last, []
    for left in range(12, 0, -1):
        weeks.append(rest // left)
        rest -= weeks[-1]
    return [*weeks, last]


def _group(count: int) -> str:
    return "0" if count == 0 else "1-2" if count <= 2 else "3-5" if count <= 5 else "6+"


def _cell(row: tuple[Any, ...]) -> dict[str, Any]:
    place, east, north, count, last, total, premises, verdict, badge = row
    cell = payloads.axial(east, north)
    flagged = badge in ("new", "persistent", "returning")
    return {
        "cell": cell,
        "place": place,
        "centre": _centre(cell),
        "ring": _ring(cell),
        "inside": 0.4 if place == "Long Meadow" else 1.0,
        "count": count,
        "group": _group(count),
        "premises": premises,
        "norm": _norm(total),
        "luck": 290 if verdict == "higher" else None,
        "alert": verdict == "higher",
        "four_weeks": count + last + total // 6,
        "flagged": flagged,
        "badge": badge,
        "firm": place != "Tallow Street by Weir Bridge" if flagged else None,
        "verdict": verdict,
        "one_reporter": [8, 10] if count == 10 else None,
        "members_here": 0 if place == "Long Meadow" else 9,
        "history": [*_history(total, last), count],
        "last_week": last,
        "minutes": 40 if place.startswith("Lantern") else None,
    }


def _fine(middle: str, count: int, at: int) -> dict[str, Any]:
    lng, lat = grid.centre_of(middle)
    cell = grid.ring(grid.cell_of(lng, lat, 10), 1)[at] if at else grid.cell_of(lng, lat, 10)
    return {
        "cell": cell,
        "place": "Lantern Row",
        "centre": _centre(cell),
        "ring": _ring(cell),
        "count": count,
        "group": _group(count),
        "members_here": 3,
    }


def _item(cell: dict[str, Any], when: str, text: str, notes: list[str]) -> dict[str, Any]:
    kept = ("cell", "place", "premises", "norm", "verdict", "badge", "firm", "history")
    return {
        **{name: cell[name] for name in kept},
        "when": when,
        "count": str(cell["count"]),
        "text": text,
        "notes": notes,
    }


def _items(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lantern, coopers, tallow = cells[0], cells[1], cells[2]
    return [
        _item(
            lantern,
            "Friday 16-20",
            "Lantern Row by Market Cross, mostly Friday 16-20: 9 reports from 5 premises; a normal "
            "week is 0 to 5: higher. Wardens were there 40 minutes.",
            [],
        ),
        _item(
            tallow,
            "Saturday",
            "Tallow Street by Weir Bridge, mostly Saturday: 10 reports from 1 premises; a normal "
            "week is 0 to 5: higher. Nothing that was done is recorded.",
            ["8 of 10 from one business", "Grid-sensitive: other hexagons do not show it"],
        ),
        _item(
            coopers,
            "",
            "Cooper's Yard: 4 reports from 3 premises; a normal week is 0 to 8: no clear "
            "difference. Nothing that was done is recorded.",
            [],
        ),
    ]


def _line() -> list[dict[str, Any]]:
    counts = [21, 18, 24, 22, 17, 20, 26, 19, 23, 18, 9, 21, 22, 25, 20, 19, 24, 18, 22, 20, 23]
    counts += [21, 19, 24, 13, 26]
    return [
        {
            "week": week.name,
            "count": count,
            "low": 13,
            "high": 28,
            "low_reporting": count == 9,
            "drift": round(max(0.0, (at - 15) * 0.4), 2),
        }
        for at, (week, count) in enumerate(zip(WEEK.up_to(26), counts, strict=True))
    ]


def payload(**changes: Any) -> dict[str, Any]:
    """Return the operations version of the invented week, with some keys replaced."""
    cells = [_cell(row) for row in PLACES]
    whole = {
        "schema": 1,
        "kind": "weekly",
        "version": "operations",
        "analysis": "0198f2a4-5c1e-7a30-9d0e-3b6f1c2a4d59",
        "district": {"slug": "demo", "name": "Wexcombe", "invented": True},
        "audience": "OPERATIONS",
        "boundary": payloads.payload()["boundary"],
        "week": {
            "name": WEEK.name,
            "first": WEEK.start.isoformat(),
            "last": WEEK.last_day.isoformat(),
            "hours": 168,
            "words": "Week 46, 9 to 15 November 2026",
        },
        "known_at": "2026-11-16T05:00:00+00:00",
        "headline": "2 of 8 hexagons had more reports than their thirteen-week norm.",
        "town": {
            "count": 26,
            "premises": 12,
            "norm": {"mean": 20.4, "low": 13, "high": 28},
            "z": 1.1,
            "band": "normal",
            "verdict": "no clear difference",
            "since_last_week": "no clear difference",
            "drift": {"value": 4.0, "limit": 5.0, "weeks": 10, "drifting": False},
            "outside": 1,
            "sentence": "26 reports from 12 premises; a normal week is 13 to 28: no clear "
            "difference.",
        },
        "categories": [
            {
                "code": "begging",
                "label": "Begging",
                "count": 14,
                "norm": {"mean": 8.2, "low": 4, "high": 13},
                "verdict": "no clear difference",
                "drifting": False,
            },
            {
                "code": "noise",
                "label": "Noise",
                "count": 3,
                "norm": None,
                "verdict": "too few to say",
                "drifting": False,
            },
        ],
        "line": _line(),
        "reporting": {
            "members": 11,
            "usual": 12.4,
            "active": 160,
            "low": False,
            "sentence": "11 members reported; about 12 is usual.",
        },
        "items": _items(cells),
        "changes": [
            {
                "kind": "alert",
                "cell": cells[0]["cell"],
                "text": "Lantern Row by Market Cross is higher than normal, and was not last week.",
            },
            {
                "kind": "hot-over",
                "cell": cells[4]["cell"],
                "text": "Station Approach is easing: hot for weeks, and not in the last four.",
            },
        ],
        "asks": [
            {
                "of": "NBCP",
                "cell": cells[0]["cell"],
                "text": "Rowdy behaviour at Lantern Row by Market Cross, 6 of 9 reports.",
            },
            {"of": "BID operations", "cell": None, "text": "Triage 4 reports that wait."},
        ],
        "cells": cells,
        "fine": [_fine(cells[0]["cell"], count, at) for at, count in enumerate((4, 3, 2, 0))],
        "blocks": [
            *([0, 0, 0, 0, 1, 0], [0, 0, 1, 0, 2, 0], [0, 0, 0, 1, 1, 0], [0, 0, 0, 0, 2, 0]),
            *([0, 0, 0, 1, 7, 1], [0, 0, 0, 2, 4, 1], [1, 0, 0, 0, 1, 0]),
        ],
        "scoreboard": {
            "cells": 3,
            "area": 0.11,
            "found": 10,
            "total": 26,
            "share": 0.38,
            "best": 0.47,
            "pai": 3.5,
            "pei": 0.81,
            "weeks": 24,
            "mean_share": 0.41,
            "mean_low": 0.33,
            "mean_high": 0.5,
            "mean_pei": 0.78,
            "predictive": True,
            "sentence": "Last week's 3 marked hexagons (11% of the area) had 38% of this week's "
            "reports; on average of 24 weeks 41%, between 33% and 50% in half of them. The best "
            "possible this week would have been 47%.",
        },
        "method": {
            "norm_weeks": 13,
            "weeks_held": 38,
            "dispersion": 1.46,
            "dispersion_town": 1.1,
            "clustering": 1.3,
            "window_weeks": 4,
            "with_neighbours": False,
        },
        "seed": 202646,
        "code_version": "0123456789abcdef",
        "built_at": "2026-11-16T05:00:02+00:00",
    }
    return deepcopy({**whole, **changes})


def quiet() -> dict[str, Any]:
    """Return a week in which nobody reported, in a district with a quarter of history."""
    whole = payload(items=[], changes=[], asks=[], categories=[], scoreboard=None)
    for cell in whole["cells"]:
        cell.update(count=0, group="0", premises=0, alert=False, flagged=False, badge=None)
        cell.update(firm=None, verdict="no clear difference", one_reporter=None, luck=None)
    for cell in whole["fine"]:
        cell.update(count=0, group="0")
    whole["blocks"] = [[0] * 6 for _ in range(7)]
    whole["headline"] = "Nobody reported anything in this week."
    whole["town"].update(count=0, premises=0, verdict="too few to say", z=None, band=None)
    return whole


def members() -> dict[str, Any]:
    """Return the members' version: classes at resolution 10, no totals, nobody's own numbers."""
    whole = payload(version="members", audience="MEMBER", cells=[], blocks=[], line=[])
    whole.update(categories=[], scoreboard=None, asks=[], changes=[])
    whole["town"].update(count=None, premises=None, norm=None, z=None, drift=None, outside=None)
    whole["reporting"].update(members=None, usual=None, active=None)
    for cell in whole["fine"]:
        cell.update(count=None, members_here=None)
    whole["fine"][-1]["group"] = None
    for item in whole["items"]:
        item.update(count="", premises=None, norm=None, history=[], notes=[])
    return whole


def low() -> dict[str, Any]:
    """Return a week in which few members reported."""
    whole = payload(items=payload()["items"][:1], asks=[])
    whole["reporting"].update(
        members=6,
        usual=12.4,
        low=True,
        sentence="Low reporting: 6 members reported, and about 12 is usual.",
    )
    return whole


def earlier() -> dict[str, Any]:
    """Return the week before."""
    week = WEEK.plus(-1)
    whole = payload()
    whole["week"].update(
        name=week.name,
        first=week.start.isoformat(),
        last=week.last_day.isoformat(),
        words=week.words,
    )
    for cell in whole["cells"]:
        cell.update(count=cell["last_week"], group=_group(cell["last_week"]), alert=False)
        cell.update(verdict="no clear difference", luck=None)
    return whole
