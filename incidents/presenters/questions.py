"""Questions in words: as the report page asks them, as a list shows them, as they were answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from incidents.actions.questions import QuestionEntry
from incidents.models import Category
from incidents.presenters import words
from incidents.queries.questions import ListVersion, QuestionFile, Questionnaire
from incidents.questions import Wording
from members import formats


@dataclass(frozen=True)
class QuestionField:
    """One question of the report page; it opens for the tiles of some numbers, from 1."""

    code: str
    words: str
    answers: tuple[tuple[str, str], ...]
    tiles: list[int]
    chosen: str


@dataclass(frozen=True)
class QuestionLine:
    """One question as the list of a category shows it."""

    code: str
    words: str
    answers: str


@dataclass(frozen=True)
class VersionLine:
    """One version: when, by whom, and what it changed, each as a sentence."""

    moment: str
    who: str
    changes: list[str]


@dataclass(frozen=True)
class QuestionPage:
    """Everything that `incidents/questions.html` places."""

    answer: str
    lines: list[QuestionLine]
    history: list[VersionLine]


def question_fields(
    found: Questionnaire, categories: Sequence[Category], values: Mapping[str, object]
) -> list[QuestionField]:
    """Return the questions of the report page, with what was chosen before."""
    tiles = {one.code: number for number, one in enumerate(categories, start=1)}
    often = Counter(one.question.code for one in found.standing)
    return [
        QuestionField(
            code=one.question.code,
            words=one.question.words,
            answers=one.question.answers,
            tiles=[tiles[category] for category in one.categories],
            # Where a question stands twice, the answer belongs to the category that was chosen.
            chosen=str(values.get(f"q_{one.question.code}", ""))
            if often[one.question.code] == 1 or values.get("category") in one.categories
            else "",
        )
        for one in found.standing
    ]


def question_page(found: QuestionFile, category: Category) -> QuestionPage:
    """Return the page of what one category asks."""
    number = formats.count_of(len(found.asked), "question") if found.asked else "nothing more"
    return QuestionPage(
        answer=f"{category.label} asks {number}.",
        lines=[QuestionLine(one.code, one.words, _answers(one)) for one in found.asked],
        history=[_version(one) for one in found.history],
    )


def differences(before: Wording | None, place: int, after: QuestionEntry) -> list[str]:
    """Return what a change does, each as a sentence; none if all stays as it is."""
    if before is not None and not after.is_asked:
        return [f"“{before.words}” is asked no more."]
    said = ", ".join(after.answers)
    if before is None:
        return [f"“{after.words}” is asked: {said}.", f"Place: {after.place}"]
    found = []
    if before.words != after.words:
        found.append(f"Question: {before.words} → {after.words}")
    if _answers(before) != said:
        found.append(f"Answers: {_answers(before)} → {said}")
    if place != after.place:
        found.append(f"Place: {place} → {after.place}")
    return found


def _answers(question: Wording) -> str:
    return ", ".join(said for _, said in question.answers)


def _version(one: ListVersion) -> VersionLine:
    gone = [question for question in one.before if question not in one.after]
    new = [question for question in one.after if question not in one.before]
    if gone and new:  # each version makes one change
        changes = [f"{_whole(gone[0])} became {_whole(new[0])}"]
    else:
        changes = [f"{_whole(question)} added" for question in new]
        changes += [f"{_whole(question)} ended" for question in gone]
    return VersionLine(words.moment(one.made_at), one.made_by, changes or ["The order alone"])


def _whole(question: Wording) -> str:
    return f"“{question.words}” ({_answers(question)})"
