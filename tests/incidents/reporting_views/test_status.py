"""A reference shows a report's status and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from incidents.models import Incident, IncidentReport, OutboxEvent, Receipt, Report
from members.ids import new_id
from tests.conftest import MOMENT
from tests.incidents.reporting_views.sealing import PAGE, fields

pytestmark = pytest.mark.django_db


def status_of(reference):
    return Client().get(f"/r/{reference}/")


def test_reference_shows_the_status_and_nothing_else(reference, town):
    page = status_of(reference).content.decode()

    assert "Received" in page
    assert not [word for word in ("Canary", "Bakery", "Exampleton", "egging") if word in page]


@pytest.mark.parametrize(
    ("status", "outcome", "word"),
    [
        ("OPEN", "", "Being looked at"),
        ("ASSIGNED", "", "With somebody"),
        ("CLOSED", "ADVISED", "Closed"),
    ],
)
def test_status_is_that_of_the_incident(reference, town, status, outcome, word):
    report = Report.objects.get()
    incident = Incident.objects.create(
        id=new_id(MOMENT),
        district=town,
        category=report.category,
        status=status,
        outcome=outcome,
        opened_at=MOMENT,
    )
    IncidentReport.objects.create(district=town, incident=incident, report=report)

    assert word in status_of(reference).content.decode()


def test_welfare_says_when_outreach_was_told(client, town):
    client.post(PAGE, fields(category="encampment"))
    reference = Receipt.objects.get().reference
    before = status_of(reference).content.decode()
    OutboxEvent.objects.update(done_at=MOMENT)

    assert "Received" in before
    assert "Outreach told" in status_of(reference).content.decode()


def test_unknown_and_malformed_references_look_the_same(reference):
    unknown, malformed = status_of("0000-0000"), status_of("%27 OR 1=1")

    assert (unknown.status_code, malformed.status_code) == (404, 404)
    assert unknown.content == malformed.content


def test_typed_reference_is_read_kindly(reference):
    typed = reference.lower().replace("-", " ").replace("0", "o")

    assert Client().get("/r/", {"reference": typed}).url == f"/r/{reference}/"


def test_guessing_is_slowed_down(reference):
    answers = {status_of("0000-0000").status_code for _ in range(31)}

    assert answers == {404, 429}
