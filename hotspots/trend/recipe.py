"""The whole trend of a district: monthly counts in, plain JSON data out.

No clock, no database, no Django, and no chance: there is nothing to seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hotspots.periods import add_months
from hotspots.recipe import Result
from hotspots.trend.exact import Ratio
from hotspots.trend.gap import LEAST_COUNT, Gap, TooFewToSay, gap
from hotspots.trend.series import YEAR, Line, index, plain_dispersion
from hotspots.trend.told import Told, told_by

Json = dict[str, Any]
Integers = NDArray[np.int64]

LINES: Final[Mapping[str, tuple[str, ...]]] = {
    "asb": ("anti-social-behaviour",),
    "wide": ("anti-social-behaviour", "public-order", "criminal-damage-arson"),
    "widest": (
        "anti-social-behaviour",
        "public-order",
        "criminal-damage-arson",
        "drugs",
        "possession-of-weapons",
    ),
}
"""The official line is never shown alone: incidents that are recorded as crimes instead leave
the first, and stay in the others."""

CATEGORIES: Final = LINES["widest"]

JUMP_SHARE: Final = 0.1
JUMP_LEAST: Final = 10
"""Active members that join or leave within a month, from which on a mark says so."""


@dataclass(frozen=True, eq=False)
class Ingredients:
    """Everything that a trend is computed from.

    Attributes
    ----------
    months : list of date
        Their first days, without gaps.
    officials : {category: counts by month}, None for a month without official data
    month_of_report, organisation, told, category : ndarray, shape (reports,)
        Reports of comparable categories: index into `months`, business, 1 / 0 / -1 (told the
        police, did not, did not say), index into `category_names`.
    member_months : list of bool
        Months in which anybody reported anything at all; in others the system stood still.
    member_weeks : list of float
        Active member-weeks of each month.
    active : list of (at its beginning, at its end)
        Active members.
    """

    months: list[date]
    officials: Mapping[str, Sequence[int | None]]
    month_of_report: Integers
    organisation: Integers
    told: Integers
    category: Integers
    category_names: list[str]
    member_months: list[bool]
    member_weeks: list[float]
    active: list[tuple[int, int]]


def compute(ingredients: Ingredients) -> Result:
    """Return lines, gaps, recording gap and marks; a trend has no cells."""
    members = _members(ingredients)
    officials = {name: _official(ingredients, name) for name in LINES}
    gaps = {name: _gap(members, line) for name, line in officials.items()}
    spread = gaps["asb"]["dispersion"]
    town = {
        "members": sum(count or 0 for count in members.counts),
        "months": [f"{month:%Y-%m}" for month in ingredients.months],
        "base_months": min(YEAR, len(ingredients.months)),
        "lines": {
            "members": _line(members, spread),
            **{name: _line(line, spread) for name, line in officials.items()},
        },
        "gaps": gaps,
        "relabelling": _relabelling(gaps, members, officials),
        "told": _told(ingredients),
        "jumps": _jumps(ingredients),
    }
    return Result(town, [])


def _members(given: Ingredients) -> Line:
    counts = np.bincount(given.month_of_report, minlength=len(given.months)).tolist()
    known = zip(counts, given.member_months, strict=True)
    return Line([count if there else None for count, there in known], given.member_weeks)


def _official(given: Ingredients, name: str) -> Line:
    rows = [given.officials[category] for category in LINES[name]]
    counts = [None if None in column else sum(column) for column in zip(*rows, strict=True)]
    return Line(counts, [float(_days(month)) for month in given.months])


def _days(month: date) -> int:
    return (add_months(month, 1) - month).days


def _line(line: Line, spread: float | None) -> Json:
    dispersion = plain_dispersion(line) if spread is None else spread
    return {
        "counts": list(line.counts),
        "exposure": list(line.exposure),
        "dispersion": dispersion,
        "index": [one and _as_list(one) for one in index(line, dispersion)],
    }


def _as_list(ratio: Ratio) -> list[float]:
    return [ratio.value, ratio.low, ratio.high]


def _gap(members: Line, officials: Line) -> Json:
    try:
        found = gap(members, officials)
    except TooFewToSay as reason:
        return {"verdict": "too few to say", "reason": str(reason), "dispersion": None}
    return {"verdict": _verdict(found), "reason": "", **_gap_as_json(found)}


def _gap_as_json(found: Gap) -> Json:
    ratios = ("member_change", "official_change", "odds")
    plain = {name: value for name, value in asdict(found).items() if name not in ratios}
    return {**plain, **{name: _as_list(getattr(found, name)) for name in ratios}}


def _verdict(found: Gap) -> str:
    """Return how reports moved against the records: higher, lower, no clear difference."""
    if found.odds.low > 1:
        return "higher"
    return "lower" if found.odds.high < 1 else "no clear difference"


def _relabelling(gaps: Mapping[str, Json], members: Line, officials: Mapping[str, Line]) -> Json:
    """Ask whether anti-social behaviour fell because it is recorded under another name.

    Possible if it fell clearly and the wider line did not; then how what was added to it
    changed is told, if there is enough of it.
    """
    narrow, wide = gaps["asb"], gaps["wide"]
    if "official_change" not in narrow or "official_change" not in wide:
        return {"possible": None, "added": None}
    possible = narrow["official_change"][2] < 1 <= wide["official_change"][2]
    added = _gap(members, _added(officials["asb"], officials["wide"])) if possible else {}
    return {"possible": possible, "added": added.get("official_change")}


def _added(narrow: Line, wide: Line) -> Line:
    pairs = zip(narrow.counts, wide.counts, strict=True)
    counts = [None if a is None or b is None else b - a for a, b in pairs]
    return Line(counts, narrow.exposure)


def _told(given: Ingredients) -> Json:
    """Return the recording gap by whole quarters, and over a year of them by category.

    A quarter that is cut through would be another one in the next month's analysis, and the
    difference of the two would be a single month. Likewise the last four quarters less those of
    a quarter ago: so for readers who are not given small counts there is the last calendar year,
    which is the same twelve months in every analysis.
    """
    quarters = _whole_quarters(given.months)
    of_month = np.array(
        [quarters.index(one) if (one := _quarter(month)) in quarters else -1
         for month in given.months]
    )  # fmt: skip
    by_quarter = of_month[given.month_of_report]
    return {
        "quarters": _as_rows(given, quarters, by_quarter),
        **_year(given, quarters, by_quarter, quarters[-_QUARTERS:]),
        "calendar": _year(given, quarters, by_quarter, _calendar_year(quarters)),
    }


def _year(given: Ingredients, quarters: list[str], by_quarter: Integers, chosen: list[str]) -> Json:
    within = np.isin(by_quarter, [quarters.index(name) for name in chosen])
    return {
        "year_of": chosen,
        "categories": _as_rows(given, given.category_names, np.where(within, given.category, -1)),
        "year": _as_rows(given, ["all"], np.where(within, 0, -1))[0],
    }


def _calendar_year(quarters: list[str]) -> list[str]:
    """Return the quarters of the last calendar year of which all four are there, or none."""
    years = [name[:4] for name in quarters]
    whole = [year for year in years if years.count(year) == _QUARTERS]
    return [name for name in quarters if whole and name[:4] == whole[-1]]


_QUARTERS: Final = 4


def _whole_quarters(months: Sequence[date]) -> list[str]:
    names = [_quarter(month) for month in months]
    return [name for name in dict.fromkeys(names) if names.count(name) == 3]


def _as_rows(given: Ingredients, names: list[str], group: Integers) -> list[Json]:
    return [_told_as_json(one) for one in told_by(names, group, given.told, given.organisation)]


def _told_as_json(one: Told) -> Json:
    share = one.share and [one.share.share, one.share.low, one.share.high]
    return {**asdict(one), "share": share}


def _quarter(month: date) -> str:
    return f"{month.year}-Q{(month.month + 2) // 3}"


def _jumps(given: Ingredients) -> list[Json]:
    """Return the months in which the number of active members moved by a tenth or more."""
    found = []
    for month, (before, after) in zip(given.months, given.active, strict=True):
        moved = abs(after - before)
        if before and moved >= max(JUMP_LEAST, JUMP_SHARE * before):
            found.append({"month": f"{month:%Y-%m}", "before": before, "after": after})
    return found


__all__ = ["CATEGORIES", "LEAST_COUNT", "LINES", "Ingredients", "compute"]
