"""What is stored of each hexagon: tested at resolution 9, looked at at resolution 10."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hotspots.weekly.alerting import (
    LEAST_REPORTS,
    NORM_WEEKS,
    Norms,
    Unusual,
    alerts,
    normal_range,
    weekly_dispersion,
)
from hotspots.weekly.badges import HISTORY, badge
from hotspots.weekly.blocks import mostly
from hotspots.weekly.corners import Corners, corners_at, firm_cells, flags_of
from hotspots.weekly.counting import Counted, count
from hotspots.weekly.ingredients import COARSE, LOOKED_AT, WINDOW, Ingredients
from hotspots.weekly.score import SCORED_WEEKS
from layers import grid

Json = dict[str, Any]

DISPERSION_WEEKS: Final = 26
_LAST: Final = WINDOW - 1
_MOST_LUCK: Final = 100_000  # beyond this, rarer still is the same thing to a reader


@dataclass(frozen=True, eq=False)
class Alerted:
    """One week's alerts with the norm that they are measured by."""

    dispersion: float
    norms: Norms
    found: Unusual


@dataclass(frozen=True, eq=False)
class Tested:
    """Everything that was tested on the hexagons of resolution 9.

    `flags` has a row for each of the last 27 weeks; this week's is the last. `now` and
    `before` are None until there are thirteen weeks to compare with.
    """

    counted: Counted
    now: Alerted | None
    before: Alerted | None
    corners: Corners
    flags: NDArray[np.bool_]


def alerts_at(counted: Counted, at: int, held: int) -> Alerted | None:
    """Return the alerts of the week of an index, or None with fewer than thirteen before it."""
    if held < NORM_WEEKS:
        return None
    weeks = counted.by_week
    past = weeks[at - NORM_WEEKS : at]
    dispersion = weekly_dispersion(weeks[max(0, at - min(held, DISPERSION_WEEKS)) : at])
    norms = normal_range(past.sum(axis=0), dispersion)
    return Alerted(dispersion, norms, alerts(past, weeks[at], dispersion))


def tested_hexagons(given: Ingredients, counted: Counted) -> Tested:
    """Test the hexagons of resolution 9: against their norm, and over four weeks."""
    return Tested(
        counted=counted,
        now=alerts_at(counted, _LAST, given.held),
        before=alerts_at(counted, _LAST - 1, given.held - 1),
        corners=corners_at(counted, _LAST, given.week),
        flags=flags_of(counted, given.week, SCORED_WEEKS + 1),
    )


def firm_of(given: Ingredients, tested: Tested) -> set[str]:
    """Return which flagged hexagons another size shows as well."""
    cells = np.array(tested.counted.ground.cells)
    flagged = [str(cell) for cell in cells[tested.corners.found.flagged]]
    if not flagged:
        return set()
    fine, coarse = count(given, LOOKED_AT), count(given, COARSE)
    return firm_cells(
        flagged,
        _hot(fine, corners_at(fine, _LAST, given.week)),
        _hot(coarse, corners_at(coarse, _LAST, given.week)),
    )


def _hot(counted: Counted, corners: Corners) -> dict[str, bool]:
    return dict(zip(counted.ground.cells, corners.found.flagged.tolist(), strict=True))


def tested_cells(given: Ingredients, tested: Tested) -> list[Json]:
    """Return the hexagons of resolution 9 as plain values, sorted by cell."""
    firm = firm_of(given, tested)
    states = {state.report: state for state in given.states}
    work = _work_by_cell(given)
    return [
        {
            **_place(given, tested.counted, at),
            **_week(given, tested, at),
            **_corner(tested, at, firm),
            **_follow_up(given, tested.counted.rows_in(at, _LAST), states),
            "work": work.get(cell, []),
        }
        for at, cell in enumerate(tested.counted.ground.cells)
    ]


def looked_at_cells(given: Ingredients) -> list[Json]:
    """Return the hexagons of resolution 10 as plain values, sorted by cell; nothing is tested."""
    counted = count(given, LOOKED_AT)
    return [
        {
            **_place(given, counted, at),
            "count": int(counted.by_week[_LAST, at]),
            "members": _distinct(given.reports.organisation, counted.rows_in(at, _LAST)),
        }
        for at in range(len(counted.ground.cells))
    ]


