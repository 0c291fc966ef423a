"""The table of questions, and the style sheet that opens each with its category."""

from __future__ import annotations

from pathlib import Path

from incidents.questions import QUESTIONS, questions_for
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
    assert all(len(questions_for(one.code)) <= 2 for one in CATEGORIES)


def test_codes_are_told_apart() -> None:
    codes = [question.code for question in QUESTIONS]

    assert len(set(codes)) == len(codes)
    assert not {"spot", "place"} & set(codes)  # the form stores those itself


def test_style_sheet_opens_the_questions_of_each_category() -> None:
    sheet = Path(SHEET).read_text()

    assert all(f'[value="{code}"]:checked) .asks-{code}' in sheet for code in asked_categories())


def test_every_category_has_its_picture() -> None:
    pictures = ICONS.read_text()

    assert all(f'id="i-{one.code}"' in pictures for one in CATEGORIES)
