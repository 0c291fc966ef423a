"""When reports happen: four-hour blocks by weekday, counted and never tested.

The busiest of 42 blocks is always some block; nothing here says that it is busier than luck
would make it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from hotspots.weekly.weeks import LONDON

HOURS: Final = 4
BLOCKS: Final = 24 // HOURS
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_LEAST: Final = 4


def block_of(moment: datetime) -> tuple[int, int]:
    """Return the London weekday (Monday is 0) and the four-hour block (from 0) of a moment."""
    local = moment.astimezone(LONDON)
    return local.weekday(), local.hour // HOURS


def count_blocks(moments: Iterable[datetime]) -> list[list[int]]:
    """Count moments in seven rows, Monday first, of six blocks, from midnight.

    By the clock on the wall: the hour that comes twice in October counts in the one block, and
    the one that is left out in March in none.
    """
    table = [[0] * BLOCKS for _ in DAYS]
    for moment in moments:
        day, block = block_of(moment)
        table[day][block] += 1
    return table


def block_words(block: int) -> str:
    """Return a block as hours of the clock: ``16-20``."""
    return f"{block * HOURS:02}-{(block + 1) * HOURS:02}"


def mostly(moments: Sequence[datetime]) -> str:
    """Return the one block, or else the one day, that holds more than half of some moments.

    An empty text if they are spread, if two blocks or days hold half each, or if they are
    fewer than four: then no time stands for them.
    """
    if len(moments) < _LEAST:
        return ""
    table = count_blocks(moments)
    for day, row in zip(DAYS, table, strict=True):
        for block, count in enumerate(row):
            if 2 * count > len(moments):
                return f"{day} {block_words(block)}"
    days = [day for day, row in zip(DAYS, table, strict=True) if 2 * sum(row) > len(moments)]
    return days[0] if days else ""
