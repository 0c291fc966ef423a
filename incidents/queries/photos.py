"""Photographs of reports: which there are, and the one that somebody may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from incidents.models import Photo, Receipt
from members.access import Viewer, acting_in
from members.senders import Sender


@dataclass(frozen=True)
class PhotoShown:
    """One photograph of a report. `width`, `height` in pixels."""

    id: UUID
    width: int
    height: int


def photos_of(viewer: Viewer, reports: Collection[UUID]) -> dict[UUID, list[PhotoShown]]:
    """Return the photographs of some reports that a viewer may see, oldest first, in one query."""
    found: dict[UUID, list[PhotoShown]] = defaultdict(list)
    rows = Photo.objects.visible_to(viewer).filter(report__in=reports).order_by("stored_at", "pk")
    for pk, report, width, height in rows.values_list("pk", "report_id", "width", "height"):
        found[report].append(PhotoShown(pk, width, height))
    return found


def photo_seen(viewer: Viewer, photo_id: UUID) -> Photo | None:
    """Return a photograph if a viewer may see it, or None."""
    return Photo.objects.visible_to(viewer).filter(pk=photo_id).first()


def photos_sent(sender: Sender, keys: Sequence[UUID]) -> list[Photo]:
    """Return the photographs that a sender sent under some keys, in the order of the keys."""
    with acting_in(sender.district.pk):
        mine = Photo.objects.sent_by(sender).filter(client_key__in=keys)
        found = {one.client_key: one for one in mine}
    return [found[key] for key in keys if key in found]


def photos_with(sender: Sender, receipt: Receipt) -> int:
    """Return how many photographs are with a report of a sender."""
    with acting_in(sender.district.pk):
        return Photo.objects.sent_by(sender).filter(report=receipt.pk).count()
