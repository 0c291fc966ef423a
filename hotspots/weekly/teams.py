"""Who acted, as a team: what people type in that box may be a name, and no name leaves it."""

from __future__ import annotations

import re
from typing import Final

SOMEBODY: Final = "Somebody"

_TEAMS: Final = (
    ("Council ASB team", ("council asb", "asb team", "case officer", "asb officer")),
    ("Outreach", ("outreach",)),
    ("Wardens", ("warden", "wardens", "ambassador", "ambassadors", "ranger", "rangers")),
    ("NBCP", ("nbcp", "crime partnership")),
    ("Police", ("police", "pcso", "pcsos", "pc", "officer", "officers", "sergeant", "npt")),
    ("Street cleaning", ("cleaning", "cleansing", "cleaners", "street scene", "graffiti team")),
    ("The council", ("council",)),
    ("Security", ("security", "guard", "guards", "door staff", "cctv")),
    ("BID operations", ("bid", "operations", "manager")),
)
"""The first that matches stands: "council ASB officer" is the ASB team and not the police."""

ROUTES: Final = {
    "council-asb": "Council ASB team",
    "nbcp": "NBCP",
    "council-street-scene": "Council street scene",
    "outreach": "Outreach",
}
"""Default routes of the crosswalk, as they are called in print."""


def team_of(words: str) -> str:
    """Return the team that some words name, or ``Somebody``; never a word of their own."""
    text = words.casefold()
    for team, names in _TEAMS:
        if any(re.search(rf"\b{re.escape(name)}\b", text) for name in names):
            return team
    return SOMEBODY


def team_of_route(code: str) -> str:
    """Return what a route of the crosswalk is called; an unknown one as it is written."""
    return ROUTES.get(code, code.replace("-", " ").capitalize())
