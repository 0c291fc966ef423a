"""The stages of seeding: each hands one part of the town to the actions that take it in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from fixtures.planted_town import Town, town
from fixtures.planted_town.month import Month, months_ending
from fixtures.planted_town.scenario import OFFICIAL_MONTHS
from hotspots.actions import build_standard_contrasts
from incidents.actions import NewReport, install_categories, record_reports, snap_reports
from incidents.models import Report
from layers import geo_input, snapping
from layers.actions import basemap
from layers.actions.boundaries import import_boundary
from layers.actions.official import import_releases
from layers.models import SnapPoint
from layers.policeuk.file_names import read_name
from layers.policeuk.forces import INVENTED
from layers.policeuk.sources import StreetFile
from layers.projection import to_metres
from layers.queries.boundaries import NewBoundary
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
from members.geometry import Latitude, Longitude
from members.models import District, Organisation, Person, Premises
from outreach.actions import NewSighting, NewSite, open_site, record_sighting, record_visit
from outreach.models import Sighting, Site

BY: Final = "command seed_demo"
SOURCE: Final = "Invented for the demo; there is no such place"
SIGNIN_DOMAIN: Final = "demo.invalid"

_RANKS: Final = {
    "ring": 1, "radial": 1, "main": 1, "street": 2, "lane": 3, "housing": 4, "rail": 4,
}  # fmt: skip


@dataclass(frozen=True)
class Seeding:
    """One run: the district, the town that is put into it, and the moment."""

    district: District
    town: Town
    at: datetime

    @property
    def opens_on(self) -> date:
        """Return the day from which everything about the town is known."""
        first: Month = months_ending(self.town.until, OFFICIAL_MONTHS)[0]
        return first.first_day


def lay_ground(seeding: Seeding) -> None:
    """Import the boundary, draw the map and install the categories."""
    ring = seeding.town.boundary
    import_boundary(
        district=seeding.district,
        new=NewBoundary(
            name="Oxbarrow town centre (invented)",
            shape=geo_input.boundary_polygon([[ring]], srid=4326),
            source=SOURCE,
            illustrative=False,
            valid_from=seeding.opens_on,
            sha256=hashlib.sha256(json.dumps(ring).encode()).hexdigest(),
        ),
        by=BY,
        at=seeding.at,
        confirmed=True,
    )
    basemap.replace_basemap(
        district=seeding.district, ground=_drawn(seeding.town), by=BY, at=seeding.at
    )
    install_categories(district=seeding.district, by=BY, at=seeding.at)


def _drawn(planted: Town) -> basemap.Ground:
    return basemap.Ground(
        streets=[
            basemap.Street(
                name=street.name,
                positions=street.line,
                rank=_RANKS[street.kind],
                kind="RAIL" if street.kind == "rail" else "STREET",
            )
            for street in planted.streets
        ],
        areas=[basemap.Area(area.name, area.kind.upper(), [[area.ring]]) for area in planted.areas],
        places=[
            basemap.Place(place.name, (place.lng, place.lat), place.kind.upper(), SOURCE)
            for place in planted.places
        ],
    )


# --- Members ------------------------------------------------------------------------------------


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
    groups = ((seeding.district.slug, _SIGNINS), (_NEIGHBOUR, _NEIGHBOUR_SIGNINS))
    create_demo_signins(
        signins=[
            DemoSignIn(f"{mailbox}@{SIGNIN_DOMAIN}", name, district, audience)
            for district, signins in groups
            for mailbox, name, audience in signins
        ],
        starts_on=seeding.opens_on,
        by=BY,
        at=seeding.at,
    )


# --- Both sources -------------------------------------------------------------------------------


def take_reports(seeding: Seeding) -> None:
    """Record what members sent."""
    organisations, premises = _premises_ids(seeding)
    people = _people_ids(seeding)
    record_reports(
        district=seeding.district,
        reports=[
            NewReport(
                client_key=one.client_key,
                reporter_id=people[one.person_key],
                organisation_id=organisations[one.organisation_key],
                premises_id=premises[one.premises_key],
                category=one.category,
                lng=one.lng,
                lat=one.lat,
                accuracy_m=one.accuracy_m,
                occurred_at=one.occurred_at,
                submitted_at=one.submitted_at,
                narrative=one.narrative,
            )
            for one in seeding.town.reports
        ],
        by=BY,
        at=seeding.at,
    )


def _premises_ids(seeding: Seeding) -> tuple[dict[int, int], dict[int, int]]:
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


def _people_ids(seeding: Seeding) -> dict[int, int]:
    addresses = {one.email: one.key for one in seeding.town.people}
    stored = Person.objects.filter(email__in=addresses).values_list("email", "pk")
    return {addresses[email]: pk for email, pk in stored}


def take_official_files(seeding: Seeding) -> None:
    """Take the town's official files through the importer that takes real ones."""
    import_releases(
        files=[_street_file(one) for one in seeding.town.official_files()],
        taken_on=seeding.at.date(),
        at=seeding.at,
    )


