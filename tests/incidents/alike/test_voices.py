"""One more voice joins what it says the same of, and is never a copy."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from incidents.actions import SentReport, submit_report, triage
from incidents.handles import handle_of
from incidents.models import IncidentChange, IncidentReport, Receipt, Report, Voice
from incidents.queries import status_of_reference
from incidents.queries.statuses import Status
from members.senders import Sender
from tests.conftest import MOMENT
from tests.incidents.alike.near import METRE, form, handle
from tests.incidents.conftest import LAT, LNG
from tests.incidents.reporting import report as make_report

pytestmark = pytest.mark.django_db


def test_voice_joins_the_incident_and_is_stored_whole(town, shop, person):
    first = make_report(town, shop, person)
    incident = triage.open_incident(report=first, by="person 1", at=MOMENT)

    voice = make_report(town, shop, person, at=MOMENT + timedelta(minutes=9), same_as=first.pk)

    assert voice.narrative == "By the door."
    assert {link.report_id for link in incident.links.all()} == {first.pk, voice.pk}
    change = incident.changes.get(kind=IncidentChange.Kind.JOINED)
    assert change.made_by == f"person {person.pk}"
    assert change.after == {"report": str(voice.pk), "voice": True, "version": 2}
    reference = Receipt.objects.get(pk=voice.pk).reference
    assert status_of_reference(reference) == Status.LOOKED_AT


def test_voice_sent_twice_is_one(town, shop, person):
    first = make_report(town, shop, person)
    incident = triage.open_incident(report=first, by="person 1", at=MOMENT)
    sent = SentReport(uuid4(), "begging", LNG, LAT, occurred_at=MOMENT, same_as=first.pk)
    sender = Sender(town, shop.pk, person_id=person.pk)

    new = [submit_report(sender=sender, sent=sent, at=MOMENT).is_new for _ in range(2)]

    assert new == [True, False]
    assert incident.links.count() == 2
    assert incident.changes.count() == 2


def test_voice_of_what_waits_joins_when_that_is_triaged(town, shop, person):
    first = make_report(town, shop, person)
    voice = make_report(town, shop, person, same_as=first.pk)
    assert not IncidentReport.objects.exists()

    incident = triage.open_incident(report=first, by="person 1", at=MOMENT)

    assert {link.report_id for link in incident.links.all()} == {first.pk, voice.pk}
    assert incident.version == 2


def test_voice_from_elsewhere_or_of_a_closed_incident_waits_for_a_person(town, shop, person):
    first = make_report(town, shop, person)
    incident = triage.open_incident(report=first, by="person 1", at=MOMENT)
    far = make_report(town, shop, person, same_as=first.pk, lat=LAT + 200 * METRE)
    triage.close_incident(incident=incident, version=1, outcome="ADVISED", by="x", at=MOMENT)
    late = make_report(town, shop, person, same_as=first.pk)

    assert incident.links.count() == 1
    assert set(Report.objects.waiting()) == {far, late}


def test_page_sends_the_choice_and_a_broken_handle_refuses_nothing(phone, town, shop, person):
    first = make_report(town, shop, person, at=timezone.now())
    address = reverse("incidents:report", args=["exampleton"])

    for chosen in (handle(first), handle(first, "elsewhere"), "no"):
        sent = phone.post(address, form(key=str(uuid4()), same_as=chosen))
        assert sent.status_code == 302

    said = Report.objects.exclude(pk=first.pk).order_by("pk").values_list("same_as", flat=True)
    assert list(said) == [first.pk, None, None]


def test_without_script_the_question_comes_after_the_report_is_safe(
    phone, member, town, shop, person, square
):
    first = make_report(town, shop, person, at=timezone.now())
    incident = triage.open_incident(report=first, by="person 1", at=timezone.now())
    address = reverse("incidents:report", args=["exampleton"])
    page = phone.post(address, form(key=str(uuid4())), follow=True)
    mine = Report.objects.get(reporter=member)
    assert b"Same as: Begging near Example Square, in the last hour" in page.content
    same = reverse(
        "incidents:report_same", args=["exampleton", Receipt.objects.get(pk=mine.pk).reference]
    )

    pages = [phone.post(same, {"same_as": handle(first)}, follow=True) for _ in range(2)]

    assert b"counts as one more voice" in pages[0].content
    assert b"Same as:" not in pages[1].content
    assert Voice.objects.get().same_as == first
    assert incident.links.count() == 2
    assert incident.changes.count() == 2


def test_voice_that_nobody_can_add_is_not_added(phone, member, town, shop, person):
    first = make_report(town, shop, person, at=timezone.now())
    address = reverse("incidents:report", args=["exampleton"])
    phone.post(address, form(key=str(uuid4())))
    mine = Report.objects.get(reporter=member)
    same = reverse(
        "incidents:report_same", args=["exampleton", Receipt.objects.get(pk=mine.pk).reference]
    )
    theirs = reverse(
        "incidents:report_same", args=["exampleton", Receipt.objects.get(pk=first.pk).reference]
    )

    nobodys = handle_of(uuid4(), secret=settings.SECRET_KEY, district="exampleton")
    for chosen in ("", "no", handle(mine), nobodys):
        assert phone.post(same, {"same_as": chosen}).status_code == 302
    assert phone.post(theirs, {"same_as": handle(mine)}).status_code == 404

    assert not Voice.objects.exists()


def test_voices_are_appended(town, shop, person):
    first, second = (make_report(town, shop, person) for _ in range(2))
    Voice.objects.create(district=town, report=second, same_as=first, said_at=MOMENT)

    for statement in ("UPDATE incidents_voice SET id = 7", "DELETE FROM incidents_voice"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
