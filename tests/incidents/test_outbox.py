"""What accepted changes owe is done once: whatever fails, whoever else works, whenever it dies."""

import pytest
from django.core import mail
from django.utils import timezone

from incidents import jobs
from incidents.actions import submit_report
from incidents.models import (
    IncidentChange,
    IncidentReport,
    Notice,
    OutboxEvent,
    Receipt,
    Report,
)
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.audiences import Audience
from members.models import District
from members.senders import Sender
from tests.conftest import MOMENT
from tests.incidents.conftest import LNG, open_town
from tests.incidents.owed import SECOND, drain, happened, sent

pytestmark = pytest.mark.django_db


def test_accepted_report_is_a_notice_to_its_business_and_no_mail(town, shop, report, manager):
    drain(town)

    notice = Notice.objects.get()
    assert (notice.report, notice.organisation, notice.code) == (report, shop, "RECEIVED")
    assert OutboxEvent.objects.get().done_at == MOMENT
    assert mail.outbox == []


def test_job_drains_every_district(make_district, make_person, settings):
    shops = {}
    for slug in ("exampleton", "neighbour"):
        town = make_district(slug)
        with acting_in(town.pk):
            open_town(town)
            new = NewOrganisation(name="Shop", kind="LEVY_PAYER", starts_on=MOMENT.date())
            (shops[slug],) = add_organisations(
                district=town, organisations=[new], by="test", at=MOMENT
            )
        sender = Sender(town, shops[slug].pk, person_id=make_person(f"{slug}@e.invalid").pk)
        submit_report(sender=sender, sent=sent(), at=MOMENT)

    done, again = jobs.drain_outbox(), jobs.drain_outbox()

    assert done == {"exampleton": 1, "neighbour": 1}
    assert again == {"exampleton": 0, "neighbour": 0}
    for slug, shop in shops.items():
        with acting_in(District.objects.get(slug=slug).pk):
            assert Notice.objects.get().organisation == shop


def test_new_status_is_mailed_to_the_managers_with_the_reference_alone(town, report, manager):
    happened(report, IncidentChange.Kind.CLOSED, outcome="MOVED_ON", note="Mr Smith was here")

    drain(town)

    (message,) = mail.outbox
    reference = Receipt.objects.get().reference
    assert message.to == [manager.email]
    assert message.subject == "A report has a new status"
    assert f"/r/{reference}/" in message.body
    assert "Smith" not in message.body
    assert "begging" not in message.body.lower()
    assert {notice.code for notice in Notice.objects.all()} == {"RECEIVED", "CLOSED"}


def test_action_is_a_notice_without_mail_and_housekeeping_is_neither(town, report, manager):
    incident = happened(report, IncidentChange.Kind.ACTED)
    for kind in (IncidentChange.Kind.CATEGORISED, IncidentChange.Kind.STILL_HAPPENING):
        happened(report, kind, incident=incident, at=MOMENT + SECOND)

    drain(town, MOMENT + 2 * SECOND)

    assert sorted(Notice.objects.values_list("code", flat=True)) == ["ACTED", "RECEIVED"]
    assert mail.outbox == []


def test_everybody_who_reported_an_incident_is_told(town, report, sender):
    submit_report(sender=sender, sent=sent(), at=MOMENT)
    second = Report.objects.exclude(pk=report.pk).get()
    incident = happened(report, IncidentChange.Kind.OPENED)
    IncidentReport.objects.create(district=town, incident=incident, report=second)
    happened(
        second,
        IncidentChange.Kind.JOINED,
        incident=incident,
        at=MOMENT + SECOND,
        report=str(second.pk),
    )
    happened(report, IncidentChange.Kind.ASSIGNED, incident=incident, at=MOMENT + 2 * SECOND)

    drain(town, MOMENT + 3 * SECOND)

    told = Notice.objects.exclude(code="RECEIVED").values_list("code", "report")
    assert ("JOINED", report.pk) not in set(told)
    assert {("JOINED", second.pk), ("ASSIGNED", report.pk), ("ASSIGNED", second.pk)} <= set(told)


def test_outreach_is_told_of_a_sighting_without_its_place(town, sender, make_member):
    outreach = make_member(town, Audience.OUTREACH)
    submit_report(
        sender=sender,
        sent=sent(category="rough_sleeping_concern", narrative="Behind the church"),
        at=MOMENT,
    )

    drain(town)

    (message,) = mail.outbox
    assert message.to == [outreach.email]
    assert "church" not in message.body
    assert str(LNG) not in message.body
    assert not Notice.objects.exists()


def test_sighting_waits_until_there_is_somebody_to_tell(town, sender, make_member, caplog):
    submit_report(sender=sender, sent=sent(category="encampment"), at=timezone.now())

    jobs.drain_outbox()

    event = OutboxEvent.objects.get()
    assert event.done_at is None
    assert event.due_at > timezone.now()
    assert "NobodyToTell" in caplog.text
