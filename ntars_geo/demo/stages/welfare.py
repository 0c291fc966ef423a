"""Sightings through the hatch, and the sites that outreach opens."""

from __future__ import annotations

from datetime import UTC, datetime, time

from fixtures.planted_town import town
from members.models import Person
from ntars_geo.demo.stages.members import people_ids
from ntars_geo.demo.stages.seeding_run import BY, SIGNIN_DOMAIN, Seeding
from outreach.actions import NewSighting, NewSite, open_site, record_sighting, record_visit
from outreach.models import Sighting, Site


def take_welfare(seeding: Seeding) -> None:
    """Push the sightings through the hatch, and let outreach open its sites."""
    people = people_ids(seeding)
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
