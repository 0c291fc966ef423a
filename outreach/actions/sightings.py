"""The hatch: a member pushes a sighting in and cannot look."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point

from members import audit
from members.access import acting_in
from members.ids import new_id
from members.models import AuditEvent, District
from outreach.models import Sighting


@dataclass(frozen=True)
class NewSighting:
    """One welfare report as it was sent. `lng` and `lat` in degrees, already checked."""

    client_key: UUID
    reporter_id: int | None
    kind: Sighting.Kind
    lng: float
    lat: float
    asked: Sighting.Asked
    seen_at: datetime
    accuracy_m: float | None = None
    place: str = ""
    device: UUID | None = None


def record_sighting(*, district: District, sighting: NewSighting, by: str, at: datetime) -> UUID:
    """Record one welfare report and return its id; the sender can never read it back."""
    with acting_in(district.pk):
        identity = new_id(at)
        Sighting(
            id=identity,
            district=district,
            client_key=sighting.client_key,
            reporter_id=sighting.reporter_id,
            device=sighting.device,
            kind=sighting.kind,
            point=Point(sighting.lng, sighting.lat, srid=4326),
            accuracy_m=sighting.accuracy_m,
            place=sighting.place,
            asked=sighting.asked,
            seen_at=sighting.seen_at,
            submitted_at=at,
        ).save(force_insert=True)
        audit.record(
            district_id=district.pk,
            by=by,
            at=at,
            kind=AuditEvent.Kind.COLLECTION,
            what="sighting recorded",
            sighting=str(identity),
        )
    return identity
