"""New, returning, persistent, easing: how long a corner has been hot."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

SPAN: Final = 13
MOSTLY: Final = 9
"""Hot in two weeks of every three."""
QUIET: Final = 4
"""The test looks back four weeks, so that many flags overlap with those of a last busy week."""

#: Flags that a badge needs: the span of this week and of each week from which it may ease.
HISTORY: Final = 2 * SPAN - 1


class Badge(StrEnum):
    """How a corner stands over the last thirteen weeks."""

    NEW = "new"
    RETURNING = "returning"
    PERSISTENT = "persistent"
    EASING = "easing"


def badge(flags: Sequence[bool]) -> Badge | None:
    """Return the badge of a cell, or None if it has been quiet.

    New: flagged this week and in none of the twelve before. Persistent: in nine or more of the
    thirteen, this week or another of the last four among them. Returning: flagged this week
    and in fewer. Easing: flagged in some of the thirteen but in none of the last four, and
    persistent at one of the weeks before those.

    Parameters
    ----------
    flags : sequence of bool
        Whether it was flagged, the oldest week first, this week last; up to 25 count. Weeks
        before the first are taken as quiet.
    """
    recent = list(flags[-HISTORY:])
    span = recent[-SPAN:]
    if any(recent[-QUIET:]):
        return _of_a_hot(span)
    earlier = range(QUIET, SPAN)
    was_persistent = any(span) and any(
        _is_persistent(recent[: len(recent) - back]) for back in earlier
    )
    return Badge.EASING if was_persistent else None


def _of_a_hot(span: list[bool]) -> Badge | None:
    if sum(span) >= MOSTLY:
        return Badge.PERSISTENT
    if not span[-1]:
        return None
    return Badge.RETURNING if any(span[:-1]) else Badge.NEW


def _is_persistent(flags: list[bool]) -> bool:
    return sum(flags[-SPAN:]) >= MOSTLY
