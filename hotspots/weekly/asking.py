"""What to ask of whom: fixed rules, in the order in which `docs/weekly.md` states them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hotspots.weekly.teams import team_of_route
from members import formats

Json = Mapping[str, Any]

OPERATIONS: Final = "BID operations"
MOST_ASKS: Final = 8

_WAITING, _OPEN, _ASSIGNED = "WAITING", "OPEN", "ASSIGNED"


def asks_of(town: Json, pressing: Sequence[Json], cells: Sequence[Json]) -> list[Json]:
    """Return what to ask of whom, the most pressing first, at most eight.

    Parameters
    ----------
    town : the stored numbers of the district, with ``labels`` and ``routes`` by category.
    pressing : hexagons that are higher than normal or hot, in the order of the items.
    cells : all tested hexagons.
    """
    found = []
    for one in pressing:
        found += [*_of_route(one, town), *_of_one_reporter(one), *_of_teams(one), *_of_nobody(one)]
    found += [*_of_triage(cells), *_of_reporting(town["reporting"])]
    return found[:MOST_ASKS]


def _of_route(one: Json, town: Json) -> list[Json]:
    """Rule 1: the team to which the place's commonest category goes first."""
    if not one["kinds"]:
        return []
    code, number = one["kinds"][0]
    routes = town["routes"].get(code) or []
    if not routes:
        return []
    of = f"{number} of {formats.count_of(one['count'], 'report')}"
    label = town["labels"].get(code, code)
    return [_ask(team_of_route(routes[0]), one["cell"], f"{label} at {one['place']}: {of}.")]


def _of_one_reporter(one: Json) -> list[Json]:
    """Rule 2: one business behind most of a place's reports is spoken with first."""
    told = one["one_reporter"] or (one["one_reporter_four"] if one["flagged"] else None)
    if not told:
        return []
    most, total = told
    text = (
        f"Speak with the business behind {most} of {total} reports at {one['place']} before "
        "acting on them."
    )
    return [{**_ask(OPERATIONS, one["cell"], text), "about_reporters": True}]


def _of_teams(one: Json) -> list[Json]:
    """Rule 3: a team that has reports of the place, where nothing done is recorded."""
    if one["work"]:
        return []
    return [
        _ask(
            team,
            one["cell"],
            f"{formats.count_of(number, 'report')} at {one['place']} "
            f"{'is' if number == 1 else 'are'} with you; what was done?",
        )
        for stage, team, number in one["stages"]
        if stage == _ASSIGNED
    ]


def _of_nobody(one: Json) -> list[Json]:
    """Rule 4: incidents of the place that nobody has."""
    number = sum(count for stage, _, count in one["stages"] if stage == _OPEN)
    if not number:
        return []
    reports = formats.count_of(number, "report")
    return [_ask(OPERATIONS, one["cell"], f"Say who takes {reports} at {one['place']}.")]


def _of_triage(cells: Sequence[Json]) -> list[Json]:
    """Rule 5: reports of the week that are in no incident yet."""
    number = sum(count for one in cells for stage, _, count in one["stages"] if stage == _WAITING)
    if not number:
        return []
    waits = "that waits" if number == 1 else "that wait"
    return [_ask(OPERATIONS, None, f"Triage {formats.count_of(number, 'report')} {waits}.")]


def _of_reporting(reporting: Json) -> list[Json]:
    """Rule 6: members are reminded after a week of low reporting."""
    if not reporting["low"]:
        return []
    text = (
        f"Remind members to report: {reporting['members']} did, and about "
        f"{reporting['usual']:.0f} is usual."
    )
    return [_ask(OPERATIONS, None, text)]


def _ask(of: str, cell: str | None, text: str) -> dict[str, Any]:
    return {"of": of, "cell": cell, "text": text, "about_reporters": False}
