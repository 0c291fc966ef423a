"""Change what a category asks: each change is a new dated version, and no question is edited.

Other words make another question under another code, so that a report keeps, with its answer, the
question that it was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from incidents.actions.vocabulary import NameTaken, VocabularyChanged, VocabularyRefused
from incidents.models import Category, Question, QuestionAsked, QuestionList
from incidents.questions import KEPT_CODES, QUESTIONS, code_for, seeds_for
from members import audit
from members.access import acting_in
from members.models import AuditEvent, District

#: Every further question costs reports; the whole form is to take 20 seconds.
MOST_ASKED: Final = 4


class TooManyQuestions(VocabularyRefused):
    """A category asks no more than people answer."""


class WelfareAsksNothing(VocabularyRefused):
    """A report of a person's welfare has its own two questions, and no room for answers."""


@dataclass(frozen=True)
class QuestionEntry:
    """One question as it shall be. `place` counts from 1; one that is not asked is ended."""

    words: str
    answers: tuple[str, ...]
    place: int
    is_asked: bool = True


def add_question(
    *, category: Category, entry: QuestionEntry, version: int, by: str, at: datetime
) -> QuestionList:
    """Ask one more question from the next report on, as a new version of the category's list.

    `version` is the one that was looked at.

    Raises
    ------
    VocabularyRefused
        One of its kinds; nothing is stored then.
    """
    with acting_in(category.district_id):
        asked = _held(category, version)
        question = _question(category.district, entry, by, at)
        return _store(category, _placed(asked, question, entry.place), version, by, at)


def change_question(
    *, category: Category, code: str, entry: QuestionEntry, version: int, by: str, at: datetime
) -> QuestionList:
    """Reword, move or end a question that is asked, as a new version of the category's list.

    Raises
    ------
    VocabularyRefused
        One of its kinds; nothing is stored then.
    """
    with acting_in(category.district_id):
        asked = _held(category, version)
        others = [one for one in asked if one.code != code]
        if len(others) == len(asked):
            raise VocabularyChanged("That question is asked no more. Look again, then decide.")
        if entry.is_asked:
            question = _question(category.district, entry, by, at)
            others = _placed(others, question, entry.place)
        return _store(category, others, version, by, at)


def install_questions(
    *, district: District, categories: Sequence[Category], by: str, at: datetime
) -> None:
    """Give new categories their first questions, in the caller's transaction."""
    known = {
        one.code: Question(
            district=district,
            code=one.code,
            words=one.words,
            answers=[list(answer) for answer in one.answers],
            made_at=at,
            made_by=by,
        )
        for one in QUESTIONS
    }
    Question.objects.bulk_create(known.values())
    for category in categories:
        if seeds := seeds_for(category.code):
            _list(category, [known[one.code] for one in seeds], 1, by, at)


def _held(category: Category, version: int) -> list[Question]:
    """Return what the category asks, held, if nobody made a version meanwhile."""
    if category.welfare:
        raise WelfareAsksNothing("What is about a person's welfare asks nothing more.")
    # The district and not the category: codes are unique in all of it.
    District.objects.select_for_update(no_key=True).get(pk=category.district_id)
    lists = QuestionList.objects.filter(district=category.district_id, category=category)
    newest = lists.order_by("-version").first()
    if (newest.version if newest else 0) != version:
        raise VocabularyChanged(
            "Somebody changed the questions while you looked at them. Look again, then decide."
        )
    asked = QuestionAsked.objects.filter(list=newest) if newest else QuestionAsked.objects.none()
    return [one.question for one in asked.select_related("question").order_by("position")]


def _question(district: District, entry: QuestionEntry, by: str, at: datetime) -> Question:
    """Return the question of just these words and answers: an earlier one, or a new one."""
    mine = Question.objects.filter(district=district)
    for one in mine.filter(words=entry.words).order_by("pk"):
        if tuple(words for _, words in one.answers) == entry.answers:
            return one
    taken = KEPT_CODES | set(mine.values_list("code", flat=True))
    question = Question(
        district=district,
        code=code_for(entry.words, taken),
        words=entry.words,
        answers=_coded(entry.answers),
        made_at=at,
        made_by=by,
    )
    question.save(force_insert=True)
    return question


def _coded(answers: Sequence[str]) -> list[list[str]]:
    coded: dict[str, str] = {}
    for words in answers:
        coded[code_for(words, coded)] = words
    return [list(one) for one in coded.items()]


def _placed(others: Sequence[Question], question: Question, place: int) -> list[Question]:
    if question in others:
        raise NameTaken("This category asks that already.")
    before = max(place, 1) - 1
    return [*others[:before], question, *others[before:]]


def _store(
    category: Category, asked: Sequence[Question], version: int, by: str, at: datetime
) -> QuestionList:
    if len(asked) > MOST_ASKED:
        raise TooManyQuestions(f"A category asks {MOST_ASKED} questions at most. End one first.")
    made = _list(category, asked, version + 1, by, at)
    audit.record(
        district_id=category.district_id,
        by=by,
        at=at,
        kind=AuditEvent.Kind.ALTERATION,
        what="questions changed",
        category=category.pk,
        version=made.version,
    )
    return made


def _list(
    category: Category, asked: Sequence[Question], version: int, by: str, at: datetime
) -> QuestionList:
    made = QuestionList(
        district_id=category.district_id,
        category=category,
        version=version,
        made_at=at,
        made_by=by,
    )
    made.save(force_insert=True)
    QuestionAsked.objects.bulk_create(
        QuestionAsked(
            district_id=category.district_id, list=made, question=question, position=position
        )
        for position, question in enumerate(asked, start=1)
    )
    return made
