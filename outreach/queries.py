"""The little that leaves the locked room: whether somebody came, never where or whom they saw."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from members.access import acting_in
from members.audiences import Audience
from outreach.models import Sighting


def was_visited(district_id: int, sighting_id: UUID) -> bool:
    """Tell whether outreach has been to the site of a sighting since it was seen there."""
    with acting_in(district_id, Audience.OUTREACH):
        return Sighting.objects.filter(
            district_id=district_id,
            pk=sighting_id,
            site__visits__visited_at__gte=F("seen_at"),
        ).exists()
