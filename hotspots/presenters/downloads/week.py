"""The week as files: its hexagons, the small ones to look at, and the line of the district."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hotspots.presenters.downloads.taken import Taken, about, source_of_reports
from hotspots.presenters.geopackage import Layer, boundary_layer

Json = Mapping[str, Any]
Row = dict[str, Any]

_ID: Final = "week and cell; the same in every later file of this week"

HEXAGONS: Final[Mapping[str, str]] = {
    "id": _ID,
    "week": "ISO week, Monday to Sunday in London, as 2026-W46",
    "cell": "H3 cell at resolution 9, some 330 metres across; 15 hexadecimal characters",
    "place": "nearest street and landmark; helps to find the place and claims nothing",
    "inside": "share of the hexagon's area inside the boundary, 0 to 1; reports outside it are "
    "not counted",
    "reports": "reports of members that happened here in this week; empty where this audience is "
    "given classes",
    "group": "class of the reports: 0, 1-2, 3-5 or 6+; empty where withheld",
    "premises": "places that reported; empty where withheld",
    "norm_mean": "mean of the thirteen weeks before; empty where withheld or fewer weeks are known",
    "norm_low": "5th percentile of a normal week",
    "norm_high": "95th percentile of a normal week",
    "luck": "by luck alone about one week in so many is this high; empty where withheld",
    "alert": "whether the week is higher than its norm (false discovery rate 5 %)",
    "four_weeks": "reports of the last four weeks; empty where withheld",
    "flagged": "hot over four weeks: the outline on the map",
    "badge": "new, returning, persistent or easing; empty where not flagged",
    "firm": "whether other sizes of hexagon show it too; empty where not flagged",
    "verdict": "higher, no clear difference, too few to say; a hexagon is never called lower",
    "from_one_business": "reports of the business that made more than half; empty where none did "
    "or withheld",
    "members_here": "members with premises here; 0 or empty for audiences without small counts",
    "last_week": "reports of the week before; empty where withheld",
    "minutes": "minutes of work recorded here in this week; empty where none",
    "source": "whose figures they are",
}
"""``weekly.csv`` and layer ``hexagons`` of ``weekly.gpkg``, but for the members' version."""

SMALL: Final[Mapping[str, str]] = {
    "id": _ID,
    "week": HEXAGONS["week"],
    "cell": "H3 cell at resolution 10, some 125 metres across; nothing is tested at this size",
    "place": HEXAGONS["place"],
    "reports": HEXAGONS["reports"],
    "group": HEXAGONS["group"],
    "members_here": HEXAGONS["members_here"],
    "source": HEXAGONS["source"],
}
"""Layer ``small_hexagons``; ``weekly.csv`` of the members' version."""

WEEKS: Final[Mapping[str, str]] = {
    "id": "ISO week",
    "reports": "reports of members in the whole district",
    "low": "5th percentile of a normal week, from the thirteen before it; empty where unknown",
    "high": "95th percentile of a normal week",
    "low_reporting": "under 70 % of the usual members reported: quiet then means nothing",
    "drift": "sum of small excesses (CUSUM), over 5 is a drift; empty where it cannot be told",
}
"""Table ``weeks``: the line of the district over half a year, the week of the file last."""


def taken(payload: Json) -> Taken:
    """Return the files of a stored week."""
    week, source = payload["week"]["name"], source_of_reports(payload)
    hexagons = Layer(
        "hexagons", HEXAGONS, [_hexagon(one, week, source) for one in payload["cells"]]
    )
    small = Layer("small_hexagons", SMALL, [_small(one, week, source) for one in payload["fine"]])
    weeks = Layer("weeks", WEEKS, [_point(one) for one in payload["line"]])
    return Taken(
        stem=f"weekly-{payload['district']['slug']}-{week}",
        table=small if payload["version"] == "members" else hexagons,
        layers=[hexagons, small, boundary_layer(payload["boundary"]), weeks],
        about={**about(payload, week, source), "known_at": payload["known_at"]},
        made_at=payload["built_at"],
    )


_COPIED: Final = (
    *("inside", "group", "premises", "luck", "alert", "four_weeks", "flagged", "badge", "firm"),
    *("verdict", "members_here", "last_week", "minutes"),
)


def _hexagon(one: Json, week: str, source: str) -> Row:
    norm = one["norm"] or dict.fromkeys(("mean", "low", "high"))
    return {
        **_placed(one, week, source),
        **{name: one[name] for name in _COPIED},
        **{f"norm_{end}": norm[end] for end in ("mean", "low", "high")},
        "from_one_business": one["one_reporter"] and one["one_reporter"][0],
    }


def _small(one: Json, week: str, source: str) -> Row:
    return {
        **_placed(one, week, source),
        **{name: one[name] for name in ("group", "members_here")},
    }


def _placed(one: Json, week: str, source: str) -> Row:
    return {
        "id": f"{week}-{one['cell']}",
        "week": week,
        "cell": one["cell"],
        "place": one["place"],
        "reports": one["count"],
        "source": source,
        "geometry": {"type": "Polygon", "coordinates": [one["ring"]]},
    }


def _point(one: Json) -> Row:
    kept = ("low", "high", "low_reporting", "drift")
    return {"id": one["week"], "reports": one["count"], **{name: one[name] for name in kept}}
