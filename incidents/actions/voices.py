"""Take a sender's later word that their report tells of what another told already."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from incidents.actions.joining import held_incident_of, join_voice
from incidents.models import IncidentReport, Receipt, Report, Voice
from members import audit
from members.access import acting_in
from members.models import AuditEvent
from members.senders import Sender


def add_voice(*, sender: Sender, receipt: Receipt, same_as: UUID, at: datetime) -> bool:
    """Say that a report that was sent adds a voice to an earlier one; return whether it is new.

    Said once: what was said while the report was written, or before, stays. A report that is gone
    and an earlier one of another district add nothing. If the earlier one tells of an open
    incident and this one waits, it joins.
    """
    with acting_in(sender.district.pk):
        # Held, so that of two presses one waits and then finds it said.
        mine = Report.objects.filter(district=sender.district, pk=receipt.pk, same_as__isnull=True)
        report = mine.select_for_update(no_key=True).first()
        earlier = Report.objects.filter(district=sender.district, pk=same_as).first()
        if report is None or earlier is None or earlier == report:
            return False
        point = report.point
        incident = held_incident_of(sender.district, earlier, lng=point.x, lat=point.y)
        if Voice.objects.filter(report=report).exists():
            return False
        voice = Voice(district=sender.district, report=report, same_as=earlier, said_at=at)
        voice.save(force_insert=True)
        audit.record(
            district_id=sender.district.pk,
            by=sender.actor,
            at=at,
            kind=AuditEvent.Kind.COMBINATION,
            what="voice added",
            report=str(report.pk),
            same_as=str(earlier.pk),
        )
        if incident and not IncidentReport.objects.filter(report=report).exists():
            join_voice(incident=incident, report=report, by=sender.actor, at=at)
    return True
