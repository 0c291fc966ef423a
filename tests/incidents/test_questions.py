"""What categories ask: the first table, and the style sheet that opens each with its category."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from incidents.actions.questions import MOST_ASKED
from incidents.actions.vocabulary import MOST_OFFERED
from incidents.questions import KEPT_CODES, QUESTIONS, code_for, interleaved, seeds_for
from incidents.taxonomy import CATEGORIES
from tests.conftest import ROOT

SHEET = ROOT / "ntars_geo" / "assets" / "css" / "report-opening.css"
ICONS = ROOT / "incidents" / "templates" / "incidents" / "_icons.html"


def asked_categories() -> set[str]:
    return {code for question in QUESTIONS for code in question.categories}


def test_questions_are_of_categories_that_exist_and_none_of_welfare() -> None:
    welfare = {one.code for one in CATEGORIES if one.welfare}

    assert asked_categories() == {one.code for one in CATEGORIES} - welfare


def test_nobody_is_asked_more_than_two_things() -> None:
    assert all(len(seeds_for(one.code)) <= 2 < MOST_ASKED for one in CATEGORIES)


def test_codes_are_told_apart() -> None:
    codes = [question.code for question in QUESTIONS]

    assert len(set(codes)) == len(codes)
    assert not KEPT_CODES & set(codes)  # the form stores those itself


def test_style_sheet_opens_the_questions_of_as_many_categories_as_there_can_be() -> None:
    sheet = Path(SHEET).read_text()

    opened = [f'[data-tile="{n}"]:checked) .asks-{n}' in sheet for n in range(1, MOST_OFFERED + 2)]

    assert opened == [True] * MOST_OFFERED + [False]


def test_every_category_has_its_picture() -> None:
    pictures = ICONS.read_text()

    assert all(f'id="i-{one.code}"' in pictures for one in CATEGORIES)


def test_code_says_what_the_words_say_and_is_not_taken() -> None:
    assert code_for("How many people?", set()) == "how_many_people"
    assert code_for("How many people?", {"how_many_people", "how_many_people_2"}) == (
        "how_many_people_3"
    )
    assert code_for("??", set()) == "question"
    assert len(code_for("x" * 80, {"x" * 30})) <= 40


lists = st.dictionaries(
    st.sampled_from("ABCDEF"), st.lists(st.sampled_from("abcd"), unique=True, max_size=4)
)


@given(lists)
def test_every_list_keeps_its_order_and_nothing_is_added(lists: dict[str, list[str]]) -> None:
    stands = interleaved(lists)

    for category, codes in lists.items():
        assert [code for code, categories in stands if category in categories] == codes
    assert all(categories for _, categories in stands)


def test_question_of_several_lists_stands_once_unless_they_conflict() -> None:
    alike = interleaved({"A": ["a", "b"], "B": ["a", "c"]})
    conflicting = interleaved({"A": ["a", "b"], "B": ["b", "a"]})

    assert sorted(code for code, _ in alike) == ["a", "b", "c"]
    assert sorted(code for code, _ in conflicting) in (["a", "a", "b"], ["a", "b", "b"])
