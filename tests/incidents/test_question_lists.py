"""What categories ask changes as dated versions: a report keeps the question it was asked."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from incidents.actions import SentReport, submit_report
from incidents.actions import questions as actions
from incidents.actions.triage import open_incident
from incidents.actions.vocabulary import NameTaken, VocabularyChanged
from incidents.forms import ReportForm
from incidents.models import Category, Question, QuestionList, Report
from incidents.presenters import words
from incidents.presenters.questions import question_fields
from incidents.queries import desk_of
from incidents.queries.questions import question_book, question_file, questionnaire_of
from members.audiences import Audience
from members.models import AuditEvent
from tests.conftest import MOMENT
from tests.incidents.conftest import LAT, LNG

pytestmark = pytest.mark.django_db

LATER = MOMENT + timedelta(days=1)
HOW = ("Sitting quietly", "Going up to people", "In the way")


@pytest.fixture
def begging(town):
    return Category.objects.get(district=town, code="begging")


@pytest.fixture
def administrator(town, make_member):
    client = Client()
    client.force_login(make_member(town, Audience.ADMINISTRATOR))
    return client


def entry(**changes):
    fields = {"words": "With a dog?", "answers": ("Yes", "No"), "place": 3}
    return actions.QuestionEntry(**fields | changes)


def change(category, code, version=1, **changes):
    return actions.change_question(
        category=category, code=code, entry=entry(**changes), version=version, by="x", at=LATER
    )


def add(category, version=1, **changes):
    return actions.add_question(
        category=category, entry=entry(**changes), version=version, by="x", at=LATER
    )


def asked(category):
    return [one.code for one in question_file(category).asked]


def filled(sender, **answers):
    data = {"key": str(uuid4()), "category": "begging", "place": "named", "when": "now"}
    form = ReportForm(data | answers, desk=desk_of(sender), at=MOMENT)
    form.cleaned_data = {"category": "begging", "place": "map"}
    return form._answers()


def page_of(category, rest=""):
    return f"/d/exampleton/categories/{category.pk}/questions/{rest}"


def form(**changes):
    fields = {"words": "With a dog?", "answers": "Yes\nNo", "place": "3", "is_asked": "on"}
    return {name: value for name, value in (fields | changes).items() if value is not None}


# --- Versions -----------------------------------------------------------------------------------


def test_new_district_asks_what_the_table_says(begging):
    assert asked(begging) == ["going_on", "manner"]
    assert question_file(begging).version == 1


def test_added_question_is_asked_and_recorded(begging):
    made = add(begging, place=1)

    assert (made.version, made.made_at) == (2, LATER)
    assert asked(begging) == ["with_a_dog", "going_on", "manner"]
    assert AuditEvent.objects.filter(what="questions changed").count() == 1


def test_reworded_question_is_another_and_old_answers_mean_what_they_did(town, begging, sender):
    change(begging, "manner", words="How did they ask?", answers=HOW, place=2)

    codes = asked(begging)
    assert codes == ["going_on", "how_did_they_ask"]
    assert words.answers({"manner": "blocking"}, question_book(town.pk)) == ["How? In the way"]
    assert filled(sender, q_manner="blocking", q_how_did_they_ask="sitting_quietly") == {
        "manner": "blocking",  # a telephone that knows the old form
        "how_did_they_ask": "sitting_quietly",
    }


def test_same_words_again_are_the_same_question(begging):
    change(begging, "manner", is_asked=False)
    assert asked(begging) == ["going_on"]

    add(begging, version=2, words="How?", answers=HOW, place=2)

    assert asked(begging) == ["going_on", "manner"]


def test_all_can_be_ended_and_order_changes_alone(begging):
    change(begging, "manner", words="How?", answers=HOW, place=1)
    assert asked(begging) == ["manner", "going_on"]

    change(begging, "manner", version=2, is_asked=False)
    change(begging, "going_on", version=3, is_asked=False)

    assert asked(begging) == []
    found = questionnaire_of(begging.district_id, ["begging"])
    assert found.standing == ()
    assert set(found.known["begging"]) == {"going_on", "manner"}


def test_other_categories_go_on_asking(town, begging):
    noise = Category.objects.get(district=town, code="noise")

    change(begging, "going_on", is_asked=False)

    assert "going_on" in asked(noise)


def test_what_cannot_be_is_refused_and_leaves_nothing(town, begging):
    welfare = Category.objects.get(district=town, code="encampment")
    with pytest.raises(VocabularyChanged, match="Somebody changed"):
        add(begging, version=2)
    with pytest.raises(VocabularyChanged, match="asked no more"):
        change(begging, "people")
    with pytest.raises(NameTaken):
        add(begging, words="How?", answers=HOW)
    with pytest.raises(actions.WelfareAsksNothing):
        add(welfare, version=0)
    add(begging)
    add(begging, version=2, words="How many dogs?")
    with pytest.raises(actions.TooManyQuestions):
        add(begging, version=3, words="Which dogs?")

    assert QuestionList.objects.filter(category=begging).count() == 3


@pytest.mark.parametrize("table", ["question", "questionlist", "questionasked"])
def test_nothing_of_it_can_be_edited_or_deleted(town, table):
    for verb in (f"UPDATE incidents_{table} SET id = id", f"DELETE FROM incidents_{table}"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(verb)


def test_form_asks_for_a_category_of_ones_own_and_keeps_what_was_chosen(sender, begging):
    desk = desk_of(sender)
    number = [one.code for one in desk.categories].index("begging") + 1

    fields = question_fields(desk.questionnaire, desk.categories, {"q_manner": "asking"})

    manner = next(one for one in fields if one.code == "manner")
    assert (manner.tiles, manner.chosen) == ([number], "asking")


def test_question_in_conflicting_places_keeps_the_answer_of_the_chosen_category(town, sender):
    drinking = Category.objects.get(district=town, code="street_drinking")
    change(drinking, "people", words="How many people?", answers=("One", "2 to 5", "6 or more"),
           place=1)  # fmt: skip
    desk = desk_of(sender)
    values = {"category": "street_drinking", "q_going_on": "yes", "q_people": "few"}

    fields = question_fields(desk.questionnaire, desk.categories, values)

    number = [one.code for one in desk.categories].index("street_drinking") + 1
    mine = [(one.code, one.chosen) for one in fields if number in one.tiles]
    assert mine == [("people", "few"), ("going_on", "yes")]
    assert sum(one.chosen == "yes" for one in fields) == 1


def test_answers_in_words_as_they_came(town):
    given = {"going_on": "yes", "spot": "rear", "place": "Drapery", "zone": "B", "manner": "new"}

    assert words.answers(given, question_book(town.pk)) == [
        "Is it still going on? Yes",
        "Seen: at the rear",
        "Place: Drapery",
        "zone: B",
        "How? new",
    ]


# --- Pages --------------------------------------------------------------------------------------


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
