"""What a test of the outbox needs: reports, changes of incidents, and a drain at any moment."""

from datetime import timedelta
from uuid import uuid4

from incidents.actions import SentReport, outbox
from incidents.models import Incident, IncidentChange, IncidentReport, OutboxEvent
from members.ids import new_id
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG

EVENT = OutboxEvent.Kind
SECOND = timedelta(seconds=1)


def sent(**changes):
    return SentReport(
        **{
            "client_key": uuid4(),
            "category": "begging",
            "lng": LNG,
            "lat": LAT,
            "occurred_at": MOMENT - timedelta(minutes=5),
        }
        | changes
    )


def happened(report, kind, /, *, at=MOMENT, incident=None, **after):
    """An incident's change and what it owes, as the actions of triage write them."""
    if incident is None:
        incident = Incident.objects.create(
            id=new_id(at),
            district=report.district,
            category=report.category,
            status=Incident.Status.OPEN,
            opened_at=at,
        )
        IncidentReport.objects.create(district=report.district, incident=incident, report=report)
    IncidentChange.objects.create(
        id=new_id(at),
        district=report.district,
        incident=incident,
        kind=kind,
        after=after,
        made_at=at,
        made_by="person 1",
    )
    outbox.owe(
        district_id=report.district_id, kind=EVENT.INCIDENT_CHANGED, subject=incident.pk, at=at
    )
    return incident


def drain(district, at=MOMENT):
    """Do everything due at a moment, as the job does at this one."""
    while event := outbox.claim_next(district=district, at=at):
        outbox.settle(event=event, at=at)
