"""What categories ask changes as dated versions: a report keeps the question it was asked."""

import pytest
from django.db import ProgrammingError, connection, transaction

from incidents.actions import questions as actions
from incidents.actions.vocabulary import NameTaken, VocabularyChanged
from incidents.models import Category, QuestionList
from incidents.presenters import words
from incidents.presenters.questions import question_fields
from incidents.queries import desk_of
from incidents.queries.questions import question_book, question_file, questionnaire_of
from members.models import AuditEvent
from tests.incidents.questions.asking import HOW, LATER, add, asked, change, filled

pytestmark = pytest.mark.django_db


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
