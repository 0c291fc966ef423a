"""Why a row was refused, how many were, and the first lines where it happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

LINES_KEPT: Final = 100
"""Line numbers kept for each reason; the counts are always exact."""


class Reason(IntEnum):
    """Why a row is not counted. A row that breaks several rules has the first of them."""

    MONTH_UNREADABLE = 1
    OTHER_MONTH = 2
    OTHER_FORCE = 3
    UNKNOWN_CATEGORY = 4
    HALF_A_PLACE = 5
    PLACE_UNREADABLE = 6
    PLACE_OUTSIDE = 7
    NAME_TOO_LONG = 8


SENTENCES: Final = {
    Reason.MONTH_UNREADABLE: "the month is not written YYYY-MM",
    Reason.OTHER_MONTH: "the month is not that of the file",
    Reason.OTHER_FORCE: "the force is not that of the file",
    Reason.UNKNOWN_CATEGORY: "the crime type is not one of its time",
    Reason.HALF_A_PLACE: "one coordinate is given and the other is not",
    Reason.PLACE_UNREADABLE: "a coordinate is not a plain decimal number",
    Reason.PLACE_OUTSIDE: "the place lies outside the United Kingdom",
    Reason.NAME_TOO_LONG: "the location is longer than 160 characters",
}


@dataclass(frozen=True)
class Refusal:
    """How many rows were refused for one reason, and on which lines the first of them stand."""

    reason: Reason
    rows: int
    lines: tuple[int, ...]

    def as_json(self) -> dict[str, object]:
        """Return the refusal as the ledger keeps it."""
        return {
            "reason": self.reason.name.lower(),
            "sentence": SENTENCES[self.reason],
            "rows": self.rows,
            "lines": list(self.lines),
        }


def refusals_of(verdicts: NDArray[np.uint8], rows: NDArray[np.int64]) -> tuple[Refusal, ...]:
    """Return the refusals among some rows; a verdict of 0 is none. Line 1 is the header."""
    found = verdicts[rows]
    return tuple(
        Refusal(
            reason,
            int(np.count_nonzero(found == reason)),
            tuple((rows[found == reason][:LINES_KEPT] + 2).tolist()),
        )
        for reason in Reason
        if (found == reason).any()
    )


def in_words(refusals: Sequence[Refusal]) -> str:
    """Return refusals as one line for people."""
    return "; ".join(
        f"{one.rows:,} because {SENTENCES[one.reason]} (line {one.lines[0]:,}"
        f"{' and later' if one.rows > 1 else ''})"
        for one in refusals
    )
