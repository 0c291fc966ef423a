"""What whoever holds a reference may know: how far the report has come, and nothing else."""

from __future__ import annotations

from enum import StrEnum

from incidents.models import Incident, IncidentReport, OutboxEvent, Receipt, Report
from members.access import acting_in, holding
from outreach.queries import was_visited


class Status(StrEnum):
    """How far a report has come."""

    RECEIVED = "received"
    LOOKED_AT = "being looked at"
    WITH_SOMEBODY = "with somebody"
    CLOSED = "closed"
    OUTREACH_TOLD = "outreach told"
    VISITED = "visited"


_OF_INCIDENT = {
    Incident.Status.OPEN: Status.LOOKED_AT,
    Incident.Status.ASSIGNED: Status.WITH_SOMEBODY,
    Incident.Status.CLOSED: Status.CLOSED,
}


def status_of_reference(reference: str) -> Status | None:
    """Return the status of the report with this reference, in whatever district, or None."""
    with holding(reference):
        found = list(Receipt.objects.filter(reference=reference)[:2])
    if len(found) != 1:  # Two districts drew the same 40 bits: then it names neither.
        return None
    (receipt,) = found
    with acting_in(receipt.district_id):
        if receipt.kind == Receipt.Kind.SIGHTING:
            return _of_sighting(receipt)
        return _of_report(receipt)


def _of_report(receipt: Receipt) -> Status:
    report = Report.objects.filter(district=receipt.district_id, pk=receipt.pk).first()
    if report is None:  # Erased since; that it was received stays true.
        return Status.RECEIVED
    links = IncidentReport.objects.filter(district=receipt.district_id, report=report)
    incident = Incident.objects.filter(links__in=links).order_by("opened_at", "pk").first()
    return _OF_INCIDENT[Incident.Status(incident.status)] if incident else Status.RECEIVED


def _of_sighting(receipt: Receipt) -> Status:
    if was_visited(receipt.district_id, receipt.pk):
        return Status.VISITED
    told = OutboxEvent.objects.filter(
        district=receipt.district_id,
        subject=receipt.pk,
        kind=OutboxEvent.Kind.SIGHTING_ACCEPTED,
        done_at__isnull=False,
    )
    return Status.OUTREACH_TOLD if told.exists() else Status.RECEIVED
