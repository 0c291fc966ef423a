"""The reporting interface: accepted once, refused with a sentence, described truly."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from incidents.models import OutboxEvent, Receipt, Report
from members.access import acting_in
from members.audiences import Audience
from members.models import Membership
from tests.incidents.conftest import LAT, LNG, open_town

pytestmark = pytest.mark.django_db

URL = "/api/v1/reports"


def body(**changes):
    return {
        "district": "exampleton",
        "category": "begging",
        "lng": LNG,
        "lat": LAT,
        "occurred_at": "2026-11-01T21:15:00Z",
    } | changes


def post(client, content, key=None, **headers):
    content = content if isinstance(content, bytes | str) else json.dumps(content)
    return client.post(
        URL,
        content,
        content_type=headers.pop("content_type", "application/json"),
        headers={"Idempotency-Key": str(key or uuid4())} | headers,
    )


@pytest.fixture
def member(town, shop, make_member):
    person = make_member(town, Audience.MEMBER)
    Membership.objects.filter(person=person).update(organisation=shop)
    return person


@pytest.fixture
def phone(member, client):
    client.force_login(member)
    return client


def test_report_is_accepted_with_a_reference(phone):
    answer = post(phone, body(narrative="By the door.", told_police="101", minutes_lost=20))

    report = Report.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": str(report.pk),
        "reference": Receipt.objects.get().reference,
        "status": "received",
    }
    assert (report.narrative, report.told_police, report.minutes_lost) == ("By the door.", "101", 20)
    assert answer.headers["Cache-Control"] == "no-store"
