"""The triage pages: who may, what they see, what is recorded first, and how fast."""

import sqlite3
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from incidents.actions import triage as actions
from incidents.likeness import Told, likeliest
from incidents.models import Incident, Report
from members import audit
from members.audiences import Audience
from members.models import AuditEvent
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG, open_town
from tests.incidents.reporting import report as make_report

pytestmark = pytest.mark.django_db

PAGE = "/d/exampleton/triage/"
CHANGE = f"{PAGE}change/"
READING = AuditEvent.Kind.CONSULTATION


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def person(make_person):
    return make_person()


@pytest.fixture
def told(town, shop, person, now):
    return make_report(town, shop, person, at=now)


@pytest.fixture
def operations(town, make_member):
    client = Client()
    client.force_login(make_member(town, Audience.OPERATIONS))
    return client


def opened(told, at=MOMENT):
    return actions.open_incident(report=told, by="person 1", at=at)


def post(client, told=None, incident=None, **fields):
    target = (
        {"kind": "incident", "target": str(incident.pk), "version": str(incident.version)}
        if incident
        else {"kind": "report", "target": str(told.pk), "version": "0"}
    )
    return client.post(CHANGE, target | fields)


# --- Who, and what is recorded --------------------------------------------------------------


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


# --- The queue ------------------------------------------------------------------------------


def test_week_is_shown_first_and_a_quiet_one_is_widened(operations, town, shop, person, now):
    make_report(town, shop, person, at=now - timedelta(days=20), narrative="Three weeks ago.")

    widened = operations.get(PAGE)
    asked = operations.get(PAGE, {"days": "7"})

    assert b"Three weeks ago." in widened.content
    assert b"Three weeks ago." not in asked.content


def test_open_incident_stays_in_sight_however_old(operations, town, shop, person, told, now):
    old = opened(make_report(town, shop, person, at=now - timedelta(days=200)))

    page = operations.get(PAGE)

    assert f"item-{old.pk}".encode() in page.content
    assert b"1 report waits, 1 incident open." in page.content


@pytest.mark.parametrize(
    ("show", "waits", "stands"),
    [
        ("queue", True, False),
        ("waiting", True, False),
        ("open", False, False),
        ("closed", False, True),
        ("all", True, True),
    ],
)
def test_filters_show_their_part_of_the_work(
    operations, town, shop, person, told, now, show, waits, stands
):
    incident = opened(make_report(town, shop, person, at=now), now)
    actions.close_incident(incident=incident, version=1, outcome="ADVISED", by="person 1", at=now)

    content = operations.get(PAGE, {"show": show}).content

    assert (f"item-{told.pk}".encode() in content) is waits
    assert (f"item-{incident.pk}".encode() in content) is stands


def test_search_finds_words_and_takes_nothing_for_a_pattern(operations, town, shop, person, now):
    make_report(town, shop, person, at=now, narrative="Paid 50% of it.")
    make_report(town, shop, person, at=now, narrative="Nothing special.")

    percent = operations.get(PAGE, {"q": "50%"}).content
    lone = operations.get(PAGE, {"q": "%"}).content
    underscore = operations.get(PAGE, {"q": "_"}).content

    assert b"Paid 50%" in percent
    assert b"Nothing special." not in percent
    assert b"Nothing special." not in lone
    assert b"item-" not in underscore


@pytest.mark.parametrize(
    "words",
    ["%", "_", "\\", "a" * 10_000, "(a+)+$", "a&|!", "'); DROP TABLE--", "\0", "\ud800", "\u202e"],
)
def test_no_words_break_the_search(operations, told, words):
    started = timezone.now()

    page = operations.get(PAGE, {"q": words.encode("utf-8", "replace").decode()})

    assert page.status_code in (200, 400)
    assert timezone.now() - started < timedelta(seconds=2)


@pytest.mark.parametrize(
    "query",
    [
        {"show": "x"}, {"days": "6"}, {"days": "1e9"}, {"category": "encampment"},
        {"category": "asb"}, {"page": "0"}, {"page": "-1"}, {"page": "٣"}, {"page": "9" * 20},
    ],
)  # fmt: skip
def test_what_the_page_does_not_offer_is_refused(operations, query):
    assert operations.get(PAGE, query).status_code == 400


def test_page_beyond_the_last_is_the_last(operations, told):
    assert b"By the door." in operations.get(PAGE, {"page": "40"}).content


def test_welfare_never_stands_in_the_queue(operations, town, shop, person, now):
    from incidents.actions import SentReport, submit_report
    from members.senders import Sender

    sender = Sender(town, organisation_id=shop.pk, person_id=person.pk)
    sent = SentReport(uuid4(), "encampment", LNG, LAT, now, narrative="A tent by the wall.")
    submit_report(sender=sender, sent=sent, at=now)

    page = operations.get(PAGE, {"show": "all", "days": "0"})

    assert b"A tent" not in page.content
    assert b"ncampment" not in page.content


