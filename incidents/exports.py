"""Cells that a spreadsheet shows and never runs, and the lines of a CSV file made of them.

Plain. A spreadsheet takes a text that begins like a formula for one. Such a text gets an
apostrophe in front, which every spreadsheet hides or shows as it is, and every cell with
words stands in quotes (RFC 4180).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

Cell = str | int | float | None

# What makes a formula (OWASP ASVS 5.0, 1.2.10), its full-width twins, and what may hide it.
_BEGINS: Final = frozenset("=+-@\t\r\n\0＝＋－＠")
_MINUSES: Final = frozenset("−﹣﬩")  # other signs that look and are sometimes read as one
_SHOWS_NOTHING: Final = " \u00a0\u200b\u200c\u200d\u2060\ufeff"


def safe_cell(value: Cell) -> str:
    """Return one cell of a CSV file: numbers as they are, words in quotes and harmless.

    Raises
    ------
    ValueError
        For a number that no spreadsheet can read: NaN or infinite.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise ValueError("A file holds finite numbers only.")
        return repr(value)
    return '"' + harmless(value).replace('"', '""') + '"'


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    first = text.lstrip(_SHOWS_NOTHING)[:1] or text[:1]
    if first in _BEGINS or first in _MINUSES:
        text = "'" + text
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of a CSV file in UTF-8 with a mark that spreadsheets know it by."""
    yield "\ufeff" + ",".join(safe_cell(name) for name in header) + "\r\n"
    for row in rows:
        yield ",".join(safe_cell(cell) for cell in row) + "\r\n"
