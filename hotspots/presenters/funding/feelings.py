"""A round of the survey as the page places it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from hotspots.evaluation import Share
from hotspots.funding.feelings import Feelings, Felt
from hotspots.models import Pulse
from members import formats

CANNOT_TELL: Final = (
    ("How the town feels.", "Only how those feel who answered, and they chose to."),
    (
        "Whether somebody answered twice.",
        (
            "Nothing is kept of who answers, so a person can answer again. A form sent twice "
            "counts once, and one address cannot send many."
        ),
    ),
    (
        "Why.",
        "There is no box for words, because words name people.",
    ),
)
_WITHHELD: Final = "withheld: fewer than 10 answers, or needed to hide such"


@dataclass(frozen=True)
class Row:
    """One place or part of the day in words."""

    name: str
    answers: str
    safe: str
    range_: str


@dataclass(frozen=True)
class RoundPage:
    """One round: its days, its link while it is open, its results once it has closed."""

    days: str
    state: str
    link: str
    sentence: str
    places: list[Row]
    parts: list[Row]


def address(pulse: Pulse) -> str:
    """Return what stands in the public address of a round."""
    return f"{pulse.district.slug}--{pulse.token}"


def round_page(pulse: Pulse, found: Feelings | None, link: str, today: date) -> RoundPage:
    """Return a round for the page."""
    days = f"{formats.day(pulse.opens_on)} up to {formats.day(pulse.closes_on)}"
    if found is None:
        state = "open" if pulse.opens_on <= today else "not yet open"
        return RoundPage(days, state, link, "", [], [])
    return RoundPage(days, "closed", "", _sentence(found), _rows(found.places), _rows(found.parts))


def _sentence(found: Feelings) -> str:
    if found.safe is None or found.answers is None:
        return "Too few to say: fewer than 10 answers."
    return (
        f"{formats.portion(round(found.safe.share * found.answers), found.answers)} of "
        f"{formats.whole(found.answers)} answers feel safe (likely {_range(found.safe)})."
    )


def _rows(felt: Sequence[Felt]) -> list[Row]:
    return [_row(one) for one in felt]


def _row(one: Felt) -> Row:
    if one.answers is None:
        return Row(one.name, _WITHHELD, "", "")
    if one.safe is None:
        return Row(one.name, "0", "", "")
    safe = formats.portion(round(one.safe.share * one.answers), one.answers)
    return Row(one.name, formats.whole(one.answers), safe, _range(one.safe))


def _range(share: Share) -> str:
    return f"{formats.per_hundred(share.low)} to {formats.per_hundred(share.high)} in 100"