def test_queue_asks_the_database_as_often_for_fifty_as_for_five(
    operations, town, shop, person, now
):
    def queries(count):
        for number in range(count):
            made = make_report(town, shop, person, at=now - timedelta(minutes=number * 7 + count))
            if number % 2:
                opened(made, now)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert operations.get(PAGE).status_code == 200
        return len(captured)

    operations.get(PAGE)  # the first request of a session writes down that somebody is there
    few, many = queries(4), queries(24)

    assert few == many


# --- Likeness ---------------------------------------------------------------------------------


def test_suggestion_is_the_nearest_in_place_time_and_type():
    here = Told("new", 0, 0, MOMENT, "begging")
    same = Told("same", 40, 0, MOMENT - timedelta(hours=2), "begging")
    other = Told("other kind", 10, 0, MOMENT - timedelta(hours=2), "graffiti")
    far = Told("far", 400, 0, MOMENT, "begging")
    old = Told("old", 0, 0, MOMENT - timedelta(days=8), "begging")

    assert likeliest(here, [far, old, other, same]) == "same"
    assert likeliest(here, [far, old]) is None


def test_report_near_an_open_incident_is_offered_to_it(operations, town, shop, person, now):
    incident = opened(make_report(town, shop, person, at=now - timedelta(hours=3)), now)
    make_report(town, shop, person, at=now, lng=LNG + 0.0003)

    page = operations.get(PAGE)

    assert f'data-suggested="{incident.pk}"'.encode() in page.content


def test_what_the_sender_called_the_same_is_suggested_first(operations, town, shop, person, now):
    first = make_report(town, shop, person, at=now - timedelta(hours=3), lng=LNG + 0.004)
    incident = opened(first, now)
    near = opened(make_report(town, shop, person, at=now - timedelta(hours=1)), now)
    make_report(town, shop, person, at=now, same_as=first.pk)

    page = operations.get(PAGE).content

    assert f'data-suggested="{incident.pk}"'.encode() in page
    assert f'data-suggested="{near.pk}"'.encode() not in page


# --- What is done -----------------------------------------------------------------------------


def test_category_key_opens_the_report_and_goes_on_to_the_next(operations, told):
    following = uuid4()

    back = post(operations, told, do="open", category="noise", following=str(following))

    incident = Incident.objects.select_related("category").get()
    assert incident.category.code == "noise"
    assert back.headers["Location"] == f"{PAGE}?at={following}&did={incident.pk}"


def test_filters_survive_a_change(operations, told):
    fields = {"kind": "report", "target": str(told.pk), "do": "open"}

    back = operations.post(f"{CHANGE}?days=28&q=door", fields)

    assert back.headers["Location"].startswith(f"{PAGE}?days=28&q=door&at=")


def test_waiting_report_is_closed_in_one_step_with_both_in_the_history(operations, told):
    post(operations, told, do="close", outcome="NOT_FOUND")

    incident = Incident.objects.get()
    kinds = list(incident.changes.order_by("made_at").values_list("kind", flat=True))
    assert kinds == ["OPENED", "CLOSED"]
    assert incident.outcome == "NOT_FOUND"


def test_merge_joins_the_chosen_incident(operations, told, town, shop, person, now):
    incident = opened(make_report(town, shop, person, at=now))

    post(operations, told, do="merge", into=str(incident.pk))

    assert incident.links.count() == 2


def test_report_is_taken_out_by_a_button_of_its_card_and_never_suggested_again(
    operations, told, town, shop, person, now
):
    incident = opened(told, now)
    wrong = make_report(town, shop, person, at=now)
    actions.join_report(incident=incident, report=wrong, version=1, by="person 1", at=now)
    page = operations.get(reverse("incidents:incident", args=["exampleton", incident.pk])).content
    assert page.count(b'value="take_out"') == 2

    back = post(operations, incident=incident, version=2, do="take_out", taken=str(wrong.pk))

    queue = operations.get(back["Location"]).content
    assert b"Took a report out; it waits again" in queue
    assert f'data-line="{wrong.pk}" data-kind="report"'.encode() in queue
    assert f'data-suggested="{incident.pk}"'.encode() not in queue
    assert b"data-undo" in queue


def test_only_report_of_an_incident_has_no_such_button(operations, told, now):
    incident = opened(told, now)

    page = operations.get(reverse("incidents:incident", args=["exampleton", incident.pk])).content

    assert b'value="take_out"' not in page