def _street_file(one: town.OfficialFile) -> StreetFile:
    return StreetFile(one.name, read_name(one.name), lambda: one.content)


def find_map_points(seeding: Seeding) -> None:
    """Hang every report on the official map point nearest to it."""
    points = {(one.lng, one.lat) for one in seeding.town.snap_points}
    ids, snaps = _in_metres(SnapPoint.objects.filter(snap_list__universe=INVENTED))
    assert len(ids) >= 0.98 * len(points), "the official files tell nearly every map point"
    reports, places = _in_metres(Report.objects.filter(district=seeding.district))
    index, _ = snapping.nearest_snap(places, snaps)
    found = SnapPoint.objects.in_bulk([ids[at] for at in set(index.tolist()) if at >= 0])
    snap_reports(
        district=seeding.district,
        nearest={
            report: found[ids[at]] if at >= 0 else None
            for report, at in zip(reports, index.tolist(), strict=True)
        },
    )


def _in_metres(rows: QuerySet[Any]) -> tuple[list[Any], NDArray[np.float64]]:
    """Return the ids of rows with a point, in their order, and the points in EPSG:27700."""
    values = rows.order_by("pk").values_list("pk", Longitude("point"), Latitude("point"))
    ids, lng, lat = zip(*values, strict=True)
    return list(ids), np.column_stack(to_metres(lng, lat))


# --- The locked room, and the answer ------------------------------------------------------------


def take_welfare(seeding: Seeding) -> None:
    """Push the sightings through the hatch, and let outreach open its sites."""
    people = _people_ids(seeding)
    for one in seeding.town.sightings:
        record_sighting(
            district=seeding.district,
            sighting=NewSighting(
                client_key=one.client_key,
                reporter_id=people[one.person_key],
                kind=Sighting.Kind(one.kind),
                lng=one.lng,
                lat=one.lat,
                asked=Sighting.Asked(one.asked),
                seen_at=one.seen_at,
                accuracy_m=one.accuracy_m,
                place=one.place,
            ),
            by=BY,
            at=one.submitted_at,
        )
    outreach = Person.objects.get(email=f"outreach@{SIGNIN_DOMAIN}")
    for place in seeding.town.sites:
        _open_site(seeding, place, outreach)


def _open_site(seeding: Seeding, place: town.Site, outreach: Person) -> None:
    opened_at = datetime.combine(place.started_on, time(9), UTC)
    site = open_site(
        district=seeding.district,
        new=NewSite(
            kind=Site.Kind(place.kind),
            name=place.name,
            lng=place.lng,
            lat=place.lat,
            land=Site.Land(place.land),
            started_on=place.started_on,
            last_seen_at=opened_at,
        ),
        by=BY,
        at=opened_at,
    )
    for visit in place.visits:
        record_visit(
            site=site,
            people_seen=visit.people_seen,
            visited_by_id=outreach.pk,
            outcome=visit.outcome,
            by=f"person {outreach.pk}",
            at=visit.visited_at,
        )


def build_contrasts(seeding: Seeding) -> None:
    """Build the contrasts that every district is given without asking."""
    build_standard_contrasts(
        district=seeding.district, by=BY, at=seeding.at, until=seeding.town.until.first_day
    )
