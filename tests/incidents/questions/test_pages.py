"""The pages on which a scheme says what its categories ask."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from incidents.actions import SentReport, submit_report
from incidents.actions.triage import open_incident
from incidents.models import Category, Question, QuestionList, Report
from members.audiences import Audience
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG
from tests.incidents.questions.asking import (
    HOW,
    LATER,
    asked,
    change,
    form,
    page_of,
)

pytestmark = pytest.mark.django_db


def test_list_shows_what_is_asked_and_what_was(administrator, begging):
    change(begging, "manner", words="How did they ask?", answers=HOW, place=2)
    change(begging, "going_on", version=2, is_asked=False)

    page = administrator.get(page_of(begging)).content.decode()

    assert "Begging asks 1 question." in page
    assert "“How?” (Sitting quietly, Going up to people, In the way) became" in page
    assert "“Is it still going on?” (Yes, No) ended" in page
    assert page.count("added") >= 2


def test_operations_see_and_do_not_change(town, make_member, begging):
    client = Client()
    client.force_login(make_member(town, Audience.OPERATIONS))

    page = client.get(page_of(begging))

    assert page.status_code == 200
    assert b"Add a question" not in page.content
    assert client.post(page_of(begging, "new/"), form(sure="yes", version="1")).status_code == 404
    assert client.get(page_of(begging, "manner/change/")).status_code == 404


def test_change_is_shown_before_it_is_made(administrator, begging):
    sent = form(words="How did they ask?", answers="Quietly\r\nLoudly", place="1")

    text = administrator.post(page_of(begging, "manner/change/"), sent).content.decode()

    assert "Question: How? → How did they ask?" in text
    assert "Place: 2 → 1" in text
    assert QuestionList.objects.filter(category=begging).count() == 1
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    done = administrator.post(
        page_of(begging, "manner/change/"), hidden | {"sure": "yes"}, follow=True
    )
    assert b"in force from the next report on" in done.content
    assert asked(begging) == ["how_did_they_ask", "going_on"]
    assert Question.objects.get(code="how_did_they_ask").answers == [
        ["quietly", "Quietly"],
        ["loudly", "Loudly"],
    ]


def test_new_question_by_the_page_is_answered_on_the_report_page(administrator, begging, phone):
    preview = administrator.post(page_of(begging, "new/"), form()).content.decode()
    assert "“With a dog?” is asked: Yes, No." in preview
    administrator.post(page_of(begging, "new/"), form(sure="yes", version="1"))

    page = phone.get("/d/exampleton/report/").content.decode()

    assert 'name="q_with_a_dog"' in page
    phone.post("/d/exampleton/report/", {
        "key": str(uuid4()), "category": "begging", "place": "map", "lng": "-0.8972",
        "lat": "52.2386", "when": "now", "q_with_a_dog": "yes", "q_manner": "nonsense",
    })  # fmt: skip
    assert Report.objects.get().answers == {"with_a_dog": "yes"}


def test_ended_question_by_the_page(administrator, begging):
    fields = form(words="How?", answers="\n".join(HOW), place="2", is_asked=None)

    preview = administrator.post(page_of(begging, "manner/change/"), fields).content.decode()
    administrator.post(page_of(begging, "manner/change/"), fields | {"sure": "y", "version": "1"})

    assert "“How?” is asked no more." in preview
    assert asked(begging) == ["going_on"]
    assert administrator.get(page_of(begging, "manner/change/")).status_code == 404


def test_no_change_and_going_back_make_no_version(administrator, begging):
    same = form(words="How?", answers="\n".join(HOW), place="2")

    nothing = administrator.post(page_of(begging, "manner/change/"), same)
    back = administrator.post(page_of(begging, "manner/change/"), form(again="yes", place="1"))

    assert b"That is how it stands already." in nothing.content
    assert b'value="With a dog?"' in back.content
    assert QuestionList.objects.filter(category=begging).count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"words": ""}, "This field is required."),
        ({"words": "x" * 61}, "at most 60 characters"),
        ({"answers": "Yes"}, "Give 2 to 6 answers"),
        ({"answers": "a\nb\nc\nd\ne\nf\ng"}, "Give 2 to 6 answers"),
        ({"answers": "Yes\nyes"}, "Two of the answers are the same."),
        ({"answers": "Yes\n" + "x" * 31}, "at most 30 characters"),
        ({"place": "0"}, "greater than or equal to 1"),
        ({"place": "4"}, "There are 3 places."),
        ({"sure": "yes", "version": "7"}, "Somebody changed the questions"),
        ({"sure": "yes", "version": "x"}, "Somebody changed the questions"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(administrator, begging, changes, sentence):
    page = administrator.post(page_of(begging, "new/"), form(**changes))

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert QuestionList.objects.filter(category=begging).count() == 1


def test_welfare_has_no_such_page(administrator, town):
    welfare = Category.objects.get(district=town, code="encampment")

    assert administrator.get(page_of(welfare)).status_code == 404


def test_queue_incident_and_file_say_what_was_answered_as_it_was_asked(
    town, sender, make_member, begging
):
    sent = SentReport(
        uuid4(), "begging", LNG, LAT, occurred_at=MOMENT, answers={"manner": "blocking"}
    )
    submit_report(sender=sender, sent=sent, at=MOMENT)
    change(begging, "manner", words="How did they ask?", answers=("In the way", "No"), place=2)
    incident = open_incident(report=Report.objects.get(), by="x", at=LATER)
    client = Client()
    client.force_login(make_member(town, Audience.OPERATIONS))
    triage = "/d/exampleton/triage/"

    pages = [
        client.get(f"{triage}?days=0"),
        client.get(f"/d/exampleton/incidents/{incident.pk}/"),
        client.get(f"{triage}reports.csv?days=0"),
    ]

    assert [b"How? In the way" in page.content for page in pages] == [True] * 3
    assert client.get(f"{triage}reports.gpkg?days=0").status_code == 200
