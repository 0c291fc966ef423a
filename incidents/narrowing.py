"""What somebody asks to see of the queue, read from an address: strict, bounded, plain."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from incidents.strict import clean_text
from layers.strict_text import InputRefused

#: Days back that can be asked for; 0 is without limit.
PERIODS: Final = (1, 7, 28, 91, 0)
MOST_WORDS: Final = 100
_MOST_PAGES: Final = 10_000


class Show(StrEnum):
    """Which part of the work is looked at."""

    QUEUE = "queue"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True)
class Narrowing:
    """What somebody asked to see, at a moment; `days` back from it, 0 without limit."""

    at: datetime
    show: Show = Show.QUEUE
    category: str = ""
    days: int = 7
    words: str = ""
    page: int = 1

    @property
    def since(self) -> datetime | None:
        """Return the moment from which reports count, or None."""
        return self.at - timedelta(days=self.days) if self.days else None

    def query(self, **extra: object) -> str:
        """Return the query string that asks the same again; empty for the page as it opens."""
        asked = {
            "show": "" if self.show is Show.QUEUE else self.show.value,
            "category": self.category,
            "days": "" if self.days == type(self).days else str(self.days),
            "q": self.words,
            "page": "" if self.page == 1 else str(self.page),
            **{name: str(value) for name, value in extra.items() if value is not None},
        }
        return urlencode({name: value for name, value in asked.items() if value})


def narrowing_from(
    query: Mapping[str, str], *, categories: Collection[str], at: datetime
) -> Narrowing:
    """Return what an address asks to see.

    Raises
    ------
    InputRefused
        If a value is none of those that the page offers.
    """
    show, days = query.get("show") or Show.QUEUE.value, query.get("days") or "7"
    category, page = query.get("category", ""), query.get("page") or "1"
    if show not in set(Show) or days not in {str(one) for one in PERIODS}:
        raise InputRefused("The page does not offer that choice.")
    if category and category not in categories:
        raise InputRefused("There is no such category here.")
    if not (page.isascii() and page.isdecimal() and 1 <= int(page[:6]) <= _MOST_PAGES):
        raise InputRefused("There is no such page.")
    words = query.get("q", "")
    return Narrowing(
        at=at,
        show=Show(show),
        category=category,
        days=int(days),
        words=clean_text(words, most=MOST_WORDS) if words.strip() else "",
        page=int(page[:6]),
    )
