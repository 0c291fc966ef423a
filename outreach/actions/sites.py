"""What outreach does: open sites and record visits."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.gis.geos import Point

from members import audit
from members.access import acting_in
from members.audiences import Audience
from members.ids import new_id
from members.models import AuditEvent, District
from outreach.models import Site, Visit


@dataclass(frozen=True)
class NewSite:
    """One place as outreach found it. `lng` and `lat` in degrees (EPSG:4326), already checked."""

    kind: Site.Kind
    name: str
    lng: float
    lat: float
    land: Site.Land
    started_on: date
    last_seen_at: datetime


def open_site(*, district: District, new: NewSite, by: str, at: datetime) -> Site:
    """Open a rough-sleeping site or an encampment."""
    with acting_in(district.pk, Audience.OUTREACH):
        site = Site(
            id=new_id(at),
            district=district,
            kind=new.kind,
            name=new.name,
            point=Point(new.lng, new.lat, srid=4326),
            land=new.land,
            status=Site.Status.ACTIVE,
            status_on=new.started_on,
            started_on=new.started_on,
            last_seen_at=new.last_seen_at,
        )
        site.save(force_insert=True)
        audit.record(
            district_id=district.pk,
            by=by,
            at=at,
            kind=AuditEvent.Kind.COLLECTION,
            what="site opened",
            site=str(site.pk),
        )
    return site


def record_visit(
    *, site: Site, people_seen: int, visited_by_id: int | None, outcome: str, by: str, at: datetime
) -> Visit:
    """Record one visit to a site; seeing anybody makes the place fresh again."""
    with acting_in(site.district_id, Audience.OUTREACH):
        visit = Visit(
            id=new_id(at),
            district_id=site.district_id,
            site=site,
            visited_by_id=visited_by_id,
            visited_at=at,
            people_seen=people_seen,
            outcome=outcome,
        )
        visit.save(force_insert=True)
        if people_seen:
            site.last_seen_at = max(site.last_seen_at, at)
            site.save(update_fields=["last_seen_at"])
        audit.record(
            district_id=site.district_id,
            by=by,
            at=at,
            kind=AuditEvent.Kind.COLLECTION,
            what="visit recorded",
            visit=str(visit.pk),
        )
    return visit
