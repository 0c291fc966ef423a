"""The addresses of triage, and how its forms are sent."""

from incidents.actions import triage as actions
from members.models import AuditEvent
from tests.conftest import MOMENT

PAGE = "/d/exampleton/triage/"
CHANGE = f"{PAGE}change/"
READING = AuditEvent.Kind.CONSULTATION


def opened(told, at=MOMENT):
    return actions.open_incident(report=told, by="person 1", at=at)


def post(client, told=None, incident=None, **fields):
    target = (
        {"kind": "incident", "target": str(incident.pk), "version": str(incident.version)}
        if incident
        else {"kind": "report", "target": str(told.pk), "version": "0"}
    )
    return client.post(CHANGE, target | fields)
