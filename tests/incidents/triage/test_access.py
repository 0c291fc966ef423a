"""Who may see the queue, and what is recorded before they do."""

from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client

from members import audit
from members.audiences import Audience
from members.models import AuditEvent
from tests.conftest import MOMENT
from tests.incidents.conftest import open_town
from tests.incidents.reporting import report as make_report
from tests.incidents.triage.desk import CHANGE, PAGE, READING, opened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("audience", sorted(set(Audience) - {Audience.OPERATIONS}))
def test_nobody_but_operations_learns_that_there_is_a_queue(town, make_member, audience):
    client = Client()
    client.force_login(make_member(town, audience))
    incident = f"/d/exampleton/incidents/{uuid4()}/"

    for address in (PAGE, f"{PAGE}reports.csv", f"{PAGE}reports.gpkg", incident):
        refused = client.get(address)
        unknown = client.get(address.replace("exampleton", "no-such-town"))
        assert (refused.status_code, unknown.status_code) == (404, 404)
        assert refused.content == unknown.content
    assert client.post(CHANGE, {}).status_code == 404


def test_queue_shows_what_waits_and_writes_one_reading_without_words(operations, told):
    before = AuditEvent.objects.count()

    page = operations.get(PAGE, {"q": "door"})

    reading = AuditEvent.objects.latest("number")
    assert b"1 report waits, no incident open." in page.content
    assert b"By the door." in page.content
    assert page.headers["Cache-Control"] == "no-store"
    assert AuditEvent.objects.count() == before + 1
    assert (reading.kind, reading.detail["reports"]) == (READING, 1)
    assert "door" not in str(reading.detail)


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}reports.csv", f"{PAGE}reports.gpkg"])
def test_what_cannot_be_recorded_is_not_shown(operations, told, monkeypatch, address):
    def fail(**event):
        raise DatabaseError("permission denied for table members_auditevent")

    monkeypatch.setattr(audit, "record", fail)

    page = operations.get(address)

    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert b"By the door." not in page.content


def test_incident_of_another_district_and_a_missing_one_are_the_same_bytes(
    operations, told, make_district, make_person
):
    elsewhere = make_district("otherton")
    from members.access import acting_in
    from members.actions import NewOrganisation, add_organisations

    with acting_in(elsewhere.pk):
        open_town(elsewhere)
        new = NewOrganisation(name="Other", kind="LEVY_PAYER", starts_on=MOMENT.date())
        other_shop = add_organisations(
            district=elsewhere, organisations=[new], by="test", at=MOMENT
        )[0]
        theirs = opened(make_report(elsewhere, other_shop, make_person("other@example.invalid")))

    refused = operations.get(f"/d/exampleton/incidents/{theirs.pk}/")
    missing = operations.get(f"/d/exampleton/incidents/{uuid4()}/")

    assert (refused.status_code, missing.status_code) == (404, 404)
    assert refused.content == missing.content
    fields = {"kind": "incident", "target": str(theirs.pk), "version": "1", "do": "reopen"}
    assert operations.post(CHANGE, fields).status_code == 404


@pytest.mark.parametrize("name", ["0", "-1", "9223372036854775808", "..", "null", "%20"])
def test_what_is_no_name_of_an_incident_does_not_exist(operations, name):
    assert operations.get(f"/d/exampleton/incidents/{name}/").status_code == 404
