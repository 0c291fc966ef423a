"""The tables of a pack as CSV, there and back: official counts, and the scheme's own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from hotspots.funding.counts import Counts

Json = dict[str, Any]

COUNTS: Final = ("area", "name", "role", "month", "category", "records")
PROCESS: Final = ("measure", "of", "value")
FIGURES: Final = ("figure", "value")
WITHHELD: Final = "withheld"
_OPEN: Final = "open"  # the end of the last band
_MOST: Final = 10**9
_FORMULA: Final = frozenset("=+-@\t\r＝＋－＠")
_NUMBER: Final = re.compile(r"-?[0-9.]+(e[+-]?[0-9]+)?")


class SheetRefused(ValueError):
    """A table of the pack is not of the form that packs have; the message says what."""


def counts_csv(counts: Counts) -> bytes:
    """Return official counts as CSV, every combination in order, zeros included."""
    return _written(COUNTS, counts.rows())


def counts_of(content: bytes) -> Counts:
    """Return the counts of a CSV.

    Raises
    ------
    SheetRefused
        If the table is not of the form, or a count is not a whole number.
    """
    rows = [(*row[:5], _whole(row[5])) for row in _read(content, COUNTS)]
    try:
        return Counts.from_rows(rows)  # type: ignore[arg-type]
    except ValueError as error:
        raise SheetRefused(f"counts.csv: {error}") from error


def process_csv(counts: Mapping[str, Any]) -> bytes:
    """Return the scheme's own counts, cut for the funder, as CSV."""
    return _written(PROCESS, _process_rows(counts))


def _process_rows(counts: Mapping[str, Any]) -> Iterable[tuple[str, str, object]]:
    for name in ("reports", "member_months"):
        for period in ("before", "after"):
            yield name, period, counts[name][period]
    for name in ("members_reporting", "incidents", "acted", "closed"):
        yield name, "after", _told(counts[name])
    for code, count in sorted(counts["outcomes"].items()):
        yield "outcome", code, _told(count)
    response = counts["response"]
    for end, count in zip(response["edges"][1:], response["counts"], strict=False):
        yield "first action within hours", _OPEN if end is None else f"{end:g}", count
    for start in response["edges"][:1]:
        yield "first action from hours", f"{start:g}", 0


def _told(count: int | None) -> object:
    return WITHHELD if count is None else count


def process_of(content: bytes) -> Json:
    """Return the scheme's own counts of a CSV.

    Raises
    ------
    SheetRefused
        If the table is not of the form.
    """
    rows = _read(content, PROCESS)
    told = {(measure, of): value for measure, of, value in rows}
    if len(told) < len(rows):
        raise SheetRefused("process.csv: a measure stands twice.")
    try:
        return {
            **{name: _periods(told, name) for name in ("reports", "member_months")},
            **{
                name: _maybe(told[name, "after"])
                for name in ("members_reporting", "incidents", "acted", "closed")
            },
            "outcomes": {of: _maybe(value) for measure, of, value in rows if measure == "outcome"},
            "response": _response(rows),
        }
    except KeyError as error:
        raise SheetRefused(f"process.csv: {error.args[0]} is missing.") from error


def _periods(told: Mapping[tuple[str, str], str], name: str) -> Json:
    return {period: _whole(told[name, period]) for period in ("before", "after")}


def _response(rows: Sequence[Sequence[str]]) -> Json:
    bands = [(of, value) for measure, of, value in rows if measure == "first action within hours"]
    starts = [of for measure, of, _ in rows if measure == "first action from hours"]
    edges = [_hours(of) for of in (*starts, *(end for end, _ in bands))]
    return {"edges": edges, "counts": [_whole(value) for _, value in bands]}


def _hours(text: str) -> int | None:
    return None if text == _OPEN else _whole(text)


def _maybe(text: str) -> int | None:
    return None if text == WITHHELD else _whole(text)


def figures_csv(flat: Mapping[str, object]) -> bytes:
    """Return figures by name as CSV, for a spreadsheet."""
    return _written(FIGURES, sorted(flat.items()))


def figures_of(content: bytes) -> dict[str, str]:
    """Return figures of a CSV as texts."""
    rows = _read(content, FIGURES)
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


def _written(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
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


def _read(content: bytes, head: Sequence[str]) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SheetRefused(f"A table cannot be read: {error}") from error
    if not rows or rows[0] != list(head):
        raise SheetRefused(f"A table does not begin with {', '.join(head)}.")
    if any(len(row) != len(head) for row in rows):
        raise SheetRefused("A table has rows of different length.")
    return rows[1:]


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > _MOST:
        raise SheetRefused(f"{text[:20]!r} is no count.")
    return int(text)