def _place(given: Ingredients, counted: Counted, at: int) -> Json:
    cell = counted.ground.cells[at]
    return {
        "cell": cell,
        "resolution": counted.ground.resolution,
        "place": given.names.get(cell, cell),
        "inside": round(min(1.0, float(counted.ground.share[at])), 4),
        "members_here": given.members_here.get(cell, 0),
    }


def _week(given: Ingredients, tested: Tested, at: int) -> Json:
    counted = tested.counted
    rows = counted.rows_in(at, _LAST)
    history = counted.by_week[_LAST - NORM_WEEKS :, at].tolist()
    return {
        "count": history[-1],
        "history": history,
        "premises": _distinct(given.reports.premises, rows),
        "members": _distinct(given.reports.organisation, rows),
        "one_reporter": _one_reporter(given.reports.organisation[rows].tolist()),
        "when": mostly([given.reports.occurred[int(row)] for row in rows]),
        **_alert(tested.now, at),
        "alert_before": bool(tested.before and tested.before.found.flagged[at]),
        "verdict": _verdict(tested.now, at, history),
    }


def _alert(now: Alerted | None, at: int) -> Json:
    if now is None:
        return {"norm": None, "p": None, "q": None, "alert": False, "luck": None}
    p, is_alert = float(now.found.p[at]), bool(now.found.flagged[at])
    norm = {
        "mean": round(float(now.norms.mean[at]), 4),
        "low": int(now.norms.low[at]),
        "high": int(now.norms.high[at]),
    }
    luck = min(_MOST_LUCK, round(1 / p)) if is_alert and p > 0 else None
    luck = _MOST_LUCK if is_alert and luck is None else luck
    return {"norm": norm, "p": p, "q": float(now.found.q[at]), "alert": is_alert, "luck": luck}


def _verdict(now: Alerted | None, at: int, history: Sequence[int]) -> str:
    if now is None or sum(history) < LEAST_REPORTS:
        return "too few to say"
    return "higher" if now.found.flagged[at] else "no clear difference"


def _corner(tested: Tested, at: int, firm: set[str]) -> Json:
    corners, cell = tested.corners, tested.counted.ground.cells[at]
    flagged = bool(corners.found.flagged[at])
    rows = tested.counted.by_member(_LAST - 3, _LAST)[:, at]
    given = badge(tested.flags[-HISTORY:, at].tolist())
    return {
        "four_weeks": int(corners.counts[at]),
        "corner_p": float(corners.found.p[at]),
        "corner_q": float(corners.found.q[at]),
        "flagged": flagged,
        "flagged_before": bool(tested.flags[-2, at]),
        "badge": given.value if given else None,
        "firm": cell in firm if flagged else None,
        "one_reporter_four": _largest_of(rows.tolist()),
    }


def _one_reporter(organisations: Sequence[int]) -> list[int] | None:
    return _largest_of(list(Counter(organisations).values()))


def _largest_of(counts: Sequence[int]) -> list[int] | None:
    """Return the largest of some counts and their sum, if it is more than half of three or more."""
    total, most = sum(counts), max(counts, default=0)
    return [int(most), int(total)] if total >= LEAST_REPORTS and 2 * most > total else None


def _distinct(values: NDArray[np.int64], rows: NDArray[np.int64]) -> int:
    return len(set(values[rows].tolist()))


def _follow_up(given: Ingredients, rows: NDArray[np.int64], states: Mapping[str, Any]) -> Json:
    kinds = Counter(given.reports.category[int(row)] for row in rows)
    stages = Counter(
        (states[given.reports.ids[int(row)]].stage, states[given.reports.ids[int(row)]].team)
        for row in rows
        if given.reports.ids[int(row)] in states
    )
    return {
        "kinds": [list(one) for one in sorted(kinds.items(), key=lambda one: (-one[1], one[0]))],
        "stages": [[stage, team, number] for (stage, team), number in sorted(stages.items())],
    }


def _work_by_cell(given: Ingredients) -> dict[str, list[Json]]:
    """Return the teams that worked in each cell of resolution 9, with minutes where given."""
    found: dict[str, dict[str, int]] = {}
    for one in given.work:
        teams = found.setdefault(grid.cell_of(one.lng, one.lat, 9), {})
        teams[one.team] = teams.get(one.team, 0) + (one.minutes or 0)
    return {
        cell: [
            {"team": team, "minutes": minutes or None} for team, minutes in sorted(teams.items())
        ]
        for cell, teams in found.items()
    }
