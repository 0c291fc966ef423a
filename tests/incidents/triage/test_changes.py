"""What is done to a report or an incident, and what its page tells of it."""

from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from incidents.actions import triage as actions
from incidents.models import Incident
from tests.conftest import MOMENT
from tests.incidents.reporting import report as make_report
from tests.incidents.triage.desk import CHANGE, PAGE, opened, post

pytestmark = pytest.mark.django_db


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
