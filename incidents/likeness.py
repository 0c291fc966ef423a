"""Which open incident a report most likely tells of: near in place, in time and in kind.

Plain: metres and hours in, a choice out. It only suggests; a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import hypot
from typing import Final

#: About a block of shops: beyond it two doorways are two places.
NEAR_M: Final = 150.0
#: A week: what goes on longer is the same problem, but seldom the same incident.
NEAR_HOURS: Final = 7 * 24.0
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


def _apart(one: Told, other: Told) -> float | None:
    metres = hypot(one.east - other.east, one.north - other.north)
    hours = abs((one.at - other.at).total_seconds()) / 3600
    apart = metres / NEAR_M + hours / NEAR_HOURS
    apart += _OTHER_KIND if one.category != other.category else 0.0
    return apart if apart <= _FURTHEST else None
