"""What the words of a week mean, and what it cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hotspots.presenters import words

CANNOT_TELL: Final = (
    (
        "Whether less happened, or less was reported.",
        "Quiet may mean that nobody reported; weeks in which few members did are dotted.",
    ),
    (
        "That anything is down to one cause, or to what was done about it.",
        "Work and reports stand side by side here; neither is shown to move the other.",
    ),
    (
        "Whether two hexagons, or two single weeks, differ.",
        (
            "Each is set against its own thirteen weeks and against luck. With a dozen hexagons "
            "one or two lie outside their normal range in any week by luck alone; only those "
            "called higher pass the test."
        ),
    ),
    (
        "What happens where no member is.",
        "A grey hexagon has nobody in it who could have reported.",
    ),
)
"""What the page cannot answer, whatever the numbers say."""

BADGES: Final = {
    "new": ("New", "hot now, and in none of the twelve weeks before"),
    "returning": ("Returning", "hot now, and in up to eight of the last thirteen weeks"),
    "persistent": ("Persistent", "hot in nine or more of the last thirteen weeks"),
    "easing": ("Easing", "was persistent, and not hot in the last four weeks"),
}

MEANINGS: Final = {
    "higher": "More reports than thirteen weeks and luck explain.",
    "lower": "Fewer reports than thirteen weeks and luck explain.",
    "no clear difference": "No further from its norm than luck can take it.",
    "too few to say": "Fewer than three reports in fourteen weeks, or too short a past.",
}

RULES: Final = {
    "operations": "As BID operations you see exact counts and who has yet to act.",
    "board": "The board's version: exact counts, and nothing of who reported.",
    "briefing": (
        "The version for a room: classes, and exact numbers only where three or more businesses "
        "reported. Hatched hexagons hold too few businesses to show anything."
    ),
    "members": (
        "The members' version: classes of 1 to 2, 3 to 5, and 6 or more. Hatched hexagons hold too "
        "few businesses to show anything without naming one."
    ),
}


@dataclass(frozen=True)
class BadgeShown:
    """A badge in words, with its name in the style sheet and what it means."""

    word: str
    slug: str
    meaning: str


def verdict_of(word: str) -> words.Verdict:
    """Return a verdict with what it means of a week."""
    return words.Verdict(word, words.VERDICTS[word].slug, MEANINGS[word])


def badge_of(name: str) -> BadgeShown:
    """Return a badge with what it means."""
    word, meaning = BADGES[name]
    return BadgeShown(word, name, meaning)
