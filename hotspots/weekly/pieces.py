"""The pieces that a week's payload is made of: town, categories, places, hexagons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hotspots.disclosure.counts import member_class
from hotspots.weekly import sentences
from layers import grid

Json = dict[str, Any]
Stored = Mapping[str, Any]

MOST_ITEMS: Final = 5
_DECIMALS: Final = 6  # ten centimetres
_BADGES: Final = {"new": 0, "returning": 1, "persistent": 2, "easing": 4}


def town_part(town: Stored) -> Json:
    drift = town["drift"]
    kept = ("premises", "norm", "z", "band", "verdict", "since_last_week", "outside")
    return {
        "count": town["members"],
        **{name: town[name] for name in kept},
        "drift": {name: drift[name] for name in _DRIFT} if drift else None,
        "sentence": sentences.town_sentence(town),
    }


_DRIFT: Final = ("value", "limit", "weeks", "drifting")


def category_part(one: Stored) -> Json:
    return {name: one[name] for name in ("code", "label", "count", "norm", "verdict", "drifting")}


def reporting_part(found: Stored) -> Json:
    return {**found, "sentence": sentences.reporting_sentence(found)}


def pressing(tested: Sequence[Stored]) -> list[Stored]:
    """Return the places of the briefing: alerts, hot corners, easing ones, then the busiest."""
    told = [one for one in tested if one["alert"] or one["badge"] or one["count"] >= 3]
    return sorted(told, key=_rank)[:MOST_ITEMS]


def _rank(one: Stored) -> tuple[int, int, int, str]:
    if one["alert"]:
        return 0, -(one["luck"] or 0), -one["count"], one["cell"]
    kind = _BADGES.get(one["badge"] or "", 3)
    return 1 + kind, 0, -one["count"], one["cell"]


def item_part(one: Stored, *, exact: bool) -> Json:
    notes = sentences.notes_of(one)
    kept = ("cell", "place", "when", "premises", "norm", "verdict", "badge", "firm", "history")
    return {
        **{name: one[name] for name in kept},
        "count": str(one["count"]),
        "text": sentences.item_sentence(one),
        "notes": notes if exact else [note for note in notes if "one business" not in note],
    }


def _drawn(one: Stored) -> Json:
    cell = str(one["cell"])
    return {
        "cell": cell,
        "place": one["place"],
        "centre": [round(value, _DECIMALS) for value in grid.centre_of(cell)],
        "ring": [
            [round(lng, _DECIMALS), round(lat, _DECIMALS)] for lng, lat in grid.boundary_of(cell)
        ],
    }


def cell_part(one: Stored, *, exact: bool) -> Json:
    minutes = sum(work["minutes"] or 0 for work in one["work"])
    kept = (
        *("inside", "count", "premises", "norm", "luck", "alert", "four_weeks", "flagged"),
        *("badge", "firm", "verdict", "members_here", "history"),
    )
    return {
        **_drawn(one),
        **{name: one[name] for name in kept},
        "group": member_class(one["count"]),
        "one_reporter": one["one_reporter"] if exact else None,
        "last_week": one["history"][-2],
        "minutes": minutes or None,
    }


def fine_part(one: Stored, hidden: frozenset[str], *, exact: bool) -> Json:
    shown = one["cell"] not in hidden
    return {
        **_drawn(one),
        "count": one["count"] if exact else None,
        "group": member_class(one["count"]) if shown else None,
        # Whether anybody could report here is all that others need.
        "members_here": one["members_here"] if exact or not one["members_here"] else None,
    }
