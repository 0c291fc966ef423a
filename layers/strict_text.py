"""The only way in for text that somebody else wrote: lines, months, days and JSON.

Everything here either returns a checked value or raises :class:`InputRefused` with one
sentence that the person who gave the input can act on.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any, Final, NoReturn

MAX_DEPTH: Final = 8
"""Deepest JSON that any input of this software needs: a MultiPolygon in a feature
collection has exactly eight levels."""

_MAX_NUMBER_DIGITS: Final = 40  # A double prints with at most 24; Python's own limit is 4,300.

_MONTH: Final = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)
_DAY: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)

# Strings are skipped whole, so that a bracket inside one does not count. Possessive
# repeats and the optional closing quote keep the search linear for any input.
_STRINGS_AND_BRACKETS: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


class InputRefused(ValueError):
    """Input from outside breaks a rule; the message says which, in one sentence."""


def clean_line(text: str, *, most: int) -> str:
    """Return one line of text in normal form (NFC), with single spaces and no control characters.

    Parameters
    ----------
    text : str
        Anything, from anywhere.
    most : int
        The greatest length, in code points, after cleaning.

    Raises
    ------
    InputRefused
        If nothing readable remains, or more than `most` code points, or if the text has
        a lone surrogate, which cannot be stored.
    """
    if len(text) > 4 * most + 64:  # Normalising is not free; no honest text shrinks that much.
        raise InputRefused(f"A text is longer than {most} characters.")
    if any(unicodedata.category(mark) == "Cs" for mark in text):
        raise InputRefused("A text has half a character (a lone surrogate) in it.")
    readable = (
        " " if mark.isspace() else mark
        for mark in unicodedata.normalize("NFC", text)
        if mark.isspace() or unicodedata.category(mark) not in {"Cc", "Cf", "Cn", "Co"}
    )
    line = " ".join("".join(readable).split())
    if not line:
        raise InputRefused("A text is empty.")
    if len(line) > most:
        raise InputRefused(f"A text is longer than {most} characters.")
    return line


def month_from_text(text: str, *, latest: date) -> date:
    """Return the first day of a month written as YYYY-MM, from 2000-01 to the month of `latest`.

    Raises
    ------
    InputRefused
        If the text is anything else.
    """
    found = _MONTH.fullmatch(text)
    if found is None:
        raise InputRefused("A month must be written as YYYY-MM, such as 2025-06, from 2000 on.")
    month = date(int(found[1]), int(found[2]), 1)
    if month > latest:
        raise InputRefused(f"A month must not be later than {latest:%Y-%m}.")
    return month


def day_from_text(text: str, *, latest: date) -> date:
    """Return a day written as YYYY-MM-DD, from 2000-01-01 to `latest`.

    Raises
    ------
    InputRefused
        If the text is anything else.
    """
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:  # 30 February
        day = None
    if day is None:
        raise InputRefused("A day must be written as YYYY-MM-DD, such as 2025-06-30, from 2000 on.")
    if day > latest:
        raise InputRefused(f"A day must not be later than {latest:%Y-%m-%d}.")
    return day


def load_json(
    content: bytes,
    *,
    max_bytes: int,
    max_depth: int = MAX_DEPTH,
    number: Callable[[str], Any] | None = None,
) -> Any:
    """Parse JSON that must be exactly what the standard says, and no larger than agreed.

    Stricter than :func:`json.loads`: UTF-8 only (a byte-order mark is allowed), no NaN or
    Infinity, no number that overflows, no key twice in one object, bounded depth.

    Parameters
    ----------
    content : bytes
        The whole document.
    max_bytes, max_depth : int
        Limits; an object or array within another is one deeper.
    number : callable, optional
        Makes the value of each number from how it is written, once it is known to be finite;
        without it numbers are int and float.

    Raises
    ------
    InputRefused
        If any of that does not hold.
    """
    if len(content) > max_bytes:
        raise InputRefused(f"The JSON is larger than {max_bytes:,} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefused("The JSON is not UTF-8 text.") from error
    _check_depth(text, max_depth)
    try:
        return json.loads(
            text,
            object_pairs_hook=_object_without_repeats,
            parse_constant=_refuse_constant,
            parse_float=_reader(_finite_float, number),
            parse_int=_reader(_short_integer, number),
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputRefused(f"The JSON is broken at {where}.") from error


def _check_depth(text: str, max_depth: int) -> None:
    depth = 0
    for found in _STRINGS_AND_BRACKETS.finditer(text):
        mark = found[0]
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        if depth > max_depth:
            raise InputRefused(f"The JSON is nested deeper than {max_depth} levels.")


def _object_without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InputRefused("The JSON has the same key twice in one object.")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise InputRefused(f"The JSON holds {name}, which is not a number.")


def _reader(
    check: Callable[[str], float], number: Callable[[str], Any] | None
) -> Callable[[str], Any]:
    if number is None:
        return check

    def read(digits: str) -> Any:
        check(digits)
        return number(digits)

    return read


def _finite_float(digits: str) -> float:
    value = float(digits) if len(digits) <= _MAX_NUMBER_DIGITS else float("inf")
    if abs(value) == float("inf"):
        raise InputRefused("The JSON holds a number that is too large or too long.")
    return value


def _short_integer(digits: str) -> int:
    if len(digits) > _MAX_NUMBER_DIGITS:
        raise InputRefused("The JSON holds a number that is too large or too long.")
    return int(digits)
