"""What each kind of report is asked beside what, where and when. All of it may be left open.

A plain table, to be edited here: a question belongs to the categories that it names, and its
answers are stored with the report under its code. One or two a category: every further question
costs reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Question:
    """One question with the answers that are offered: (code, words)."""

    code: str
    words: str
    answers: tuple[tuple[str, str], ...]
    categories: tuple[str, ...]


_PEOPLE: Final = (("one", "One"), ("few", "2 to 5"), ("many", "6 or more"))
_YES_NO: Final = (("yes", "Yes"), ("no", "No"))

QUESTIONS: Final[tuple[Question, ...]] = (
    Question(
        "going_on",
        "Is it still going on?",
        _YES_NO,
        (
            *("begging", "street_drinking", "rowdy_inconsiderate", "noise", "vehicle_nuisance"),
            *("trespass", "threatening_or_abusive"),
        ),
    ),
    Question(
        "manner",
        "How?",
        (
            ("sitting", "Sitting quietly"),
            ("asking", "Going up to people"),
            ("blocking", "In the way"),
        ),
        ("begging",),
    ),
    Question(
        "people",
        "How many people?",
        _PEOPLE,
        ("street_drinking", "rowdy_inconsiderate", "trespass"),
    ),
    Question(
        "drugs",
        "What did you see?",
        (
            ("needles", "Needles or waste"),
            ("using", "People using"),
            ("dealing", "Dealing, I think"),
        ),
        ("drug_use_or_paraphernalia",),
    ),
    Question(
        "source",
        "From where?",
        (("people", "People"), ("music", "Music or busking"), ("premises", "A building")),
        ("noise",),
    ),
    Question(
        "vehicle",
        "What kind?",
        (("car", "Car or van"), ("motorbike", "Motorbike"), ("small", "Scooter or bicycle")),
        ("vehicle_nuisance",),
    ),
    Question(
        "towards",
        "Towards whom?",
        (("staff", "Staff"), ("customers", "Customers"), ("others", "Passers-by")),
        ("threatening_or_abusive",),
    ),
    Question("offensive", "Is it hateful or obscene?", _YES_NO, ("graffiti",)),
    Question(
        "damaged",
        "What is damaged?",
        (("glass", "Glass or a door"), ("street", "Something in the street"), ("other", "Other")),
        ("environmental_damage",),
    ),
    Question(
        "size",
        "How much?",
        (("bag", "A bag or two"), ("pile", "A pile"), ("load", "A van load")),
        ("fly_tipping",),
    ),
    Question(
        "loss",
        "Worth about",
        (("small", "Under £50"), ("middle", "£50 to £200"), ("large", "Over £200")),
        ("shop_theft",),
    ),
)


def questions_for(category: str) -> Sequence[Question]:
    """Return the questions of one category, in their order; none for a welfare category."""
    return [one for one in QUESTIONS if category in one.categories]
