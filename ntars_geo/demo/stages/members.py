"""The businesses, their people, and the well-known sign-ins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fixtures.planted_town import town
from members.access import acting_in
from members.actions import (
    DemoSignIn,
    NewOrganisation,
    NewPremises,
    add_member,
    add_organisations,
    add_person,
    create_demo_signins,
    end_membership,
)
from members.audiences import Audience
from members.models import Organisation, Person, Premises
from members.permissions import OF_A_BUSINESS
from ntars_geo.demo.stages.seeding_run import BY, SIGNIN_DOMAIN, Seeding


def add_members(seeding: Seeding) -> None:
    """Add the businesses with their premises, and their people."""
    planted = seeding.town
    organisations = add_organisations(
        district=seeding.district,
        organisations=[_business(one, planted.premises) for one in planted.organisations],
        by=BY,
        at=seeding.at,
    )
    by_key = dict(zip((one.key for one in planted.organisations), organisations, strict=True))
    for person in planted.people:
        _add_person(seeding, person, by_key[person.organisation_key])


def _business(one: town.Organisation, premises: Iterable[town.Premises]) -> NewOrganisation:
    kinds = Organisation.Kind
    return NewOrganisation(
        name=one.name,
        kind=kinds.LEVY_PAYER if one.levy_payer else kinds.VOLUNTARY,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        premises=[
            NewPremises(name=place.name, street=place.street, lng=place.lng, lat=place.lat)
            for place in premises
            if place.organisation_key == one.key
        ],
    )


def _add_person(seeding: Seeding, person: town.Person, organisation: Organisation) -> None:
    membership = add_member(
        district=seeding.district,
        person=add_person(email=person.email, name=person.name, password=None, at=seeding.at),
        audience=Audience.MANAGER if person.is_manager else Audience.MEMBER,
        starts_on=organisation.starts_on,
        organisation=organisation,
        by=BY,
        at=seeding.at,
    )
    if organisation.ends_on:
        end_membership(membership=membership, ends_on=organisation.ends_on, by=BY, at=seeding.at)


_SIGNINS: Final = (
    ("operations", "Olwen Thackerby", Audience.OPERATIONS),
    ("funder", "Fenella Marchbeck", Audience.FUNDER),
    ("analyst", "Anselm Quarrindale", Audience.ANALYST),
    ("member", "Merrily Stokefold", Audience.MEMBER),
    ("manager", "Magnus Orchardby", Audience.MANAGER),
    ("nbcp", "Nerys Cobblewick", Audience.INTELLIGENCE),
    ("police", "Piers Dunnockshaw", Audience.POLICE),
    ("council", "Constance Wherrymoor", Audience.COUNCIL),
    ("outreach", "Ottilie Rushbarrow", Audience.OUTREACH),
    ("administrator", "Adela Pennifold", Audience.ADMINISTRATOR),
)
_NEIGHBOUR: Final = "northampton"
_NEIGHBOUR_SIGNINS: Final = (
    ("northampton-operations", "Oswin Hallowmere", Audience.OPERATIONS),
    ("northampton-administrator", "Aveline Trudgemoor", Audience.ADMINISTRATOR),
)
"""People of the real district, which holds nothing personal. All names are made up."""


def add_signins(seeding: Seeding) -> None:
    """Make the well-known sign-ins: one for each audience here, and two of another district."""
    shop, team = _a_shop(seeding), _bid_team(seeding)
    nobody: dict[Audience, int] = {}
    of_whom = dict.fromkeys(OF_A_BUSINESS, shop) | {Audience.OPERATIONS: team}
    groups = (
        (seeding.district.slug, _SIGNINS, of_whom),
        (_NEIGHBOUR, _NEIGHBOUR_SIGNINS, nobody),
    )
    create_demo_signins(
        signins=[
            DemoSignIn(f"{mailbox}@{SIGNIN_DOMAIN}", name, district, audience, mine.get(audience))
            for district, signins, mine in groups
            for mailbox, name, audience in signins
        ],
        starts_on=seeding.opens_on,
        by=BY,
        at=seeding.at,
    )


def _bid_team(seeding: Seeding) -> int:
    """Add the scheme's own team, which reports what it sees on its rounds; it has no shop."""
    team = NewOrganisation(
        name="Town centre team", kind=Organisation.Kind.BID, starts_on=seeding.opens_on
    )
    return add_organisations(district=seeding.district, organisations=[team], by=BY, at=seeding.at)[
        0
    ].pk


def _a_shop(seeding: Seeding) -> int:
    """Return the business that the demo's manager and member of staff belong to."""
    with acting_in(seeding.district.pk):
        members = Organisation.objects.filter(district=seeding.district)
        return members.in_force(seeding.at.date()).earliest("pk").pk


def premises_ids(seeding: Seeding) -> tuple[dict[int, int], dict[int, int]]:
    """Return the stored ids of organisations and premises by the keys of the town."""
    stored = Premises.objects.filter(district=seeding.district).order_by("pk")
    rows = stored.values_list("pk", "organisation_id")
    # They were added organisation by organisation, in the order of their keys.
    planted = sorted(seeding.town.premises, key=lambda one: (one.organisation_key, one.key))
    organisations, premises = {}, {}
    for one, (pk, organisation_id) in zip(planted, rows, strict=True):
        premises[one.key] = pk
        organisations[one.organisation_key] = organisation_id
    return organisations, premises


def people_ids(seeding: Seeding) -> dict[int, int]:
    """Return the stored ids of people by the keys of the town."""
    addresses = {one.email: one.key for one in seeding.town.people}
    stored = Person.objects.filter(email__in=addresses).values_list("email", "pk")
    return {addresses[email]: pk for email, pk in stored}