def test_action_by_the_clock_of_the_town(operations, told):
    incident = opened(told)

    post(
        operations, incident=incident, do="act", what="Spoke to them", who="Olwen",
        minutes="15", done_at="2026-07-01T10:00",
    )  # fmt: skip

    action = incident.actions.get()
    assert (action.minutes, action.done_at.hour) == (15, 9)  # summer time


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"do": "assign", "to": "x" * 121}, "at most 120"),
        ({"do": "close"}, "Choose how it ended"),
        ({"do": "act", "what": "Went"}, "who did it"),
        ({"do": "act", "what": "Went", "who": "Me", "minutes": "ten"}, "whole number"),
        ({"do": "act", "what": "Went", "who": "Me", "done_at": "noon"}, "the day and the time"),
        ({"do": "act", "what": "Went", "who": "Me", "done_at": "2099-01-01T10:00"}, "still to"),
        ({"do": "open", "qualifier": "welfare"}, "does not offer"),
        ({"do": "merge"}, "Choose the incident"),
        ({"do": "explode"}, "what to do with it"),
    ],
)
def test_refusal_is_a_sentence_and_changes_nothing(operations, told, fields, sentence):
    back = post(operations, told, **fields)

    assert sentence in operations.get(back.headers["Location"]).content.decode()
    assert not Incident.objects.exists()


def test_change_from_an_older_state_is_told_so(operations, told):
    incident = opened(told)
    actions.assign(incident=incident, version=1, to="Rangers", by="person 1", at=MOMENT)

    back = post(operations, incident=incident, do="close", outcome="ADVISED")

    assert b"Look again" in operations.get(back.headers["Location"]).content
    incident.refresh_from_db()
    assert incident.status == Incident.Status.ASSIGNED


def test_toast_offers_undo_and_undo_takes_back(operations, told):
    incident = opened(told)
    back = post(operations, incident=incident, do="close", outcome="ADVISED")
    page = operations.get(back.headers["Location"]).content
    incident.refresh_from_db()

    post(operations, incident=incident, do="undo")

    assert b"Closed: advice or warning given." in page
    assert b"data-undo" in page
    incident.refresh_from_db()
    assert incident.status == Incident.Status.OPEN


@pytest.mark.parametrize("did", ["x", str(UUID(int=1))])
def test_toast_of_nothing_is_nothing(operations, told, did):
    assert b"data-toast" not in operations.get(PAGE, {"did": did}).content


# --- One incident, and files ------------------------------------------------------------------


def test_incident_shows_its_reports_and_its_whole_history_by_name(
    operations, told, town, shop, person, now
):
    incident = opened(told)
    for fields in (
        {"do": "assign", "to": "Town rangers"},
        {"do": "act", "what": "Spoke to them", "who": "Olwen", "minutes": "15"},
        {"do": "open", "category": "noise"},
        {"do": "close", "outcome": "ADVISED"},
        {"do": "reopen"},
    ):
        post(operations, incident=incident, here="incident", **fields)
        incident.refresh_from_db()
    actions.mark_still_happening(incident=incident, organisation_id=shop.pk, by="person 1", at=now)

    page = operations.get(f"/d/exampleton/incidents/{incident.pk}/").content.decode()

    for words in (
        "Opened as Begging (nuisance)",
        "Given to Town rangers",
        "Spoke to them (Olwen, ",
        "Set to Noise (nuisance) (was Begging (nuisance))",
        "Closed: advice or warning given",
        "Opened again",
        "Invented Bakery says that it is still happening",
        "An invented person",
    ):
        assert words in page, words


def test_csv_holds_what_the_queue_shows_and_runs_nothing(operations, town, shop, person, now):
    make_report(town, shop, person, at=now, narrative="=HYPERLINK(1)")
    make_report(town, shop, person, at=now, narrative="Ordinary, with a comma.")

    file = operations.get(f"{PAGE}reports.csv")

    text = file.content.decode("utf-8-sig")
    assert file.headers["Content-Disposition"].startswith('attachment; filename="reports-')
    assert '"\'=HYPERLINK(1)"' in text
    assert '"Ordinary, with a comma."' in text
    assert len(text.splitlines()) == 3
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.DISCLOSURE)
    assert (event.detail["reports"], event.detail["recipient"]) == (2, event.by)


def test_geopackage_holds_points_that_sqlite_reads(operations, told, tmp_path):
    opened(told)

    content = operations.get(f"{PAGE}reports.gpkg").content

    path = tmp_path / "reports.gpkg"
    path.write_bytes(content)
    with sqlite3.connect(path) as file:
        row = file.execute("SELECT report, status, words FROM reports").fetchone()
        srs = file.execute("SELECT srs_id FROM gpkg_geometry_columns").fetchone()
    assert row == (str(told.pk), "OPEN", "By the door.")
    assert srs == (4326,)
    assert Report.objects.count() == 1


def test_geopackage_of_nothing_is_still_a_file(operations):
    assert operations.get(f"{PAGE}reports.gpkg").content.startswith(b"SQLite format 3")
