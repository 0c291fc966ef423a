"""Find the fields of a CSV file, all at once, and refuse whatever is not exactly one.

A street file is plain: commas, LF or CRLF, a quote only round a field that holds a comma. So
its fields are found with a few passes over the bytes as an array, ten times as fast as a row
at a time. A file that is anything else is refused whole, with its first bad line: a row that
is cut short or a quote that never closes means that the rest cannot be trusted.
"""

import csv
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.policeuk.layouts import Layout, layout_of
from layers.strict_text import InputRefused

Integers = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]

MAX_LINE: Final = 4_000  # The longest line of ten million had 330 bytes.
_PADDING: Final = 64  # So that eight bytes can be read at the start of the last field.

_BOM: Final = b"\xef\xbb\xbf"
_LF, _CR, _COMMA, _QUOTE, _SPACE = b'\n\r," '
_HTML: Final = re.compile(rb"\s*<(!doctype|html|head|body|\?xml)", re.IGNORECASE)
_CONTROLS: Final = re.compile(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")


@dataclass(frozen=True)
class Sheet:
    """A file's bytes and where each field begins and how long it is, quotes left out.

    `starts` and `lengths` have one row for each line after the header and one column for each
    column of the layout. `words[i]` is the eight bytes at `i` as one little-endian number.
    """

    layout: Layout
    content: bytes
    words: Words
    starts: Integers
    lengths: Integers

    @property
    def rows(self) -> int:
        """How many lines follow the header."""
        return len(self.starts)

    def column(self, name: str) -> tuple[Integers, Integers]:
        """Return where the fields of one column begin and how long they are."""
        at = self.layout.columns.index(name)
        return self.starts[:, at], self.lengths[:, at]

    def text(self, row: int, name: str) -> str:
        """Return one field as text."""
        starts, lengths = self.column(name)
        raw = self.content[starts[row] : starts[row] + lengths[row]]
        return raw.decode().replace('""', '"')


def read_sheet(content: bytes) -> Sheet:
    """Return the fields of a street file.

    Raises
    ------
    InputRefused
        If it is not UTF-8 text in one of the layouts with a whole number of rows, at least
        one; the sentence names the line.
    """
    _check_kind(content)
    content = content.removeprefix(_BOM)
    if not content.endswith(b"\n"):
        content += b"\n"
    body = content.index(b"\n") + 1
    layout = layout_of(_header(content[:body]))
    if body == len(content):
        raise InputRefused("Line 2: there are no rows under the header.")
    _check_text(content)
    return _fields(content, body, layout)


def _check_kind(content: bytes) -> None:
    if not content.removeprefix(_BOM).strip():
        raise InputRefused("Line 1: the file is empty.")
    if content.startswith(b"PK\x03\x04"):
        raise InputRefused("This is a ZIP or spreadsheet file with the name of a CSV file.")
    if content.startswith((b"\x1f\x8b", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise InputRefused("This is not a CSV file, whatever its name says.")
    if _HTML.match(content):
        raise InputRefused("This is a web page, not a CSV file; download it again.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:MAX_LINE]:
        raise InputRefused("Line 1: the file is in UTF-16; save it as UTF-8.")
    if b"\n" not in content and b"\r" in content:
        raise InputRefused("Line 1: the lines end in CR alone; save the file with LF or CRLF.")


def _header(line: bytes) -> list[str]:
    if len(line) > MAX_LINE:
        raise InputRefused(f"Line 1 is longer than {MAX_LINE:,} characters.")
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise InputRefused("Line 1 is not UTF-8 text.") from error
    try:
        return next(csv.reader([text.rstrip("\r\n")], strict=True))
    except (csv.Error, StopIteration) as error:
        raise InputRefused("Line 1 is not a header of data.police.uk.") from error


def _check_text(content: bytes) -> None:
    if not content.isascii():
        try:
            content.decode()
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise InputRefused(
                f"Line {line:,} is not UTF-8 (perhaps Windows-1252); save the file as UTF-8."
            ) from error


def _fields(content: bytes, body: int, layout: Layout) -> Sheet:
    data = np.frombuffer(content, dtype=np.uint8)
    marks = np.flatnonzero((data == _COMMA) | (data == _LF))
    marks = marks[np.searchsorted(marks, body) :]
    if b'"' in content:
        marks = _outside_quotes(content, data, marks)
    width = len(layout.columns)
    if marks.size % width:
        raise InputRefused(_first_uneven(content, body, width))
    stops = marks.reshape(-1, width)
    _check_even(content, data, body, stops)
    starts = np.empty_like(stops)
    starts[:, 1:] = stops[:, :-1] + 1
    starts[1:, 0] = stops[:-1, -1] + 1
    starts[0, 0] = body
    return _sheet(content, data, layout, starts, stops)


def _check_even(content: bytes, data: Bytes, body: int, stops: Integers) -> None:
    """Refuse rows that have too many or too few fields, or lines that are too long."""
    rows, width = stops.shape
    ends = data[stops[:, -1]] == _LF
    if not ends.all() or np.count_nonzero(data == _LF) != rows + 1:
        raise InputRefused(_first_uneven(content, body, width))
    longest = int(np.argmax(np.diff(stops[:, -1], prepend=body)))
    before = stops[longest - 1, -1] if longest else body
    if stops[longest, -1] - before > MAX_LINE:
        raise InputRefused(f"Line {longest + 2:,} is longer than {MAX_LINE:,} characters.")


def _sheet(content: bytes, data: Bytes, layout: Layout, starts: Integers, stops: Integers) -> Sheet:
    lengths = stops - starts
    carriage = data[stops[:, -1] - 1] == _CR
    lengths[:, -1] -= carriage  # A CR belongs to the line end; elsewhere it is refused.
    _check_controls(content, data, int(np.count_nonzero(carriage)), len(stops))
    if b'"' in content:
        quoted = (data[starts] == _QUOTE) & (lengths > 1)
        starts += quoted
        lengths -= 2 * quoted
    padded = content + bytes(_PADDING)
    words: Words = np.ndarray(len(content) + _PADDING - 7, dtype="<u8", buffer=padded, strides=(1,))
    return Sheet(layout, content, words, starts, lengths)


def _check_controls(content: bytes, data: Bytes, carriages: int, rows: int) -> None:
    """Refuse control characters other than line ends."""
    line_ends = carriages + rows + 1 + (content[: content.index(b"\n")][-1:] == b"\r")
    if np.count_nonzero(data < _SPACE) == line_ends and b"\x7f" not in content:
        return
    found = _CONTROLS.search(content)
    assert found, "a control character that is no line end"
    line = content.count(b"\n", 0, found.start()) + 1
    raise InputRefused(f"Line {line:,} has a control character in it.")


def _outside_quotes(content: bytes, data: Bytes, marks: Integers) -> Integers:
    """Return the marks that stand outside quotes, after checking that quotes enclose fields."""
    quotes = np.flatnonzero(data == _QUOTE)
    opening, closing = quotes[0::2], quotes[1::2]
    inside = np.searchsorted(quotes, marks) % 2 == 1
    open_at_end = inside & (data[marks] == _LF)
    if open_at_end.any():
        line = content.count(b"\n", 0, int(marks[open_at_end][0])) + 1
        raise InputRefused(f"Line {line:,} opens a quote that does not close on it.")
    # Before an opening quote stands a separator, or the quote that this one doubles.
    astray = opening[~np.isin(data[opening - 1], (_COMMA, _LF, _QUOTE))]
    after = closing[~np.isin(data[closing + 1], (_COMMA, _LF, _CR, _QUOTE))]
    for place in (*astray[:1], *after[:1]):
        line = content.count(b"\n", 0, int(place)) + 1
        raise InputRefused(f"Line {line:,} has a quote inside a field.")
    outside: Integers = marks[~inside]
    return outside


def _first_uneven(content: bytes, body: int, width: int) -> str:
    """Return the sentence on the first line that does not have `width` fields."""
    for number, line in enumerate(content[body:-1].split(b"\n"), start=2):
        if len(line) > MAX_LINE:
            return f"Line {number:,} is longer than {MAX_LINE:,} characters."
        line = line.removesuffix(b"\r")
        if not line.strip():
            return f"Line {number:,} is empty."
        if _CONTROLS.search(line):
            return f"Line {number:,} has a control character in it."
        found = len(next(csv.reader([line.decode()], strict=True)))
        if found != width:
            columns = "column" if found == 1 else "columns"
            return f"Line {number:,} has {found:,} {columns} where there should be {width}."
    raise AssertionError("the lines were uneven to numpy and are even to csv")
