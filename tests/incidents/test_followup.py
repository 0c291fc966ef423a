"""What came of reports: members see theirs, managers their business's, welfare stays closed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents.actions import SentReport, submit_report
from incidents.actions import triage as actions
from incidents.models import Incident, OutboxEvent, Receipt
from members import audit
from members.actions import NewOrganisation, add_member, add_organisations
from members.audiences import SECOND_FACTOR, Audience
from members.models import AuditEvent
from members.senders import Sender
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG
from tests.incidents.reporting import report as make_report

pytestmark = pytest.mark.django_db

PAGE = "/d/exampleton/my-reports/"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def join(town, make_person):
    """Return a maker of people who belong to a business, each with their signed-in browser."""

    def make(email, audience, business):
        person = make_person(email)
        add_member(
            district=town,
            person=person,
            audience=audience,
            organisation=business,
            starts_on=date(2024, 1, 1),
            by="test",
            at=MOMENT,
        )
        if audience in SECOND_FACTOR:
            secret = {"secret": encrypt(generate_totp_secret())}
            Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=secret)
        client = Client()
        client.force_login(person)
        return person, client

    return make


@pytest.fixture
def staff(join, shop):
    return join("staff@example.invalid", Audience.MEMBER, shop)


@pytest.fixture
def manager(join, shop):
    return join("manager@example.invalid", Audience.MANAGER, shop)


@pytest.fixture
def next_door(join, town):
    new = NewOrganisation(name="Next Door", kind="VOLUNTARY", starts_on=date(2020, 1, 1))
    business = add_organisations(district=town, organisations=[new], by="test", at=MOMENT)[0]
    return join("next@example.invalid", Audience.MANAGER, business)


@pytest.fixture
def told(town, shop, staff, now):
    return make_report(town, shop, staff[0], at=now, narrative="By our door.")


def opened(told, at=MOMENT):
    return actions.open_incident(report=told, by="person 1", at=at)


def still(told):
    return f"{PAGE}{told.pk}/still/"


def test_member_and_manager_see_it_and_the_business_next_door_does_not(
    told, staff, manager, next_door
):
    pages = [one[1].get(PAGE).content for one in (staff, manager, next_door)]

    assert [b"By our door." in page for page in pages] == [True, True, False]


def test_colleague_without_the_managers_role_sees_only_their_own(told, join, shop):
    _, colleague = join("colleague@example.invalid", Audience.MEMBER, shop)

    assert b"By our door." not in colleague.get(PAGE).content


@pytest.mark.parametrize("audience", sorted(set(Audience) - {Audience.MEMBER, Audience.MANAGER}))
def test_nobody_else_has_such_a_page(town, make_member, audience):
    client = Client()
    client.force_login(make_member(town, audience))

    refused, unknown = client.get(PAGE), client.get("/d/no-such-town/my-reports/")

    assert (refused.status_code, unknown.status_code) == (404, 404)
    assert refused.content == unknown.content


def test_stranger_is_asked_to_sign_in(town):
    assert "/account/login/" in Client().get(PAGE).headers["Location"]


def test_status_who_has_it_and_what_was_done_stand_in_plain_words(told, staff):
    incident = opened(told)
    first = staff[1].get(PAGE).content.decode()
    actions.assign(incident=incident, version=1, to="Town rangers", by="person 1", at=MOMENT)
    done = actions.Done("Spoke to the person", "Rowan", MOMENT, minutes=10)
    actions.record_action(incident=incident, version=2, done=done, by="person 1", at=MOMENT)

    page = staff[1].get(PAGE).content.decode()

    assert "Being looked at by BID operations." in first
    assert "With Town rangers." in page
    assert "Spoke to the person (Rowan, 2 November 2026, 08:00, 10 minutes)" in page
    assert Receipt.objects.get().reference in page


def test_reading_is_recorded_or_refused(told, staff, monkeypatch):
    staff[1].get(PAGE)
    event = AuditEvent.objects.latest("number")
    monkeypatch.setattr(audit, "record", _fail)

    page = staff[1].get(PAGE)

    assert (event.kind, event.detail["reports"]) == (AuditEvent.Kind.CONSULTATION, 1)
    assert page.status_code == 503
    assert b"By our door." not in page.content


def _fail(**event):
    raise DatabaseError("permission denied")


def test_welfare_report_shows_that_outreach_was_told_and_nothing_else(
    town, shop, staff, manager, now
):
    sender = Sender(town, organisation_id=shop.pk, person_id=staff[0].pk)
    sent = SentReport(
        uuid4(), "rough_sleeping_concern", LNG, LAT, now, narrative="Behind the bakery."
    )
    receipt = submit_report(sender=sender, sent=sent, at=now).receipt
    before = staff[1].get(PAGE).content.decode()
    OutboxEvent.objects.filter(subject=receipt.pk).update(done_at=now)

    page, theirs = staff[1].get(PAGE).content.decode(), manager[1].get(PAGE).content.decode()

    assert "Received; outreach is being told." in before
    assert "Outreach told." in page
    assert receipt.reference in page
    for secret in ("Behind the bakery", "ough sleeping", str(LAT), str(LNG)):
        assert secret not in page
    # Not even their manager learns where staff were worried.
    assert receipt.reference not in theirs
    assert "Outreach told." not in theirs


def test_still_happening_opens_again_what_was_closed_once(told, staff, manager):
    incident = opened(told)
    actions.close_incident(
        incident=incident, version=1, outcome="MOVED_ON", by="person 1", at=MOMENT
    )

    said = staff[1].post(still(told), follow=True)
    again = manager[1].post(still(told), follow=True)

    incident.refresh_from_db()
    assert incident.status == Incident.Status.OPEN
    assert b"Operations see that it is still happening." in said.content
    assert b"You have told us" in again.content


def test_still_happening_of_another_business_and_of_nothing_do_not_exist(told, staff, next_door):
    opened(told)

    refused = next_door[1].post(still(told))
    missing = next_door[1].post(f"{PAGE}{uuid4()}/still/")

    assert (refused.status_code, missing.status_code) == (404, 404)
    assert refused.content == missing.content


def test_what_waits_has_no_incident_to_go_on(told, staff):
    assert staff[1].post(still(told)).status_code == 404


def test_pages_turn_and_others_do_not_exist(town, shop, staff, now):
    for number in range(27):
        make_report(town, shop, staff[0], at=now - timedelta(minutes=5 * number))

    first = staff[1].get(PAGE).content.decode()
    last = staff[1].get(PAGE, {"page": "2"}).content.decode()

    assert (first.count("report-card"), last.count("report-card")) == (25, 2)
    assert "Page 1 of 2" in first
    for page in ("0", "-1", "x", "999999"):
        assert staff[1].get(PAGE, {"page": page}).status_code == 400


def test_list_asks_the_database_no_more_than_it_needs(
    town, shop, staff, now, django_assert_max_num_queries
):
    opened(make_report(town, shop, staff[0], at=now))
    staff[1].get(PAGE)

    with django_assert_max_num_queries(22):
        assert staff[1].get(PAGE).status_code == 200


def test_list_asks_the_database_as_often_for_twenty_as_for_two(town, shop, staff, now):
    def queries(count):
        for number in range(count):
            at = now - timedelta(minutes=5 * number + count)
            incident = opened(make_report(town, shop, staff[0], at=at))
            done = actions.Done("Went there", "Rowan", MOMENT)
            actions.record_action(incident=incident, version=1, done=done, by="person 1", at=MOMENT)
        with CaptureQueriesContext(connection) as captured:
            assert staff[1].get(PAGE).status_code == 200
        return len(captured)

    staff[1].get(PAGE)  # the first request of a session writes down that somebody is there
    few, many = queries(2), queries(18)

    assert few == many
