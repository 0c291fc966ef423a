"""The reporting interface: accepted once, refused with a sentence, described truly."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import DatabaseError, DataError, InterfaceError, OperationalError
from django.utils import timezone

from incidents import actions
from incidents.actions import install_categories
from incidents.models import OutboxEvent, Receipt, Report
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.audiences import Audience
from members.models import Membership, Premises
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG
from tests.incidents.sending import URL, body, post
from tests.trust.live import build_town

pytestmark = pytest.mark.django_db

#: The pass with its business; then one report with all that belongs to it. BEGIN and COMMIT count.
QUERIES = 12


def test_report_is_accepted_with_a_reference(phone):
    answer = post(phone, body(narrative="By the door.", told_police="101", minutes_lost=20))

    report = Report.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": str(report.pk),
        "reference": Receipt.objects.get().reference,
        "status": "received",
    }
    assert (report.narrative, report.told_police, report.minutes_lost) == (
        "By the door.",
        "101",
        20,
    )
    assert answer.headers["Cache-Control"] == "no-store"


def test_everything_that_can_be_said_is_stored(phone, town, shop):
    premises = Premises.objects.create(
        district=town, organisation=shop, name="Shop", point=Point(LNG, LAT, srid=4326)
    )
    earlier = post(phone, body()).json()["id"]

    answer = post(
        phone,
        body(
            accuracy_m=12.5,
            narrative="Cafe\u0301\r\nagain",
            premises=premises.pk,
            told_police="ONLINE",
            police_log="NP-1",
            minutes_lost=15,
            answers={"how_many": "two"},
            same_as=earlier,
        ),
    )

    report = Report.objects.get(pk=answer.json()["id"])
    assert report.narrative == "Caf\u00e9\nagain"
    assert (report.accuracy_m, report.premises, report.told_police) == (12.5, premises, "ONLINE")
    assert (report.police_log, report.minutes_lost) == ("NP-1", 15)
    assert report.answers == {"how_many": "two"}
    assert str(report.same_as_id) == earlier


def test_same_key_is_the_same_report(phone):
    key = uuid4()

    answers = [post(phone, content, key) for content in (body(), body(), body(narrative="No."))]

    assert [answer.status_code for answer in answers] == [201, 200, 422]
    assert answers[0].json() == answers[1].json()
    assert Report.objects.count() == 1


def test_numbers_and_names_in_another_order_are_the_same_content(phone):
    key = uuid4()

    first = post(phone, body(), key)
    again = post(phone, dict(reversed(body().items())), key)

    assert (first.status_code, again.status_code) == (201, 200)


def test_key_in_flight_is_told_so_with_when_to_try_again(phone, monkeypatch):
    def still(**_):
        raise actions.StillInFlight("This report is being accepted at this moment.")

    monkeypatch.setattr(actions, "submit_report", still)

    answer = post(phone, body())

    assert (answer.status_code, answer.headers["Retry-After"]) == (409, "1")


def test_welfare_leaves_a_receipt_and_no_report(phone):
    answer = post(phone, body(category="rough_sleeping_concern", asked="AGREED"))

    assert answer.status_code == 201
    assert Receipt.objects.get().kind == Receipt.Kind.SIGHTING
    assert not Report.objects.exists()


def test_place_outside_says_how_far_and_which_way(phone):
    answer = post(phone, body(lng=round(LNG + 0.0064, 6)))

    assert answer.status_code == 422
    assert "metres outside Exampleton, which lies to the west" in answer.json()["detail"]
    assert {one["field"] for one in answer.json()["fields"]} == {"lng", "lat"}


@pytest.mark.parametrize(("ahead", "status"), [(23, 201), (25, 400)])
def test_clock_that_runs_ahead_is_forgiven_by_a_day(phone, ahead, status):
    moment = timezone.now() + timedelta(hours=ahead)

    answer = post(phone, body(occurred_at=moment.isoformat()))

    assert answer.status_code == status


@pytest.mark.parametrize("field", ["lng", "lat"])
def test_degrees_are_checked_as_they_are_written(phone, field):
    content = json.dumps(body())
    value = str(body()[field])

    refused = [
        post(phone, content.replace(value, wrong)).status_code
        for wrong in (f'"{value}"', f"{value}e0", f"{value}000000")
    ]

    assert refused == [400, 400, 400]


def test_refusal_gives_back_nothing_that_was_sent(phone):
    answer = post(phone, body(narrative="secret\x00words", **{"<script>": "x"}))

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert b"secret" not in answer.content
    assert b"script" not in answer.content
    assert answer.json()["fields"] == [
        {"field": "narrative", "problem": "Control characters cannot be stored."},
        {"field": "(unknown)", "problem": "There is no field of this name."},
    ]


def test_flood_is_told_when_to_come_back(phone):
    for _ in range(30):
        assert post(phone, body()).status_code == 201

    answer = post(phone, body())

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert Report.objects.count() == 30


def test_scheme_without_a_boundary_takes_no_reports(client, make_district, make_member):
    barren = make_district("barren")
    with acting_in(barren.pk):
        install_categories(district=barren, by="test", at=MOMENT)
        new = NewOrganisation(name="Invented Inn", kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
        (inn,) = add_organisations(district=barren, organisations=[new], by="test", at=MOMENT)
        person = make_member(barren, Audience.MEMBER)
        Membership.objects.filter(person=person).update(organisation=inn)
    client.force_login(person)

    answer = post(client, body(district="barren"))

    assert answer.status_code == 422
    assert "no boundary" in answer.json()["detail"]


# --- When something is away --------------------------------------------------------------------


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, DatabaseError])
@pytest.mark.parametrize(
    "where", ["incidents.api.door.sender_of", "incidents.actions.submit_report"]
)
def test_database_away_is_503_and_try_again(phone, monkeypatch, error, where):
    def away(*_, **__):
        raise error("server closed the connection unexpectedly: host 10.0.0.7")

    monkeypatch.setattr(where, away)

    answer = post(phone, body())

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert b"10.0.0.7" not in answer.content


def test_fault_of_ours_is_not_called_an_outage(phone, monkeypatch):
    def wrong(**_):
        raise DataError("value too long")

    monkeypatch.setattr("incidents.actions.submit_report", wrong)
    phone.raise_request_exception = False

    assert post(phone, body()).status_code == 500


def test_redis_away_loses_nothing(phone, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setitem(settings.RQ_QUEUES["default"], "URL", "unix:///nonexistent/redis.sock")

    with django_capture_on_commit_callbacks(execute=True):
        answer = post(phone, body())

    assert answer.status_code == 201
    assert OutboxEvent.objects.count() == 1


# --- What it costs, and what it says of itself ---------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_corridor_has_a_fixed_number_of_queries(client, django_assert_num_queries):
    (token,) = build_town().tokens
    client.cookies[settings.PASS_COOKIE_NAME] = token
    post(client, body())

    with django_assert_num_queries(QUERIES):
        assert post(client, body()).status_code == 201


def test_description_is_openapi_3_1_with_every_answer(client, db):
    answer = client.get("/api/v1/openapi.json")

    described = answer.json()
    operation = described["paths"][URL]["post"]
    (key,) = operation["parameters"]
    assert described["openapi"].startswith("3.1")
    assert (key["name"], key["in"], key["required"]) == ("Idempotency-Key", "header", True)
    assert set(operation["responses"]) == {
        "200",
        "201",
        "400",
        "401",
        "403",
        "409",
        "413",
        "415",
        "422",
        "429",
        "503",
    }
    for status, response in operation["responses"].items():
        kind = "application/json" if int(status) < 400 else "application/problem+json"
        assert list(response["content"]) == [kind]
    report = described["components"]["schemas"]["ReportIn"]
    assert report["additionalProperties"] is False
    assert set(report["required"]) == {"district", "category", "lng", "lat", "occurred_at"}
    assert operation["security"] == [{"SignIn": []}, {"DevicePass": []}]


def test_description_holds_no_address_of_other_machines(client, db):
    text = client.get("/api/v1/openapi.json").content.decode()

    assert "http://" not in text
    assert "https://" not in text
