"""Numbers and dates as people read them: plain functions, used by pages, files and messages.

Three rules stand here once (`docs/components.md`): an estimate never stands without its
range, a percentage needs a base of at least 20, and dates are written out.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

PERCENTAGE_BASE: Final = 20
"""Below this base a percentage says more than the data do: 1 more report in 12 is 8 points."""

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def whole(number: int) -> str:
    """Write a count with thousands separated: ``1,204``."""
    return f"{number:,}"


def decimal(value: float) -> str:
    """Write an estimate with as many figures as it deserves: ``12``, ``1.9``, ``0.46``."""
    size = abs(value)
    if size >= 9.95:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 0.995 else f"{value:.2f}"


def estimate(value: float, low: float, high: float) -> str:
    """Write an estimate with its range: ``about 1.9, likely 1.5 to 2.5``."""
    return f"about {decimal(value)}, likely {decimal(low)} to {decimal(high)}"


def per_hundred(share: float) -> str:
    """Write a share as a number in every hundred: ``24``; a small but real one as ``under 1``."""
    if 0 < share < 0.005:
        return "under 1"
    return f"{share * 100:.0f}"


def portion(part: int, base: int) -> str:
    """Write a part of a base: ``18%`` where the base is 20 or more, else ``3 of 12``."""
    if base < PERCENTAGE_BASE:
        return f"{whole(part)} of {whole(base)}"
    return f"{per_hundred(part / base)}%"


def day(when: date) -> str:
    """Write a date: ``21 November 2026``."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def month(text: str) -> str:
    """Write a month given as ``2026-10``: ``October 2026``."""
    year, number = text.split("-")
    return f"{_MONTHS[int(number) - 1]} {year}"


def span(first: str, last: str) -> str:
    """Write a span of months: ``November 2025 to October 2026``; the year once if it is one."""
    if first == last:
        return month(first)
    start, end = month(first), month(last)
    if first[:4] == last[:4]:
        start = start.rsplit(" ", 1)[0]
    return f"{start} to {end}"


def runs(months: Sequence[str]) -> str:
    """List months given as ``2026-10``, neighbours as spans: ``May and July to August 2025``."""
    spans: list[list[str]] = []
    for month_ in sorted(months):
        if spans and _number(month_) == _number(spans[-1][-1]) + 1:
            spans[-1].append(month_)
        else:
            spans.append([month_])
    return listing([span(one[0], one[-1]) for one in spans])


def _number(text: str) -> int:
    year, number = text.split("-")
    return int(year) * 12 + int(number)


def listing(words: Sequence[str]) -> str:
    """Join words as a sentence does: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def count_of(number: int, one: str, many: str | None = None) -> str:
    """Write a count with its unit: ``1 hexagon``, ``12 hexagons``."""
    return f"{whole(number)} {one if number == 1 else many or one + 's'}"
