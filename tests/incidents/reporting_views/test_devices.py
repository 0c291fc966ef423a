"""The app on a device, and a device that holds a pass."""

from __future__ import annotations

import pytest
from django.test import Client

from incidents.models import Report
from members.access import acting_in
from members.models import DevicePass
from tests.conftest import MOMENT
from tests.incidents.reporting_views.sealing import PAGE, fields, seal, seal_on, send

pytestmark = pytest.mark.django_db


def test_shell_and_what_a_device_keeps_are_the_same_for_everybody(client):
    for address in ("/report/shell/", "/sw.js", "/manifest.webmanifest"):
        mine, anybodys = client.get(address), Client().get(address)

        assert mine.status_code == 200
        assert mine.content == anybodys.content
        assert not [
            word for word in (b"example.invalid", b"Exampleton", b"Bakery") if word in mine.content
        ]


def test_worker_can_be_taken_off_every_device(settings):
    settings.OFFLINE = False

    script = Client().get("/sw.js").content.decode()

    assert "unregister" in script
    assert "indexedDB" not in script


def test_sent_page_is_for_its_sender(reference, staff):
    magnus = Client()
    magnus.force_login(staff("magnus@example.invalid"))

    assert magnus.get(f"{PAGE}sent/{reference}/").status_code == 404
    assert Client().get(f"{PAGE}sent/{reference}/").status_code == 403


def test_till_reports_from_its_own_premises_without_a_sign_in(till, held):
    assert till.get("/report/").url == PAGE
    sent = till.post(PAGE, fields(place="outside"))

    report = Report.objects.get()
    assert sent.status_code == 302
    assert (report.device, report.reporter_id) == (held[1].pk, None)
    assert report.premises_id == held[1].premises_id


def test_what_a_till_sealed_arrives_as_the_tills_whoever_is_signed_in(till, held, merrily):
    envelope = seal_on(held[1], fields())
    till.force_login(merrily)

    first, second = send(till, envelope), send(till, envelope)

    assert (first.status_code, second.status_code) == (201, 200)
    assert Report.objects.get().device == held[1].pk


def test_till_carries_what_somebody_sealed_before_signing_out(till, merrily, bakery):
    answer = send(till, seal(fields(), merrily, bakery))

    assert answer.status_code == 201
    assert Report.objects.get().reporter_id == merrily.pk


def test_revoked_till_keeps_its_report_and_is_told_so(till, held, make_person):
    envelope = seal_on(held[1], fields())
    with acting_in(held[1].district_id):
        DevicePass.objects.update(revoked_at=MOMENT, revoked_by=make_person("m@example.invalid"))

    assert send(till, envelope).status_code == 401
    assert till.get(PAGE).status_code == 403
    assert not Report.objects.exists()
