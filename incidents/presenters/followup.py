"""What came of one's own reports, in words that a busy person reads at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from incidents.models import Incident
from incidents.presenters import words
from incidents.queries.followup import OwnReport, OwnReports, OwnSighting
from incidents.queries.photos import PhotoShown
from incidents.queries.statuses import Status
from members import formats

_SIGHTINGS = {
    Status.RECEIVED: "Received; outreach is being told.",
    Status.OUTREACH_TOLD: "Outreach told.",
    Status.VISITED: "Visited.",
}


@dataclass(frozen=True)
class OwnCard:
    """One report of one's own: what, where, when, how far, who has it, what was done."""

    id: UUID
    label: str
    place: str
    moment: str
    machine_moment: str
    reference: str
    status: str
    style: str
    actions: list[str]
    narrative: str
    photos: list[PhotoShown]
    can_add_photo: bool
    can_say_still: bool
    is_closed: bool


@dataclass(frozen=True)
class SightingCard:
    """One welfare report: that it arrived and how far it has come, and nothing else."""

    moment: str
    reference: str
    status: str


@dataclass(frozen=True)
class OwnPage:
    """Everything that `incidents/my_reports.html` places."""

    answer: str
    cards: list[OwnCard]
    sightings: list[SightingCard]
    of_business: bool
    page: int
    pages: int


def own_page(found: OwnReports, sightings: list[OwnSighting], *, of_business: bool) -> OwnPage:
    """Return the page of one's own reports, or of those of one's business."""
    whose = "Your business has" if of_business else "You have"
    return OwnPage(
        answer=f"{whose} sent {formats.count_of(found.total, 'report')}.",
        cards=[_card(one) for one in found.reports],
        sightings=[
            SightingCard(words.moment(one.made_at), one.reference, _SIGHTINGS[one.status])
            for one in sightings
        ],
        of_business=of_business,
        page=found.page,
        pages=found.pages,
    )


def _card(own: OwnReport) -> OwnCard:
    report, incident = own.report, own.incident
    premises = report.premises
    return OwnCard(
        id=report.pk,
        label=report.category.label,
        place=words.place(premises.name, premises.street, "") if premises else "On the street",
        moment=words.moment(report.occurred_at),
        machine_moment=report.occurred_at.isoformat(),
        reference=own.reference,
        status=words.status(incident),
        style=incident.status.lower() if incident else "waiting",
        actions=[words.action(one) for one in own.actions],
        narrative=report.narrative,
        photos=own.photos,
        can_add_photo=own.is_mine and bool(own.reference),
        can_say_still=incident is not None,
        is_closed=incident is not None and incident.status == Incident.Status.CLOSED,
    )
