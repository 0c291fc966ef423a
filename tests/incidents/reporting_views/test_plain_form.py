"""Who may report, and the form without script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from incidents.models import Receipt, Report
from members.access import acting_in
from members.audiences import Audience
from outreach.models import Sighting
from tests.incidents.conftest import LAT, LNG
from tests.incidents.reporting_views.sealing import PAGE, fields

pytestmark = pytest.mark.django_db


def test_stranger_is_told_how_to_begin_and_nothing_of_the_district(town):
    known, unknown = Client().get(PAGE), Client().get("/d/nowhere/report/")

    assert (known.status_code, unknown.status_code) == (403, 403)
    assert known.content == unknown.content
    assert b"Exampleton" not in known.content


def test_start_leads_to_the_senders_own_district(client):
    assert client.get("/report/").url == PAGE
    assert Client().get("/report/").status_code == 403


def test_person_of_another_district_is_a_stranger(client, make_district):
    make_district("neighbour")

    assert client.get("/d/neighbour/report/").status_code == 403


def test_page_shows_own_premises_and_is_kept_by_nobody(client):
    page = client.get(PAGE)

    assert "Invented Bakery, Example Row" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"


# --- Without script ----------------------------------------------------------------------------


def test_plain_form_is_one_report_however_often_it_is_sent(client):
    data = fields(words="By the door.", told_police="101", minutes_lost="10", q_manner="asking")

    first, second = client.post(PAGE, data), client.post(PAGE, data)

    report = Report.objects.get()
    reference = Receipt.objects.get().reference
    assert first.url == second.url == f"{PAGE}sent/{reference}/"
    assert (report.narrative, report.told_police, report.minutes_lost) == (
        "By the door.",
        "101",
        10,
    )
    assert report.answers == {"manner": "asking", "spot": "doorway"}
    assert reference in client.get(first.url).content.decode()


def test_doorway_is_the_point_of_the_premises_with_its_accuracy(client):
    client.post(PAGE, fields(place="rear", when="60"))

    report = Report.objects.get()
    assert (round(report.point.x, 6), round(report.point.y, 6)) == (LNG, LAT)
    assert report.accuracy_m == 40
    assert report.premises is not None
    assert timedelta(minutes=59) < report.submitted_at - report.occurred_at < timedelta(minutes=61)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"category": ""}, "Choose what you saw."),
        ({"category": "arson"}, "This scheme does not offer that."),
        ({"place": ""}, "Choose where it was."),
        ({"place": "moon"}, "Choose where it was."),
        ({"place": "named", "place_name": "Nowhere Street"}, "The map has no place of that name."),
        ({"place": "map"}, "Open the map and put the cross"),
        ({"place": "map", "lng": "1e308", "lat": "1"}, "plain decimal number"),
        ({"place": "map", "lng": str(LNG), "lat": "52.2600"}, "outside Exampleton"),
        ({"premises": "999999"}, "Choose one of your own premises."),
        ({"premises": "99999999999999999999"}, "Choose one of your own premises."),
        ({"when": "at"}, "Give the date and time"),
        ({"when": "at", "when_at": "2199-01-01T10:00"}, "That lies in the future."),
        ({"when": "at", "when_at": "2001-01-01T10:00"}, "more than 90 days ago"),
        ({"when": "later"}, "Choose when it was."),
        ({"minutes_lost": "-1"}, "greater than or equal to 0"),
        ({"words": "a\x00b"}, "Control characters cannot be stored."),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(client, changes, says):
    page = client.post(PAGE, {"words": "What I typed.", "q_manner": "sitting"} | fields(**changes))

    text = page.content.decode()
    assert page.status_code == 422
    assert says in text
    assert "What I typed." in text or "words" in changes
    assert 'value="sitting" checked' in text
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"danger": "1"}, {"category": "rough_sleeping_concern", "child": "1"}]
)
def test_danger_and_a_child_are_a_call_and_no_report(client, changes):
    page = client.post(PAGE, fields(**changes))

    assert "Call 999 now" in page.content.decode()
    assert not Receipt.objects.exists()


def test_child_is_asked_of_welfare_alone(client):
    client.post(PAGE, fields(child="1"))

    assert Report.objects.count() == 1


def test_rough_sleeping_goes_to_outreach_with_what_the_person_said(client, town):
    answer = client.post(
        PAGE,
        fields(category="rough_sleeping_concern", asked="SAID_NO", words="Blue bag.", danger=""),
    )

    assert not Report.objects.exists()
    with acting_in(town.pk, Audience.OUTREACH):
        sighting = Sighting.objects.get()
    assert sighting.asked == "SAID_NO"
    assert sighting.place == "In the doorway, Invented Bakery, Example Row. Blue bag."
    assert "Outreach workers are told" in client.get(answer.url).content.decode()
