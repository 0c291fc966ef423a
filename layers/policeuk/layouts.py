"""The layouts that data.police.uk has published, told apart by their header line alone.

A header is matched whole and in order: a column that moved or vanished means that the file
means something else, and the sentence of the refusal names the column.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from layers.strict_text import InputRefused


@dataclass(frozen=True)
class Layout:
    """One published layout of street files."""

    name: str
    columns: tuple[str, ...]
    grid: bool = False  # Places are eastings and northings (EPSG:27700), not degrees.
    merged: bool = False  # Made by joining files; a last column names the file of each row.


_STREET: Final = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
_GRID: Final = (
    "Month",
    "Reported by",
    "Falls within",
    "Easting",
    "Northing",
    "Location",
    "Crime type",
    "Context",
)

LAYOUTS: Final = (
    Layout("street", _STREET),
    Layout("street, merged", (*_STREET, "source_file"), merged=True),
    Layout("street, easting and northing", _GRID, grid=True),
)

# Files that stand beside street files in every archive and are something else.
NOT_STREET: Final = {
    "outcomes": (
        "This is an outcomes file: it tells what came of crimes that the street file of its "
        "month already counts, so import the file that ends in -street.csv."
    ),
    "stop-and-search": (
        "This is a stop-and-search file: searches are not offences, so import the file that "
        "ends in -street.csv."
    ),
}
_OUTCOMES: Final = (*_STREET[:9], "Outcome type")
_STOP_AND_SEARCH: Final = ("Type", "Date", "Part of a policing operation", "Policing operation")


def layout_of(header: Sequence[str]) -> Layout:
    """Return the layout that a header line names.

    Raises
    ------
    InputRefused
        If no street file has these columns in this order; the sentence says what is wrong.
    """
    columns = tuple(header)
    for layout in LAYOUTS:
        if layout.columns == columns:
            return layout
    if columns == _OUTCOMES:
        raise InputRefused(NOT_STREET["outcomes"])
    if columns[:4] == _STOP_AND_SEARCH:
        raise InputRefused(NOT_STREET["stop-and-search"])
    raise InputRefused(_what_is_wrong(columns))


def _what_is_wrong(columns: tuple[str, ...]) -> str:
    line = ",".join(columns)
    for mark, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")):
        if line.count(mark) > len(columns):
            return f"Line 1: the columns are separated by {called}, not by commas."
    wanted = _nearest(columns)
    if not set(columns) & set(wanted):
        return f"Line 1 is not a header of data.police.uk, which begins {','.join(_STREET[:3])}."
    return f"Line 1: {_difference(columns, wanted)}."


def _nearest(columns: tuple[str, ...]) -> tuple[str, ...]:
    return max((one.columns for one in LAYOUTS), key=lambda known: len(set(known) & set(columns)))


def _difference(columns: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    for column in columns:
        if columns.count(column) > 1:
            return f"the column {_shown(column)} stands there twice"
        if column not in wanted:
            return f"there is a column {_shown(column)} that street files do not have"
    for column in wanted:
        if column not in columns:
            return f"the column {_shown(column)} is missing"
    moved = next(
        column for column, expected in zip(columns, wanted, strict=True) if column != expected
    )
    return f"the column {_shown(moved)} stands out of its place"


def _shown(column: str) -> str:
    return repr(column[:40])
