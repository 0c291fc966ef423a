"""What each audience is given of a week: one payload a version, cut once and stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any, Final

from hotspots.disclosure.counts import LEAST_REPORTERS, AudienceNotServed, member_class
from hotspots.payloads import Facts
from hotspots.weekly import sentences
from hotspots.weekly.asking import asks_of
from hotspots.weekly.ingredients import LOOKED_AT, TESTED
from hotspots.weekly.pieces import (
    category_part,
    cell_part,
    fine_part,
    item_part,
    pressing,
    reporting_part,
    town_part,
)
from hotspots.weekly.shape import SCHEMA, Version
from hotspots.weekly.weeks import Week
from hotspots.weekly.withholding import withheld
from members.audiences import Audience

Json = dict[str, Any]
Stored = Mapping[str, Any]

VERSIONS: Final[dict[Audience, Version]] = {
    Audience.OPERATIONS: "operations",
    # The board reads on paper what operations print; on screen its version is that of whoever
    # runs the district without reading reports.
    Audience.ADMINISTRATOR: "board",
    Audience.INTELLIGENCE: "briefing",  # the crime partnership gives the briefings
    Audience.MEMBER: "members",
    Audience.MANAGER: "members",
}
"""Who reads which version."""


def week_payload(facts: Facts, cells: Sequence[Stored], audience: Audience) -> Json:
    """Return what an audience may see of a week, as `hotspots.weekly.shape` describes it.

    Raises
    ------
    AudienceNotServed
        If no version is made for this audience.
    """
    if audience not in VERSIONS:
        raise AudienceNotServed(f"No rule says what {audience} may see of a week.")
    version = VERSIONS[audience]
    tested = [one for one in cells if one["resolution"] == TESTED]
    looked_at = [one for one in cells if one["resolution"] == LOOKED_AT]
    heading = _heading(facts, audience, version)
    if version in ("operations", "board"):
        # Two sizes of hexagon side by side would single out a shop; the board has one.
        fine = looked_at if version == "operations" else []
        return {**heading, **_whole(facts.town, tested, fine, exact=version == "operations")}
    if version == "briefing":
        return {**heading, **_briefing(facts.town, tested)}
    return {**heading, **_members(facts.town, tested, looked_at)}


def _heading(facts: Facts, audience: Audience, version: Version) -> Json:
    week = Week.of(facts.period.start)
    return {
        "schema": SCHEMA,
        "kind": "weekly",
        "version": version,
        "analysis": facts.analysis_id,
        "district": facts.district,
        "audience": audience.value,
        "boundary": facts.boundary,
        "week": {
            "name": week.name,
            "first": week.start.isoformat(),
            "last": week.last_day.isoformat(),
            "hours": week.hours,
            "words": week.words,
        },
        "known_at": facts.town["known_at"],
        "method": facts.town["method"],
        "seed": facts.seed,
        "code_version": facts.code_version,
        "built_at": facts.built_at.astimezone(UTC).isoformat(timespec="seconds"),
    }


# --- Operations and the board -------------------------------------------------------------------


def _whole(
    town: Stored, tested: Sequence[Stored], looked_at: Sequence[Stored], *, exact: bool
) -> Json:
    items = pressing(tested)
    asks = asks_of(town, [one for one in items if one["alert"] or one["flagged"]], tested)
    score = town["scoreboard"]
    return {
        "headline": sentences.headline(town, tested),
        "town": town_part(town),
        "categories": [category_part(one) for one in town["categories"]],
        "line": town["line"],
        "reporting": reporting_part(town["reporting"]),
        "items": [item_part(one, exact=exact) for one in items],
        "changes": sentences.change_lines(town, tested, town["boundary_since"]),
        "asks": [
            {name: one[name] for name in ("of", "cell", "text")}
            for one in asks
            if exact or not one["about_reporters"]
        ],
        "cells": [cell_part(one, exact=exact) for one in tested],
        "fine": [fine_part(one, frozenset(), exact=True) for one in looked_at],
        "blocks": town["blocks"],
        "scoreboard": {**score, "sentence": sentences.score_sentence(score)} if score else None,
    }


# --- For a room, and for members ----------------------------------------------------------------


def _from_several(tested: Sequence[Stored]) -> list[Stored]:
    return [one for one in tested if one["members"] >= LEAST_REPORTERS]


def _briefing(town: Stored, tested: Sequence[Stored]) -> Json:
    """Return what may stand on a wall: no lone report, and nothing of who sent any."""
    hidden = withheld(tested)
    if len(hidden) == len(tested):
        return _nothing(town)
    several = _from_several(tested)
    score = town["scoreboard"]
    return {
        "headline": sentences.headline(town, _alerts_from_several(tested)),
        "town": {**town_part(town), "outside": None},
        "categories": [
            category_part(one) for one in town["categories"] if one["count"] >= LEAST_REPORTERS
        ],
        "line": town["line"],
        "reporting": reporting_part(town["reporting"]),
        "items": [item_part(one, exact=False) for one in pressing(several)],
        "changes": [],
        "asks": [],
        "cells": [_cell_in_class(one, hidden) for one in tested],
        "fine": [],
        "blocks": [],
        "scoreboard": {**score, "sentence": sentences.score_sentence(score)} if score else None,
    }


def _alerts_from_several(tested: Sequence[Stored]) -> list[Stored]:
    return [{**one, "alert": one["alert"] and one in _from_several([one])} for one in tested]


def _cell_in_class(one: Stored, hidden: frozenset[str]) -> Json:
    shown = one["cell"] not in hidden
    told = one["members"] >= LEAST_REPORTERS
    blank = ("count", "premises", "norm", "luck", "four_weeks", "one_reporter", "last_week")
    return {
        **cell_part(one, exact=False),
        **dict.fromkeys(blank),
        "group": member_class(one["count"]) if shown else None,
        "history": [],
        "alert": one["alert"] and told,
        "verdict": one["verdict"] if told or one["verdict"] != "higher" else "too few to say",
        "members_here": 0 if one["members_here"] == 0 else None,
    }


def _members(town: Stored, tested: Sequence[Stored], looked_at: Sequence[Stored]) -> Json:
    """Return classes at resolution 10, the district's line, and places that several reported."""
    hidden = withheld(looked_at)
    if len(hidden) == len(looked_at):
        return _nothing(town)
    high = [one for one in pressing(_from_several(tested)) if one["alert"]]
    return {
        "headline": sentences.headline(town, _alerts_from_several(tested)),
        "town": {**town_part(town), "premises": None, "outside": None},
        "categories": [],
        "line": town["line"],
        "reporting": reporting_part(town["reporting"]),
        "items": [_item_in_words(one) for one in high],
        "changes": [],
        "asks": [],
        "cells": [],
        "fine": [fine_part(one, hidden, exact=False) for one in looked_at],
        "blocks": [],
        "scoreboard": None,
    }


def _item_in_words(one: Stored) -> Json:
    text = f"{one['place']}: more reports than a normal week, from several businesses."
    return {
        "cell": one["cell"],
        "place": one["place"],
        "when": "",
        "count": "",
        "premises": None,
        "norm": None,
        "verdict": one["verdict"],
        "badge": None,
        "firm": None,
        "history": [],
        "text": text,
        "notes": [],
    }


def _nothing(town: Stored) -> Json:
    """Return a week of which nothing can be said without naming a shop: too few members."""
    text = "Too few businesses have joined here to show anything without naming one of them."
    blank = ("count", "premises", "norm", "z", "band", "drift", "outside")
    unsaid = "too few to say"
    return {
        "headline": text,
        "town": {
            **dict.fromkeys(blank),
            "verdict": unsaid,
            "since_last_week": unsaid,
            "sentence": text,
        },
        "reporting": {
            **dict.fromkeys(("members", "usual", "active")),
            "low": town["reporting"]["low"],
            "sentence": text,
        },
        **{name: [] for name in _LISTS},
        "scoreboard": None,
    }


_LISTS: Final = (*("categories", "line", "items", "changes", "asks", "cells", "fine", "blocks"),)
