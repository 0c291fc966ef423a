"""Everything that a week is computed from, and how much of the past that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from hotspots.weekly.weeks import Week

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DRIFT_WEEKS: Final = 26
"""The chart runs over half a year, against the thirteen weeks before that."""

WINDOW: Final = 13 + DRIFT_WEEKS
"""Weeks that are read, this one among them."""

DISTRICT: Final = "*"
"""All reports, beside the codes of categories; no code is a star."""

TESTED: Final = 9
LOOKED_AT: Final = 10
COARSE: Final = 8
"""Resolutions: alerts, the map to look at, and the one that shows whether the grid decides."""


@dataclass(frozen=True, eq=False)
class Reports:
    """Reports of the window as arrays of one length, in the order of their ids.

    `lng`, `lat` in degrees; `organisation` holds ids; `premises` a number for each place that
    reported; `category` codes; `occurred` aware moments.
    """

    ids: Sequence[str]
    lng: Floats
    lat: Floats
    organisation: Integers
    premises: Integers
    category: Sequence[str]
    occurred: Sequence[datetime]


@dataclass(frozen=True)
class Work:
    """One thing that was done: by which team, for how long, about a report where."""

    team: str
    minutes: int | None
    lng: float
    lat: float


@dataclass(frozen=True)
class State:
    """How far a report of the week has come: with nobody, with a team, or closed."""

    report: str
    stage: str  # WAITING, OPEN, ASSIGNED, CLOSED
    team: str


@dataclass(frozen=True)
class Category:
    """What a category is called, and whom its reports go to, the first most of all."""

    code: str
    label: str
    routes: Sequence[str]


@dataclass(frozen=True, eq=False)
class Ingredients:
    """The week, its ground, and what people did in and before it.

    Attributes
    ----------
    began : the week of the first report that the scheme ever had, or None before there is one.
    active : members who could report, for each week of the window, the oldest first.
    members_here : members with premises in each cell of resolutions 9 and 10; else none.
    names : what cells are called.
    acknowledged : weeks after which a drift is counted anew, by category; `DISTRICT` is all.
    """

    week: Week
    boundary: shapely.MultiPolygon
    reports: Reports
    work: Sequence[Work]
    states: Sequence[State]
    categories: Sequence[Category]
    began: Week | None
    active: Sequence[int]
    members_here: Mapping[str, int]
    names: Mapping[str, str]
    acknowledged: Mapping[str, Sequence[Week]] = field(default_factory=dict)

    @property
    def held(self) -> int:
        """Return how many complete weeks of reports there are before this one, up to 38."""
        if self.began is None or self.began >= self.week:
            return 0
        days = (self.week.start - self.began.start).days
        return min(WINDOW - 1, days // 7)
