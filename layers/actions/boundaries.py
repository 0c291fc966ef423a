"""Store a new release of a district's boundary."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from layers.models import Boundary
from layers.queries import boundaries as queries
from layers.queries.boundaries import NewBoundary
from members import audit
from members.models import AuditEvent, District


class SecondLookNeeded(Exception):
    """The new boundary is unusual; somebody must look at `doubts` and confirm it."""

    def __init__(self, doubts: list[str]) -> None:
        super().__init__(" ".join(doubts))
        self.doubts = doubts


@dataclass(frozen=True)
class Imported:
    """The boundary in force after the import, and whether the import changed anything."""

    boundary: Boundary
    changed: bool


def import_boundary(
    *,
    district: District,
    new: NewBoundary,
    by: str,
    at: datetime,
    confirmed: bool = False,
) -> Imported:
    """Store a boundary as a new dated release; earlier ones stay as they are.

    The same boundary twice changes nothing. Imports into one district wait for each other, so
    that of two at once the later sees the earlier.

    Raises
    ------
    SecondLookNeeded
        If something about it is unusual and `confirmed` is false. Nothing is stored.
    """
    with transaction.atomic():
        locked = District.objects.select_for_update().get(pk=district.pk)
        present = Boundary.objects.filter(district=locked, valid_from=new.valid_from)
        latest = present.order_by("-imported_at", "-pk").first()
        if latest is not None and new.is_stored_as(latest):
            return Imported(latest, changed=False)
        doubts = queries.doubts_about(locked, new)
        if doubts and not confirmed:
            raise SecondLookNeeded(doubts)
        return Imported(_store(locked, new, by, at, len(doubts)), changed=True)


def _store(district: District, new: NewBoundary, by: str, at: datetime, doubts: int) -> Boundary:
    boundary = Boundary.objects.create(
        district=district,
        name=new.name,
        polygon=queries.polygon_of(new.shape),
        illustrative=new.illustrative,
        source=new.source,
        valid_from=new.valid_from,
        sha256=new.sha256,
        imported_at=at,
    )
    audit.record(
        district_id=district.pk,
        by=by,
        at=at,
        kind=AuditEvent.Kind.COLLECTION,
        what="boundary imported",
        boundary=boundary.pk,
        doubts_confirmed=doubts,
    )
    return boundary
