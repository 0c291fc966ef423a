"""Read fields for all rows at once: which of some words it is, which decimal number it is."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.policeuk.sheet import Sheet, Words

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

UNREADABLE: Final = np.iinfo(np.int64).min
"""Stands where a text is not a coordinate."""

_WORD: Final = 8  # Bytes read at once.
_DEGREES: Final = re.compile(r"(-?)([0-9]{1,3})(?:\.([0-9]{1,8}))?", re.ASCII)
_METRES: Final = re.compile(r"[0-9]{1,7}", re.ASCII)

_MASKS: Final = np.array([(1 << 8 * kept) - 1 for kept in range(_WORD + 1)], dtype=np.uint64)
_ONES = np.uint64(0x0101010101010101)
_HIGH = np.uint64(0xF0) * _ONES
_ZEROS = np.uint64(0x30) * _ONES  # '00000000'


def match(sheet: Sheet, column: str, vocabulary: Sequence[str]) -> NDArray[np.int16]:
    """Return which word of a vocabulary each field of a column is; -1 for none of them.

    One number made of the first eight bytes and the length finds the rows that may be a word;
    their length and the bytes that follow are compared then.
    """
    starts, lengths = sheet.column(column)
    found = np.full(sheet.rows, -1, dtype=np.int16)
    keys = _keys(sheet.words[starts] & _masks_of(lengths), lengths)
    for code, word in enumerate(vocabulary):
        raw = word.encode()
        parts = _parts(raw)
        rows = np.flatnonzero(keys == _keys(parts[0][0], np.int64(len(raw))))
        rows = rows[lengths[rows] == len(raw)]
        for at, (value, mask) in enumerate(parts[1:], start=1):
            rows = rows[(sheet.words[starts[rows] + at * _WORD] & mask) == value]
        found[rows] = code
    return found


def _keys(first: Words | np.uint64, lengths: Integers | np.int64) -> Words:
    return np.asarray(first ^ (lengths.astype(np.uint64) << np.uint64(56)))


def _parts(raw: bytes) -> list[tuple[np.uint64, np.uint64]]:
    """Return the eight-byte words of a text, each with the mask of the bytes that belong to it."""
    pieces = [raw[at : at + _WORD] for at in range(0, len(raw), _WORD)] or [b""]
    return [
        (
            np.uint64(int.from_bytes(piece, "little")),
            np.uint64((1 << 8 * len(piece)) - 1),
        )
        for piece in pieces
    ]


def distinct(sheet: Sheet, column: str) -> tuple[list[str], NDArray[np.int64]]:
    """Return the different texts of a column of short fields, and which of them each row has.

    Only the first eight bytes and the length tell two fields apart, which is enough for
    months: text that is longer is not one, and the caller refuses it by its length.
    """
    starts, lengths = sheet.column(column)
    short = lengths < _WORD
    first = np.where(short, sheet.words[starts] & _masks_of(lengths), 0).astype(np.uint64)
    keys = _keys(first, np.minimum(lengths, 255))
    if (keys == keys[0]).all():  # As in every file of one month.
        return [sheet.text(0, column)], np.zeros(sheet.rows, dtype=np.int64)
    _, rows, which = np.unique(keys, return_index=True, return_inverse=True)
    return [sheet.text(int(row), column) for row in rows], which


def _masks_of(lengths: Integers) -> Words:
    """Return what keeps as many bytes of a word as a field has, all eight if it has more."""
    return _MASKS[np.minimum(lengths, _WORD)]


def degrees_e6(sheet: Sheet, column: str) -> Integers:
    """Return the coordinates of a column in whole millionths of a degree.

    Nearly every field is one or two digits, a point and six digits, and is read as eight
    bytes; whatever else there is goes one by one through the strict pattern of decimal
    degrees. No floating point takes part, so the numbers are exactly as published.
    """
    starts, lengths = sheet.column(column)
    tail = sheet.words[np.maximum(starts + lengths - _WORD, 0)]  # d.dddddd
    head = sheet.words[starts] & np.uint64(0xFF)
    values, usual = _seven_digits(tail)
    minus = (lengths == _WORD + 1) & (head == ord("-"))
    tens = (lengths == _WORD + 1) & (head - np.uint64(ord("0")) <= np.uint64(9))
    values = values + np.where(tens, (head.astype(np.int64) - ord("0")) * 10_000_000, 0)
    values = np.where(minus, -values, values)
    usual &= (lengths == _WORD) | minus | tens
    values[lengths == 0] = UNREADABLE
    for row in np.flatnonzero(~usual & (lengths > 0)):
        values[row] = _one_degrees_e6(sheet.text(int(row), column))
    return values


def _seven_digits(words: Words) -> tuple[Integers, Flags]:
    """Return the number that eight bytes `d.dddddd` spell in millionths, and whether they do."""
    point = (words >> np.uint64(8)) & np.uint64(0xFF) == np.uint64(ord("."))
    # Put the first digit where the point is, and a zero where the digit was: 0ddddddd.
    digits = (words & ~np.uint64(0xFFFF)) | ((words & np.uint64(0xFF)) << np.uint64(8))
    digits |= np.uint64(ord("0"))
    plain = (digits & _HIGH) == _ZEROS
    plain &= ((digits + np.uint64(0x06) * _ONES) & _HIGH) == _ZEROS
    # Add neighbours in pairs, then fours, then eights: the usual way to read digits in a word.
    value = digits - _ZEROS
    value = (value * np.uint64(10) + (value >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    value = (value * np.uint64(100) + (value >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    value = (value * np.uint64(10_000) + (value >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
    return value.astype(np.int64), point & plain


def _one_degrees_e6(text: str) -> int:
    found = _DEGREES.fullmatch(text)
    if found is None:
        return UNREADABLE
    sign, whole, decimals = found.groups(default="")
    eighths = int(whole) * 10**8 + int(decimals.ljust(8, "0"))
    value = (eighths + 50) // 100  # Half a millionth of a degree, 5 cm, goes away from zero.
    return -value if sign else value


def whole_metres(sheet: Sheet, column: str) -> Integers:
    """Return the eastings or northings of a column; UNREADABLE where they are not whole metres."""
    texts = (sheet.text(row, column) for row in range(sheet.rows))
    values = (int(text) if _METRES.fullmatch(text) else UNREADABLE for text in texts)
    return np.fromiter(values, dtype=np.int64, count=sheet.rows)


def short_texts(sheet: Sheet, column: str, rows: Integers, *, without: str) -> NDArray[np.bytes_]:
    """Return the fields of some rows as an array of UTF-8, less a text that they begin with."""
    starts, lengths = sheet.column(column)
    starts, lengths = starts[rows], lengths[rows]
    skipped = _begin_with(sheet, starts, lengths, without.encode()) * len(without.encode())
    starts, lengths = starts + skipped, lengths - skipped
    columns = max(-(-int(lengths.max(initial=0)) // _WORD), 1)
    words = np.empty((len(rows), columns), dtype="<u8")
    for at in range(columns):
        left = np.clip(lengths - at * _WORD, 0, _WORD)
        # A field that has already ended gives nothing, wherever its next eight bytes would be.
        place = np.where(left > 0, starts + at * _WORD, 0)
        words[:, at] = sheet.words[place] & _MASKS[left]
    texts = words.view(f"S{columns * _WORD}").reshape(-1)
    return np.strings.replace(texts, b'""', b'"') if b'""' in sheet.content else texts


def _begin_with(sheet: Sheet, starts: Integers, lengths: Integers, raw: bytes) -> Flags:
    same = lengths >= len(raw)
    for at, (value, mask) in enumerate(_parts(raw)):
        same &= (sheet.words[starts + at * _WORD] & mask) == value
    return same
