"""The tables of a pack as CSV, there and back: official counts, and figures by name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hotspots.funding.counts import Counts

COUNTS: Final = ("area", "name", "role", "month", "category", "records")
FIGURES: Final = ("figure", "value")
_MOST: Final = 10**9
_FORMULA: Final = frozenset("=+-@\t\r＝＋－＠")
_NUMBER: Final = re.compile(r"-?[0-9.]+(e[+-]?[0-9]+)?")


class SheetRefused(ValueError):
    """A table of the pack is not of the form that packs have; the message says what."""


def counts_csv(counts: Counts) -> bytes:
    """Return official counts as CSV, every combination in order, zeros included."""
    return write_table(COUNTS, counts.rows())


def counts_of(content: bytes) -> Counts:
    """Return the counts of a CSV.

    Raises
    ------
    SheetRefused
        If the table is not of the form, or a count is not a whole number.
    """
    rows = [(*row[:5], whole_of(row[5])) for row in read_table(content, COUNTS)]
    try:
        return Counts.from_rows(rows)  # type: ignore[arg-type]
    except ValueError as error:
        raise SheetRefused(f"counts.csv: {error}") from error


def figures_csv(flat: Mapping[str, object]) -> bytes:
    """Return figures by name as CSV, for a spreadsheet."""
    return write_table(FIGURES, sorted(flat.items()))


def figures_of(content: bytes) -> dict[str, str]:
    """Return figures of a CSV as texts."""
    rows = read_table(content, FIGURES)
    told = {row[0]: row[1] for row in rows}
    if len(told) < len(rows):
        raise SheetRefused("a figure stands twice.")
    return told


def text_of(value: object) -> str:
    """Return a figure as it stands in the CSV; numbers are written so that none loses a digit."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value) if isinstance(value, float) else str(value)


def write_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV that no spreadsheet takes for formulae."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow(head)
    sheet.writerows([[_neutral(one) for one in row] for row in rows])
    return text.getvalue().encode()


def _neutral(value: object) -> object:
    """Keep a spreadsheet from taking a name for a formula."""
    if isinstance(value, str) and value[:1] in _FORMULA and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def read_table(content: bytes, head: Sequence[str]) -> list[list[str]]:
    """Return the rows of a CSV that has just this head.

    Raises
    ------
    SheetRefused
        If it has not, or cannot be read.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SheetRefused(f"A table cannot be read: {error}") from error
    if not rows or rows[0] != list(head):
        raise SheetRefused(f"A table does not begin with {', '.join(head)}.")
    if any(len(row) != len(head) for row in rows):
        raise SheetRefused("A table has rows of different length.")
    return rows[1:]


def whole_of(text: str) -> int:
    """Return the count that a text is.

    Raises
    ------
    SheetRefused
        If it is none.
    """
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > _MOST:
        raise SheetRefused(f"{text[:20]!r} is no count.")
    return int(text)
