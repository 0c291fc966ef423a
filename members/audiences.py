"""The audiences that this software shapes its output for; plain values, no Django."""

from enum import StrEnum


class Audience(StrEnum):
    """Who a person is to one district. The value is what the database stores."""

    PUBLIC = "PUBLIC"
    DEVICE = "DEVICE"
    MEMBER = "MEMBER"
    MANAGER = "MANAGER"
    OPERATIONS = "OPERATIONS"
    INTELLIGENCE = "INTELLIGENCE"
    POLICE = "POLICE"
    COUNCIL = "COUNCIL"
    OUTREACH = "OUTREACH"
    FUNDER = "FUNDER"
    ANALYST = "ANALYST"
    ADMINISTRATOR = "ADMINISTRATOR"
    PARTNER = "PARTNER"
    PLATFORM = "PLATFORM"


#: In words that the person would use; shown beside the name of a district.
LABELS: dict[Audience, str] = {
    Audience.PUBLIC: "Public",
    Audience.DEVICE: "Reporting device",
    Audience.MEMBER: "Member of staff",
    Audience.MANAGER: "Business manager",
    Audience.OPERATIONS: "BID operations",
    Audience.INTELLIGENCE: "Business crime partnership",
    Audience.POLICE: "Police",
    Audience.COUNCIL: "Council ASB case officer",
    Audience.OUTREACH: "Outreach",
    Audience.FUNDER: "Funder",
    Audience.ANALYST: "Analyst",
    Audience.ADMINISTRATOR: "District administrator",
    Audience.PARTNER: "Partner system",
    Audience.PLATFORM: "Platform administrator",
}

#: Audiences that can read personal data, or that publish for others: a second factor is a must.
SECOND_FACTOR: frozenset[Audience] = frozenset(
    {
        Audience.MANAGER,
        Audience.OPERATIONS,
        Audience.INTELLIGENCE,
        Audience.POLICE,
        Audience.COUNCIL,
        Audience.OUTREACH,
        Audience.ADMINISTRATOR,
        Audience.PLATFORM,
    }
)

#: Audiences that may read the contrast of member reports with official statistics.
CONTRAST_READERS: frozenset[Audience] = frozenset(
    {Audience.OPERATIONS, Audience.FUNDER, Audience.ANALYST}
)

#: Audiences that read the week of their district, each a version of its own.
WEEK_READERS: frozenset[Audience] = frozenset(
    {
        Audience.OPERATIONS,
        Audience.ADMINISTRATOR,
        Audience.INTELLIGENCE,
        Audience.MEMBER,
        Audience.MANAGER,
    }
)

#: Audiences that may read the trend; those of a business see its index alone.
TREND_READERS: frozenset[Audience] = CONTRAST_READERS | {Audience.MEMBER, Audience.MANAGER}

#: Audiences that report for a business; each needs one in their membership.
REPORTERS: frozenset[Audience] = frozenset({Audience.MEMBER, Audience.MANAGER, Audience.OPERATIONS})
