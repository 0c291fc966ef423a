"""What came of reports, for those who sent them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from incidents.models import ActionTaken, Incident, OutboxEvent, Receipt, Report
from incidents.queries.photos import PhotoShown, photos_of
from incidents.queries.statuses import Status
from members.access import Viewer

PAGE: Final = 25


@dataclass(frozen=True)
class OwnReport:
    """One report of the viewer or of their business, and what came of it."""

    report: Report
    reference: str
    incident: Incident | None
    actions: list[ActionTaken]
    photos: list[PhotoShown]
    is_mine: bool


@dataclass(frozen=True)
class OwnReports:
    """One page of a viewer's reports, newest first."""

    reports: list[OwnReport]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class OwnSighting:
    """One welfare report of the viewer: that it arrived, and how far it has come; no more."""

    reference: str
    made_at: datetime
    status: Status


def own_reports(viewer: Viewer, *, page: int) -> OwnReports:
    """Return one page of what a viewer, or a manager's business, reported and what came of it."""
    mine = Report.objects.visible_to(viewer)
    total = mine.count()
    page = min(page, max(1, -(-total // PAGE)))
    rows = list(
        mine.select_related("category", "premises", "link__incident")
        .defer("point")
        .order_by("-occurred_at", "-pk")[(page - 1) * PAGE : page * PAGE]
    )
    receipts = Receipt.objects.filter(district=viewer.district, pk__in=[row.pk for row in rows])
    references = dict(receipts.values_list("pk", "reference"))
    photos = photos_of(viewer, [row.pk for row in rows])
    return OwnReports(_with_actions(viewer, rows, references, photos), total, page)


def _with_actions(
    viewer: Viewer,
    rows: list[Report],
    references: Mapping[UUID, str],
    photos: Mapping[UUID, list[PhotoShown]],
) -> list[OwnReport]:
    incidents = {row.pk: row.link.incident for row in rows if hasattr(row, "link")}
    actions = actions_of({one.pk for one in incidents.values()})
    return [
        OwnReport(
            report=row,
            reference=references.get(row.pk, ""),
            incident=incidents.get(row.pk),
            actions=actions[incidents[row.pk].pk] if row.pk in incidents else [],
            photos=photos.get(row.pk, []),
            is_mine=row.reporter_id == viewer.person_id,
        )
        for row in rows
    ]


def actions_of(incident_ids: Collection[UUID]) -> dict[UUID, list[ActionTaken]]:
    """Return what was done about some incidents, in the order in which it was done."""
    found: dict[UUID, list[ActionTaken]] = defaultdict(list)
    if not incident_ids:
        return found
    for action in ActionTaken.objects.filter(incident__in=incident_ids).order_by("done_at", "pk"):
        found[action.incident_id].append(action)
    return found


def own_sightings(viewer: Viewer, *, most: int = 20) -> list[OwnSighting]:
    """Return the viewer's own last welfare reports, newest first.

    Only of the person who sent them: not even their manager learns where staff were worried.
    """
    mine = Receipt.objects.filter(
        district=viewer.district, kind=Receipt.Kind.SIGHTING, reporter_id=viewer.person_id
    )
    receipts = list(mine.order_by("-made_at", "-pk")[:most])
    told = _told_to_outreach(receipts) if receipts else set()
    return [
        OwnSighting(
            reference=one.reference,
            made_at=one.made_at,
            status=Status.OUTREACH_TOLD if one.pk in told else Status.RECEIVED,
        )
        for one in receipts
    ]


def _told_to_outreach(receipts: Iterable[Receipt]) -> set[UUID]:
    done = OutboxEvent.objects.filter(
        kind=OutboxEvent.Kind.SIGHTING_ACCEPTED,
        subject__in=[one.pk for one in receipts],
        done_at__isnull=False,
    )
    return set(done.values_list("subject", flat=True))
