"""Text and numbers that a member's browser sent: checked before anything else sees them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from layers.strict_text import InputRefused, load_json

#: A report has at most 4,000 characters of words; everything else in it is short.
MOST_BYTES: Final = 64 * 1024
#: Eight decimals of a degree are a millimetre.
_DEGREE: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,8})?", re.ASCII)
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_MOMENT: Final = re.compile(
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
    r"(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])",
    re.ASCII,
)
# Marks that turn the text after them round: embeddings, overrides and isolates. Marks that join
# letters and emoji stay, because words need them.
_TURNING: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_SHOWS_NOTHING: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Zs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Numeral:
    """A JSON number as it was written, so that its digits can be checked before their value."""

    literal: str


def load_object(content: bytes) -> dict[str, Any]:
    """Parse a JSON object of at most 64 KB and 8 levels, its numbers as they were written.

    Raises
    ------
    InputRefused
        If it is anything else.
    """
    found = load_json(content, max_bytes=MOST_BYTES, number=Numeral)
    if not isinstance(found, dict):
        raise InputRefused("The JSON must be an object.")
    return found


def clean_text(text: str, *, most: int, most_bytes: int | None = None) -> str:
    r"""Return words in normal form (NFC) with no control character but \n and \t.

    Parameters
    ----------
    text : str
        Anything, from anywhere. Windows line ends become \n, marks that turn text round go.
    most, most_bytes : int
        The greatest length in code points and in bytes of UTF-8 (three a code point).

    Raises
    ------
    InputRefused
        For a control character, half a character, too many of them, or none that shows.
    """
    limit = most_bytes or 3 * most
    if len(text) > 2 * most + 64:  # Before any work on it; line ends and marks may still go.
        raise InputRefused(f"Use at most {most:,} characters.")
    kinds = {unicodedata.category(mark) for mark in text if mark not in "\r\n\t"}
    if "Cs" in kinds:
        raise InputRefused("Half a character (a lone surrogate) cannot be stored.")
    plain = text.replace("\r\n", "\n")
    if "Cc" in kinds or "\r" in plain:
        raise InputRefused("Control characters cannot be stored.")
    clean = unicodedata.normalize("NFC", plain.translate(_TURNING)).strip()
    if len(clean) > most or len(clean.encode()) > limit:
        raise InputRefused(f"Use at most {most:,} characters.")
    if text and all(unicodedata.category(mark) in _SHOWS_NOTHING for mark in clean):
        raise InputRefused("There is nothing to read in this text.")
    return clean


def degree_from_numeral(value: object, *, most: float) -> float:
    """Return degrees from a JSON number with at most 3 digits before the point and 8 after it.

    Raises
    ------
    InputRefused
        If it is no number, is written otherwise, or is not between `-most` and `most`.
    """
    if not isinstance(value, Numeral) or not _DEGREE.fullmatch(value.literal):
        raise InputRefused("Send degrees as a JSON number with at most eight decimals.")
    degrees = float(value.literal)
    if abs(degrees) > most:
        raise InputRefused(f"There are no degrees beyond {most:g}.")
    return degrees


def measure_from_numeral(value: object, *, most: float) -> float:
    """Return a number between 0 and `most` from a JSON number, or raise `InputRefused`."""
    number = float(value.literal) if isinstance(value, Numeral) else -1.0
    if not 0 <= number <= most:
        raise InputRefused(f"Send a JSON number from 0 to {most:,.0f}.")
    return number


def integer_from_numeral(value: object, *, least: int, most: int) -> int:
    """Return a whole number between two bounds from a JSON number, or raise `InputRefused`."""
    whole = isinstance(value, Numeral) and _INTEGER.fullmatch(value.literal)
    number = int(value.literal) if whole and isinstance(value, Numeral) else least - 1
    if not least <= number <= most:
        raise InputRefused(f"Send a whole number from {least:,} to {most:,}.")
    return number


def uuid_from_text(value: object) -> UUID:
    """Return a UUID from its 36 lower-case characters, or raise `InputRefused`."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise InputRefused("Send a UUID of 36 lower-case characters.")
    return UUID(value)


def moment_from_text(value: object) -> datetime:
    """Return a moment since the year 2000 from ISO 8601 with its offset, or raise `InputRefused`.

    Whether it lies in the future is for the caller, who knows what time it is.
    """
    refusal = InputRefused("Send a moment since 2000 such as 2026-06-30T21:15:00+01:00.")
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise refusal
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except ValueError as error:  # 30 February, or hour 24
        raise refusal from error
