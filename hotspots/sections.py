"""The pages of the analyses, in the order in which they are offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from members.audiences import CONTRAST_READERS, TREND_READERS, WEEK_READERS, Audience


@dataclass(frozen=True)
class Section:
    """One page: where it is, what it is called, and who is shown the way to it."""

    route: str
    label: str
    audiences: frozenset[Audience]


#: May draft a funding plan and freeze it.
FUNDING_EDITORS: Final = frozenset({Audience.OPERATIONS, Audience.ADMINISTRATOR})

SECTIONS: Final = (
    Section("hotspots:weekly", "This week", WEEK_READERS),
    Section("hotspots:contrast", "Two pictures", CONTRAST_READERS),
    Section("hotspots:trend", "Up or down?", TREND_READERS),
    Section("hotspots:concentration", "Concentration", frozenset({Audience.OPERATIONS})),
    Section(
        "hotspots:funding",
        "Did the money work?",
        frozenset({Audience.OPERATIONS, Audience.FUNDER}),
    ),
    Section(
        "hotspots:survey",
        "How safe people feel",
        frozenset({Audience.OPERATIONS, Audience.FUNDER}),
    ),
    Section("hotspots:funding_plans", "Funding plans", FUNDING_EDITORS),
    Section("hotspots:weekly_files", "Print and e-mail", WEEK_READERS),
    Section("hotspots:public_map", "Public map", frozenset(Audience)),
    Section("hotspots:methods", "Methods", frozenset(Audience)),
)


#: What these come for stands first; to all others the order above is the order of reading.
_FIRST: Final = {Audience.FUNDER: "hotspots:funding"}


def sections_of(audience: Audience) -> list[Section]:
    """Return the pages that an audience is shown the way to, what it reads first at the head."""
    mine = [section for section in SECTIONS if audience in section.audiences]
    return sorted(mine, key=lambda section: section.route != _FIRST.get(audience))
