"""What each kind of report is asked beside what, where and when. All of it may be left open.

Plain. The table is what a new scheme begins with; districts edit their own lists in pages. One
or two a category: every further question costs reports.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

#: The form keeps these answers itself: from where it was seen, or the name of the place.
KEPT_CODES: Final = frozenset({"spot", "place"})
#: Where it was, as seen from one's own premises: words, and how sure the point is, in metres.
SPOTS: Final[Mapping[str, tuple[str, float]]] = {
    "doorway": ("In the doorway", 10.0),
    "outside": ("Outside", 20.0),
    "across": ("Across the road", 30.0),
    "rear": ("At the rear", 40.0),
}
_LONGEST_CODE: Final = 30


@dataclass(frozen=True)
class Wording:
    """One question as it was put, with its answers: (code, words)."""

    code: str
    words: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class QuestionSeed:
    """One question with the answers that are offered: (code, words)."""

    code: str
    words: str
    answers: tuple[tuple[str, str], ...]
    categories: tuple[str, ...]


_PEOPLE: Final = (("one", "One"), ("few", "2 to 5"), ("many", "6 or more"))
_YES_NO: Final = (("yes", "Yes"), ("no", "No"))

QUESTIONS: Final[tuple[QuestionSeed, ...]] = (
    QuestionSeed(
        "going_on",
        "Is it still going on?",
        _YES_NO,
        (
            *("begging", "street_drinking", "rowdy_inconsiderate", "noise", "vehicle_nuisance"),
            *("trespass", "threatening_or_abusive"),
        ),
    ),
    QuestionSeed(
        "manner",
        "How?",
        (
            ("sitting", "Sitting quietly"),
            ("asking", "Going up to people"),
            ("blocking", "In the way"),
        ),
        ("begging",),
    ),
    QuestionSeed(
        "people",
        "How many people?",
        _PEOPLE,
        ("street_drinking", "rowdy_inconsiderate", "trespass"),
    ),
    QuestionSeed(
        "drugs",
        "What did you see?",
        (
            ("needles", "Needles or waste"),
            ("using", "People using"),
            ("dealing", "Dealing, I think"),
        ),
        ("drug_use_or_paraphernalia",),
    ),
    QuestionSeed(
        "source",
        "From where?",
        (("people", "People"), ("music", "Music or busking"), ("premises", "A building")),
        ("noise",),
    ),
    QuestionSeed(
        "vehicle",
        "What kind?",
        (("car", "Car or van"), ("motorbike", "Motorbike"), ("small", "Scooter or bicycle")),
        ("vehicle_nuisance",),
    ),
    QuestionSeed(
        "towards",
        "Towards whom?",
        (("staff", "Staff"), ("customers", "Customers"), ("others", "Passers-by")),
        ("threatening_or_abusive",),
    ),
    QuestionSeed("offensive", "Is it hateful or obscene?", _YES_NO, ("graffiti",)),
    QuestionSeed(
        "damaged",
        "What is damaged?",
        (("glass", "Glass or a door"), ("street", "Something in the street"), ("other", "Other")),
        ("environmental_damage",),
    ),
    QuestionSeed(
        "size",
        "How much?",
        (("bag", "A bag or two"), ("pile", "A pile"), ("load", "A van load")),
        ("fly_tipping",),
    ),
    QuestionSeed(
        "loss",
        "Worth about",
        (("small", "Under £50"), ("middle", "£50 to £200"), ("large", "Over £200")),
        ("shop_theft",),
    ),
)


def seeds_for(category: str) -> Sequence[QuestionSeed]:
    """Return the first questions of one category, in their order; none for a welfare category."""
    return [one for one in QUESTIONS if category in one.categories]


def code_for(words: str, taken: Container[str]) -> str:
    """Return a code that says what some words say and that is not taken."""
    plain = re.sub(r"[^a-z0-9]+", "_", words.casefold()).strip("_")[:_LONGEST_CODE].strip("_")
    base = plain or "question"
    codes = (base if n == 1 else f"{base}_{n}" for n in count(1))
    return next(code for code in codes if code not in taken)


def interleaved(lists: Mapping[str, Iterable[str]]) -> list[tuple[str, list[str]]]:
    """Return every question with the categories that ask it there, so that each list keeps order.

    A question that several categories ask stands once, unless two lists put it in conflicting
    places: then it stands twice.
    """
    stands: list[tuple[str, list[str]]] = []
    for category, codes in lists.items():
        after = 0
        for code in codes:
            found = next((n for n in range(after, len(stands)) if stands[n][0] == code), None)
            if found is None:
                stands.insert(after, (code, []))
            place = after if found is None else found
            stands[place][1].append(category)
            after = place + 1
    return stands
