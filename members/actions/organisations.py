"""Bring businesses into a scheme."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.gis.geos import Point

from members import audit
from members.access import acting_in
from members.models import AuditEvent, District, Organisation, Premises


@dataclass(frozen=True)
class NewPremises:
    """One address; `lng` and `lat` in degrees (EPSG:4326), already checked."""

    name: str
    street: str
    lng: float
    lat: float


@dataclass(frozen=True)
class NewOrganisation:
    """One business, with its addresses; in force up to but not including `ends_on`."""

    name: str
    kind: Organisation.Kind
    starts_on: date
    premises: Sequence[NewPremises] = field(default_factory=tuple)
    ends_on: date | None = None


def add_organisations(
    *, district: District, organisations: Sequence[NewOrganisation], by: str, at: datetime
) -> list[Organisation]:
    """Add businesses with their premises, all or none, and return them in the order given."""
    with acting_in(district.pk):
        added = Organisation.objects.bulk_create(
            Organisation(
                district=district,
                name=new.name,
                kind=new.kind,
                starts_on=new.starts_on,
                ends_on=new.ends_on,
            )
            for new in organisations
        )
        addresses = Premises.objects.bulk_create(
            Premises(
                district=district,
                organisation=organisation,
                name=place.name,
                street=place.street,
                point=Point(place.lng, place.lat, srid=4326),
            )
            for organisation, new in zip(added, organisations, strict=True)
            for place in new.premises
        )
        audit.record(
            district_id=district.pk,
            by=by,
            at=at,
            kind=AuditEvent.Kind.COLLECTION,
            what="organisations added",
            organisations=len(added),
            premises=len(addresses),
        )
    return added
