"""What a survey of feelings says by place and by part of the day, with nothing small in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hotspots.disclosure.hiding import cells_to_hide
from hotspots.evaluation import Share, wilson

LEAST_ANSWERS: Final = 10
SAFE_FROM: Final = 3
"""Of the four answers, the upper two feel safe."""


@dataclass(frozen=True)
class Felt:
    """One place or part of the day; `answers` and `safe` are None where withheld."""

    name: str
    answers: int | None
    safe: Share | None


@dataclass(frozen=True)
class Feelings:
    """A closed round: all answers together, by place, and by part of the day.

    Places and parts are told apart, never crossed, and each sums to the same total; what is
    hidden in one cannot be had from the other.
    """

    answers: int | None
    safe: Share | None
    places: list[Felt]
    parts: list[Felt]


def feelings(
    answers: Iterable[tuple[str, str, int]],
    places: Sequence[tuple[str, str]],
    parts: Sequence[tuple[str, str]],
) -> Feelings:
    """Return what a closed round says.

    Parameters
    ----------
    answers : tuples of place, part of the day, and feeling from 1 to 4.
    places, parts : what there was to choose from, each with its name, in order.
    """
    rows = list(answers)
    total = len(rows)
    if total < LEAST_ANSWERS:
        nothing = [Felt(name, None, None) for _, name in places]
        return Feelings(None, None, nothing, [Felt(name, None, None) for _, name in parts])
    safe = sum(feeling >= SAFE_FROM for _, _, feeling in rows)
    return Feelings(
        total,
        wilson(safe, total),
        _felt([(place, feeling) for place, _, feeling in rows], places),
        _felt([(part, feeling) for _, part, feeling in rows], parts),
    )


def _felt(rows: Sequence[tuple[str, int]], choices: Sequence[tuple[str, str]]) -> list[Felt]:
    counts = Counter({value: 0 for value, _ in choices})
    counts.update(value for value, _ in rows)
    safe = Counter(value for value, feeling in rows if feeling >= SAFE_FROM)
    hidden = cells_to_hide(counts, dict.fromkeys(counts, "all"), least=LEAST_ANSWERS)
    found = []
    for value, name in choices:
        withheld = hidden is None or value in hidden
        told = None if withheld else counts[value]
        found.append(Felt(name, told, wilson(safe[value], told) if told else None))
    return found
