"""Which reports tell of one thing: near in place, in time and in kind.

Plain: metres and hours in, a choice out. It only suggests; a person decides. `likeliest` is for
whoever triages and reads everything, `alike` for whoever stands in the doorway and reads nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import hypot
from typing import Final

import numpy as np
from numpy.typing import NDArray

_Numbers = NDArray[np.float64]

#: About a block of shops: beyond it two doorways are two places.
NEAR_M: Final = 150.0
#: A week: what goes on longer is the same problem, but seldom the same incident.
NEAR_HOURS: Final = 7 * 24.0
#: As far as somebody in a doorway sees what goes on, and as far as a street's name reaches: a
#: report that names the street lies up to so far from one that names the shop in it.
SAME_M: Final = 100.0
#: What people do is over, or has become another matter, after a quarter of a working day.
SAME_HOURS: Final = 3.0
#: What somebody leaves behind lies there until the street is cleaned, over a weekend too.
SAME_HOURS_LEFT_BEHIND: Final = 72.0
#: Only what is recent is shown at all, so that nobody can leaf through a town's past.
RECENT_HOURS: Final = 24.0
# Further apart than this, all told, a person would have to think; then nothing is suggested.
_FURTHEST: Final = 1.0
# What another category counts for, in the same currency as a whole block or a whole week.
_OTHER_KIND: Final = 0.6


@dataclass(frozen=True)
class Told:
    """One telling of something: where (EPSG:27700, metres), when, of which category."""

    key: str
    east: float
    north: float
    at: datetime
    category: str


def likeliest(report: Told, tellings: Sequence[Told]) -> str | None:
    """Return the key of the telling that is most like a report, or None if none is near.

    Each is as far from the report as its distance in blocks, its gap in weeks and the difference
    of category add up to; equals are decided by key.
    """
    scored = [(_apart(report, one), one.key) for one in tellings]
    near = [(score, key) for score, key in scored if score is not None]
    return min(near)[1] if near else None


def likeliest_of_each(reports: Sequence[Told], tellings: Sequence[Told]) -> list[str | None]:
    """Return what `likeliest` returns for each of some reports: for a whole queue at once."""
    if not tellings:
        return [None for _ in reports]
    ordered = sorted(tellings, key=lambda one: one.key)  # the first of equals is the least key
    east, north, at, code = _columns(ordered)
    found: list[str | None] = []
    for one in reports:
        apart = np.hypot(one.east - east, one.north - north) / NEAR_M
        apart += np.abs(one.at.timestamp() - at) / 3600 / NEAR_HOURS
        apart += np.where(code == one.category, 0.0, _OTHER_KIND)
        best = int(apart.argmin())
        found.append(ordered[best].key if apart[best] <= _FURTHEST else None)
    return found


def _columns(tellings: Sequence[Told]) -> tuple[_Numbers, _Numbers, _Numbers, NDArray[np.object_]]:
    """Return where (metres), when (seconds) and of which category, each as one array."""
    return (
        np.array([one.east for one in tellings]),
        np.array([one.north for one in tellings]),
        np.array([one.at.timestamp() for one in tellings]),
        np.array([one.category for one in tellings], dtype=object),
    )


def alike(report: Told, tellings: Sequence[Told], *, hours: float) -> list[Told]:
    """Return the tellings of the same category within `SAME_M` and some hours, newest first."""
    near = [
        one
        for one in tellings
        if one.category == report.category
        and metres_between(report, one) <= SAME_M
        and _hours_between(report, one) <= hours
    ]
    return sorted(near, key=lambda one: (one.at, one.key), reverse=True)


def metres_between(one: Told, other: Told) -> float:
    """Return how far two tellings lie apart, in metres."""
    return hypot(one.east - other.east, one.north - other.north)


def _hours_between(one: Told, other: Told) -> float:
    return abs((one.at - other.at).total_seconds()) / 3600


def _apart(one: Told, other: Told) -> float | None:
    apart = metres_between(one, other) / NEAR_M + _hours_between(one, other) / NEAR_HOURS
    apart += _OTHER_KIND if one.category != other.category else 0.0
    return apart if apart <= _FURTHEST else None
