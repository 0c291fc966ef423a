"""Open a district."""

from datetime import datetime

from django.db import transaction

from members import audit
from members.access import acting_in
from members.models import AuditEvent, District


class DistrictDiffers(ValueError):
    """A district of this slug exists and is another one."""


@transaction.atomic
def ensure_district(
    *, slug: str, name: str, force: str, invented: bool = False, by: str, at: datetime
) -> District:
    """Return the district of a slug, opened now if there is none.

    Raises `DistrictDiffers` if it exists with another force, or is real where an invented one
    was asked for: two towns must never flow together.
    """
    district, opened = District.objects.get_or_create(
        slug=slug, defaults={"name": name, "force": force, "invented": invented, "created_at": at}
    )
    if (district.force, district.invented) != (force, invented):
        raise DistrictDiffers(f"District {slug} exists already, with force {district.force}.")
    if opened:
        with acting_in(district.pk):
            audit.record(
                district_id=district.pk,
                by=by,
                at=at,
                kind=AuditEvent.Kind.COLLECTION,
                what="district opened",
            )
    return district
