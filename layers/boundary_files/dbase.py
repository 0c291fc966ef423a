"""Read the text columns of a dBase table, the part of a Shapefile that holds the names."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from layers.strict_text import InputRefused

_HEADER: Final = struct.Struct("<4xIHH20x")
_COLUMN: Final = struct.Struct("<11sc4xB15x")
_END_OF_COLUMNS: Final = b"\r"
_ENCODINGS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "65001": "utf-8",
    "1252": "cp1252",
    "ansi 1252": "cp1252",
    "iso-8859-1": "latin-1",
    "iso88591": "latin-1",
}

Row = list[tuple[str, object]]


@dataclass(frozen=True)
class _Column:
    name: str
    start: int
    length: int


def texts(content: bytes, code_page: bytes, *, records: int) -> Sequence[Row]:
    """Return the (column, text) pairs of each record, text columns alone.

    Parameters
    ----------
    content, code_page : bytes
        The `.dbf` file, and the `.cpg` file or nothing.
    records : int
        How many records there must be.

    Raises
    ------
    InputRefused
        If the table's own lengths do not fit its bytes, or it has not that many records.
    """
    if len(content) < _HEADER.size:
        raise _broken()
    count, header_length, record_length = _HEADER.unpack_from(content)
    if count != records or record_length < 1:
        raise InputRefused("The Shapefile's .dbf has not as many records as it has shapes.")
    if header_length + count * record_length > len(content):
        raise _broken()
    columns = _text_columns(content[_HEADER.size : header_length], record_length)
    encoding = _ENCODINGS.get(code_page.decode("ascii", "replace").strip().casefold(), "utf-8")
    return [
        _row(content[at : at + record_length], columns, encoding)
        for at in range(header_length, header_length + count * record_length, record_length)
    ]


def _text_columns(described: bytes, record_length: int) -> list[_Column]:
    columns = []
    start = 1  # The first byte of a record says whether it is deleted.
    for at in range(0, len(described), _COLUMN.size):
        if described[at : at + 1] == _END_OF_COLUMNS:
            break
        if at + _COLUMN.size > len(described):
            raise _broken()
        name, kind, length = _COLUMN.unpack_from(described, at)
        if kind == b"C":
            label = name.partition(b"\x00")[0].decode("ascii", "replace")
            columns.append(_Column(label, start, length))
        start += length
    if start > record_length:
        raise _broken()
    return columns


def _row(record: bytes, columns: Sequence[_Column], encoding: str) -> Row:
    return [
        (
            column.name,
            record[column.start : column.start + column.length].decode(encoding, "replace"),
        )
        for column in columns
    ]


def _broken() -> InputRefused:
    return InputRefused("The Shapefile's .dbf is broken: its lengths do not agree.")
