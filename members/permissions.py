"""Who may do what to people and devices, and who finds which page: plain tables, no Django.

What is not listed is refused. `tests/trust/matrix.toml` says the same of every address, and the
suite walks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from members.audiences import REPORTERS, Audience

#: May see who belongs, invite and end memberships: of the own business, or of the district.
MANAGES_PEOPLE: Final = frozenset({Audience.MANAGER, Audience.OPERATIONS, Audience.ADMINISTRATOR})

#: May give a till or phone a report-only pass, and take it back.
MANAGES_DEVICES: Final = MANAGES_PEOPLE

#: May see the categories of a scheme and all that they ever were; the administrator changes them.
READS_VOCABULARY: Final = frozenset({Audience.OPERATIONS, Audience.ADMINISTRATOR})
CHANGES_VOCABULARY: Final = frozenset({Audience.ADMINISTRATOR})

#: May see which training was held, and record it.
RECORDS_TRAINING: Final = frozenset({Audience.OPERATIONS, Audience.ADMINISTRATOR})

#: May see and change whom triage gives incidents to: who triages, and who sets the scheme up.
CHANGES_BEARERS: Final = frozenset({Audience.OPERATIONS, Audience.ADMINISTRATOR})

#: Their reach is all of the district; that of everybody else ends with their own business.
WHOLE_DISTRICT: Final = frozenset({Audience.OPERATIONS, Audience.ADMINISTRATOR})

_STAFF: Final = frozenset({Audience.MEMBER, Audience.MANAGER})

#: As whom somebody may invite, and whose membership they may end. Nobody raises themselves:
#: operations, who read every report, are let in by the administrator, who reads none.
MAY_ADMIT: Final[dict[Audience, frozenset[Audience]]] = {
    Audience.MANAGER: _STAFF,
    Audience.OPERATIONS: _STAFF,
    Audience.ADMINISTRATOR: _STAFF
    | {
        Audience.OPERATIONS,
        Audience.INTELLIGENCE,
        Audience.POLICE,
        Audience.COUNCIL,
        Audience.OUTREACH,
        Audience.FUNDER,
        Audience.ANALYST,
        Audience.ADMINISTRATOR,
    },
}

#: These stand for a business, and so for one of the district's.
OF_A_BUSINESS: Final = _STAFF

#: Operations report as well, for the business that the scheme itself is.
MAY_BE_OF_A_BUSINESS: Final = OF_A_BUSINESS | {Audience.OPERATIONS}


def may_admit(audience: Audience) -> frozenset[Audience]:
    """Return the audiences that somebody may invite as and end; none unless listed."""
    return MAY_ADMIT.get(audience, frozenset())


@dataclass(frozen=True)
class Link:
    """A page in the head of every page: the name of its route, its words, and who sees it."""

    route: str
    words: str
    audiences: frozenset[Audience]
    # Only for whoever stands for a business: operations may, or may not.
    needs_business: bool = False


_OFFICE: Final = frozenset({Audience.OPERATIONS, Audience.INTELLIGENCE, Audience.ADMINISTRATOR})
_PARTNERS: Final = frozenset({Audience.POLICE, Audience.COUNCIL, Audience.OUTREACH})

#: In the order in which they stand: first what an audience reads first. Of the analyses the head
#: has that one; the others are offered side by side on each of them.
LINKS: Final = (
    Link("hotspots:weekly", "This week", _OFFICE),
    Link("hotspots:funding", "Did the money work?", frozenset({Audience.FUNDER})),
    Link("hotspots:contrast", "Two pictures", frozenset({Audience.ANALYST})),
    Link("incidents:triage", "Triage", frozenset({Audience.OPERATIONS})),
    Link("incidents:report", "Report", REPORTERS, needs_business=True),
    Link("incidents:my_reports", "My reports", _STAFF),
    Link("incidents:notices", "News", _STAFF),
    Link("hotspots:weekly", "This week", _STAFF),
    Link("hotspots:public_map", "Public map", _PARTNERS),
    Link("members:people", "People", MANAGES_PEOPLE),
    Link("members:training", "Training", RECORDS_TRAINING),
    Link("incidents:vocabulary", "Categories", READS_VOCABULARY),
    Link("members:devices", "Devices", MANAGES_DEVICES),
)


def links_of(audience: Audience, *, of_a_business: bool) -> list[Link]:
    """Return the links that an audience sees, in order."""
    mine = [link for link in LINKS if audience in link.audiences]
    return [link for link in mine if of_a_business or not link.needs_business]
