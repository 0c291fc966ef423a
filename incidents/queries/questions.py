"""What the categories of a district ask, ever asked, and how each list came to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from incidents.models import Category, Question, QuestionList
from incidents.queries.makers import maker_names
from incidents.queries.report_lines import ReportLine
from incidents.questions import Wording, interleaved

#: Every question that a district ever asked, by its code.
Book = Mapping[str, Wording]


@dataclass(frozen=True)
class Standing:
    """One question where the report page has it, with the codes of the categories that ask it."""

    question: Wording
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Questionnaire:
    """What the report page asks, and what is taken as an answer.

    `known` holds {category: {code of a question: codes of its answers}} of all that was ever
    asked: a telephone without a network asks what it knew last, and its reports keep that.
    """

    standing: tuple[Standing, ...] = ()
    known: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class ListVersion:
    """One dated version of a list: who made it, and what was asked before it and from it on."""

    version: int
    made_at: datetime
    made_by: str
    before: tuple[Wording, ...]
    after: tuple[Wording, ...]


@dataclass(frozen=True)
class QuestionFile:
    """What one category asks now, and the versions that led to it, newest first."""

    version: int
    asked: tuple[Wording, ...]
    history: list[ListVersion]


@dataclass(frozen=True)
class _Version:
    category: str
    made_at: datetime
    made_by: str
    asked: tuple[Wording, ...]


def questionnaire_of(district_id: int, offered: Iterable[str]) -> Questionnaire:
    """Return what the offered categories of a district ask, and ever asked, in one query."""
    now: dict[str, tuple[Wording, ...]] = dict.fromkeys(offered, ())
    known: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    book: dict[str, Wording] = {}
    for one in _versions(district_id):
        if one.category in now:
            now[one.category] = one.asked
        for question in one.asked:
            book[question.code] = question
            known[one.category][question.code] = frozenset(dict(question.answers))
    stands = interleaved({c: [one.code for one in asked] for c, asked in now.items()})
    return Questionnaire(
        tuple(Standing(book[code], tuple(categories)) for code, categories in stands), known
    )


def asked_now(district_id: int) -> dict[str, tuple[Wording, ...]]:
    """Return what each category of a district asks at present, by its code."""
    return {one.category: one.asked for one in _versions(district_id)}


def question_book(district_id: int) -> dict[str, Wording]:
    """Return every question that a district ever asked, by its code."""
    found = Question.objects.filter(district=district_id).values_list("code", "words", "answers")
    return {code: _wording(code, words, answers) for code, words, answers in found}


def book_for(district_id: int, lines: Iterable[ReportLine]) -> dict[str, Wording]:
    """Return what the answers of some reports mean; nothing is asked if they have none."""
    return question_book(district_id) if any(line.answers for line in lines) else {}


def question_file(category: Category) -> QuestionFile:
    """Return what one category asks, and how its list came to be."""
    found = list(_versions(category.district_id, category.pk))
    names = maker_names(one.made_by for one in found)
    befores = [(), *(one.asked for one in found)]
    history = [
        ListVersion(number, one.made_at, names[one.made_by], before, one.asked)
        for number, (before, one) in enumerate(zip(befores, found, strict=False), start=1)
    ]
    return QuestionFile(len(found), found[-1].asked if found else (), history[::-1])


def _versions(district_id: int, category_id: int | None = None) -> Iterator[_Version]:
    """Yield each version of each list, a category's in their order; an empty one as well."""
    lists = QuestionList.objects.filter(district=district_id)
    if category_id is not None:
        lists = lists.filter(category=category_id)
    rows = lists.order_by("category", "version", "asked__position").values_list(
        "pk", "category__code", "made_at", "made_by",
        "asked__question__code", "asked__question__words", "asked__question__answers",
    )  # fmt: skip
    heads: dict[int, tuple[str, datetime, str]] = {}
    asked: dict[int, list[Wording]] = defaultdict(list)
    for pk, category, made_at, made_by, code, words, answers in rows:
        heads[pk] = (category, made_at, made_by)
        if code is not None:
            asked[pk].append(_wording(code, words, answers))
    return (_Version(*head, tuple(asked[pk])) for pk, head in heads.items())


def _wording(code: str, words: str, answers: Iterable[tuple[str, str]]) -> Wording:
    return Wording(code, words, tuple((one, said) for one, said in answers))
