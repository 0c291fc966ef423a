"""What stands round the numbers of a week: for whom it is, what the marks mean, its limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Payload = Mapping[str, Any]

FOR_WHOM: Final = {
    "operations": "For BID operations. Exact counts: please do not pass it on.",
    "board": "For the board. Nothing in it says who reported.",
    "members": "For members. Counts in classes; nothing in it says who reported.",
    "briefing": "For a briefing in a room. Nothing in it is about a person or a single business.",
}
"""Who a version is made for; the words stand at its top."""

NAMES: Final = {
    "operations": "operations",
    "board": "the board",
    "members": "members",
    "briefing": "a briefing in a room",
}
"""What a version is called within a sentence."""

VERDICTS: Final = {
    "higher": "↑ higher",
    "lower": "↓ lower",
    "no clear difference": "no clear difference",
    "too few to say": "too few to say",
}

CLASSES: Final = {"0": "none", "1-2": "1 or 2", "3-5": "3 to 5", "6+": "6 or more"}
"""The four classes of a count in words; fixed, and never made anew for a week."""


def title(payload: Payload) -> str:
    """Return what a file is called in a window: place, week, for whom."""
    name = NAMES[payload["version"]]
    return f"Monday’s map of {payload['district']['name']}, {payload['week']['words']}, for {name}"


def source(payload: Payload) -> str:
    """Return whose data the map shows."""
    if payload["district"]["invented"]:
        return "Invented data and streets: no real place, person or business."
    return "Reports of members of the scheme. Place names: police map points, OGL v3.0."


def boundary(payload: Payload) -> str:
    """Return what the dashed line is."""
    if payload["boundary"]["illustrative"]:
        return "Dashed: illustrative boundary, until the official one is imported"
    return "Dashed: boundary of the district"


def norm(found: Mapping[str, Any] | None) -> str:
    """Return the range of a normal week: ``0 to 6``; empty where it is withheld or unknown."""
    return f"{found['low']} to {found['high']}" if found else ""


def grouped(group: str | None) -> str:
    """Return a class as it is printed in a hexagon: ``3–5``; empty where it is withheld."""
    return "" if group is None else group.replace("-", "–")


def counted(count: int | None, group: str | None) -> str:
    """Return a count for a table: exact where it may be, else its class in words."""
    if count is not None:
        return str(count)
    return "withheld" if group is None else CLASSES[group]
