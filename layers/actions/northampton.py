"""Open the district on which the software is tried with real police files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from layers.actions.basemap import Ground, Place, replace_basemap
from layers.actions.boundaries import import_boundary
from layers.queries.boundaries import NewBoundary
from members.access import acting_in
from members.actions import ensure_district
from members.models import District

SLUG: Final = "northampton"


@transaction.atomic
def open_northampton(
    *, boundary: NewBoundary, places: Sequence[Place], by: str, at: datetime
) -> tuple[District, bool]:
    """Open the district with its illustrative boundary and place names.

    Returns the district, and whether anything was new. Once the district has a boundary, this
    one is not imported again: a real boundary must never be put aside by an illustrative one.
    """
    district = ensure_district(
        slug=SLUG, name="Northampton", force="northamptonshire", by=by, at=at
    )
    with acting_in(district.pk):
        named = replace_basemap(district=district, ground=Ground(places=places), by=by, at=at)
        bounded = not district.boundary_set.exists()
        if bounded:
            import_boundary(district=district, new=boundary, by=by, at=at, confirmed=True)
    return district, named or bounded
