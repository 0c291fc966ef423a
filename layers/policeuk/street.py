"""Read one street file into releases: counts by place and category, and a verdict on each row.

A row is one offence, with no key that could tell two of them apart, so identical rows are
counted and never removed. A row without a place is counted as well, but on no map point.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers import projection
from layers.policeuk import fields
from layers.policeuk.categories import SLUGS, categories_of
from layers.policeuk.file_names import FileName, month_of
from layers.policeuk.forces import FORCES, INVENTED, universe_of
from layers.policeuk.lists import EAST_E6, NORTH_E6, SOUTH_E6, WEST_E6, ListVersion, list_for
from layers.policeuk.lists import place_numbers as numbers_of_places
from layers.policeuk.sheet import Sheet, read_sheet
from layers.policeuk.verdicts import SENTENCES, Reason, Refusal, refusals_of
from layers.strict_text import InputRefused

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOST_AT_ONE_POINT: Final = 32_767
"""Offences of one category at one point in one month; the column is two bytes wide. The most
in 965,000 rows was 184."""

LONGEST_NAME: Final = 160
"""Bytes of a location, as wide as its column. The longest real one has 64."""

_CATEGORY_BITS: Final = 5  # Codes are below 32; place numbers have 48 bits; 53 of 63 are used.
_NEAR: Final = "On or near "


@dataclass(frozen=True)
class Counts:
    """Offences at places: three parallel arrays in order of place, then category."""

    places: Integers
    categories: NDArray[np.int16]
    n: Integers


@dataclass(frozen=True)
class ReadRelease:
    """One force and month as one file gives it."""

    force: str
    month: date
    layout: str
    snap_list: ListVersion
    rows_read: int
    rows_kept: int
    without_location: dict[str, int]
    refusals: tuple[Refusal, ...]
    counts: Counts
    # Each place once, in order, with the text of its street (UTF-8, without "On or near").
    places: Integers
    names: NDArray[np.bytes_] = field(repr=False)

    @property
    def rows_without_location(self) -> int:
        """Rows that name no place."""
        return sum(self.without_location.values())

    @property
    def rows_refused(self) -> int:
        """Rows that are not counted."""
        return sum(one.rows for one in self.refusals)


@dataclass(frozen=True)
class _Rows:
    """What was read of every row: verdict, category code, whether it has a place, and which."""

    sheet: Sheet
    verdicts: NDArray[np.uint8]
    categories: NDArray[np.int16]
    located: Flags
    places: Integers


def read_street(content: bytes, name: FileName | None, *, split: bool = False) -> list[ReadRelease]:
    """Return the releases that a street file holds.

    A file named as data.police.uk names them holds one, and a row of another month or force
    is refused. A file with another name is taken at its rows' word if they agree on one month
    and one known force; if they do not, it is an extract or several files joined, and is cut
    into releases only if `split` says that it is whole: an extract would put its few rows in
    the place of a complete month.

    Raises
    ------
    InputRefused
        If it is not a street file that can be read, or no row of it can be counted.
    """
    sheet = read_sheet(content)
    groups = _named(sheet, name) if name else _by_rows(sheet, split=split)
    releases = [_release(sheet, *group) for group in groups]
    if not any(one.rows_kept + one.rows_without_location for one in releases):
        refused = releases[0].refusals[0]
        raise InputRefused(
            f"No row can be counted: line {refused.lines[0]:,} and others are refused because "
            f"{SENTENCES[refused.reason]}."
        )
    return releases


_Group = tuple[str, date, Integers, NDArray[np.uint8]]


def _named(sheet: Sheet, name: FileName) -> list[_Group]:
    months, which = fields.distinct(sheet, "Month")
    wanted = f"{name.month:%Y-%m}"
    verdict_of_text = np.array(
        [0 if text == wanted else _month_verdict(text) for text in months], dtype=np.uint8
    )
    verdicts = verdict_of_text[which]
    other = fields.match(sheet, "Falls within", [_name_of_force(sheet, name.force)]) < 0
    verdicts[other & (verdicts == 0)] = Reason.OTHER_FORCE
    return [(name.force, name.month, np.arange(sheet.rows), verdicts)]


def _month_verdict(text: str) -> Reason:
    try:
        month_of(text)
    except ValueError:
        return Reason.MONTH_UNREADABLE
    return Reason.OTHER_MONTH


def _name_of_force(sheet: Sheet, force: str) -> str:
    """Return the name that a force has in its files; the first row's, if the force is new."""
    if force in FORCES:
        return FORCES[force]
    first = sheet.text(0, "Falls within")
    if first in FORCES.values():
        raise InputRefused(f"Line 2 is of {first}, but the file's name says {force}.")
    return first


def _by_rows(sheet: Sheet, *, split: bool) -> list[_Group]:
    """Return the rows of each (force, month). Rows of neither go with the first."""
    slugs = list(FORCES)
    forces = fields.match(sheet, "Falls within", list(FORCES.values())).astype(np.int64)
    texts, which = fields.distinct(sheet, "Month")
    unreadable = np.array([_month_verdict(text) == Reason.MONTH_UNREADABLE for text in texts])
    verdicts = np.where(unreadable[which], Reason.MONTH_UNREADABLE, 0).astype(np.uint8)
    verdicts[(forces < 0) & (verdicts == 0)] = Reason.OTHER_FORCE
    keys = np.where(verdicts == 0, forces * len(texts) + which, -1)
    found = [int(key) for key in np.unique(keys) if key >= 0]
    if not found:
        raise InputRefused("No row names a month and a force that are known.")
    if len(found) > 1 and not split:
        raise InputRefused(
            f"This file joins rows of {len(found)} releases (forces and months). An extract must "
            "not take the place of whole months: import the original files, or pass --split if "
            "every month in it is complete."
        )
    keys[keys < 0] = found[0]
    return [
        (
            slugs[key // len(texts)],
            month_of(texts[key % len(texts)]),
            np.flatnonzero(keys == key),
            verdicts,
        )
        for key in found
    ]


def _release(
    sheet: Sheet, force: str, month: date, rows: Integers, verdicts: NDArray[np.uint8]
) -> ReadRelease:
    read = _read_rows(sheet, month, verdicts)
    good = rows[read.verdicts[rows] == 0]
    placed = good[read.located[good]]
    counts = _count(read, placed)
    places, first = np.unique(read.places[placed], return_index=True)
    universe = universe_of(force)
    return ReadRelease(
        force=force,
        month=month,
        layout=sheet.layout.name,
        snap_list=_list_for(month, universe, grid=sheet.layout.grid),
        rows_read=len(rows),
        rows_kept=len(placed),
        without_location=_by_category(read.categories[good[~read.located[good]]]),
        refusals=refusals_of(read.verdicts, rows),
        counts=counts,
        places=places,
        names=fields.short_texts(sheet, "Location", placed[first], without=_NEAR),
    )


def _list_for(month: date, universe: str, *, grid: bool) -> ListVersion:
    if grid and universe == INVENTED:
        raise InputRefused("An invented force has no files with eastings and northings.")
    try:
        return list_for(month, universe, grid=grid)
    except ValueError as error:
        raise InputRefused(str(error)) from error


def _read_rows(sheet: Sheet, month: date, given: NDArray[np.uint8]) -> _Rows:
    verdicts = given.copy()
    known = categories_of(month)
    matched = fields.match(sheet, "Crime type", [one.name for one in known])
    categories = np.array([*(one.code for one in known), 0], dtype=np.int16)[matched]
    _refuse(verdicts, matched < 0, Reason.UNKNOWN_CATEGORY)
    across, up = ("Easting", "Northing") if sheet.layout.grid else ("Longitude", "Latitude")
    no_across, no_up = sheet.column(across)[1] == 0, sheet.column(up)[1] == 0
    _refuse(verdicts, no_across != no_up, Reason.HALF_A_PLACE)
    located = ~(no_across & no_up)
    lng, lat, readable = _degrees(sheet, across, up)
    _refuse(verdicts, located & ~readable, Reason.PLACE_UNREADABLE)
    inside = (lng >= WEST_E6) & (lng <= EAST_E6) & (lat >= SOUTH_E6) & (lat <= NORTH_E6)
    _refuse(verdicts, located & ~inside, Reason.PLACE_OUTSIDE)
    _refuse(verdicts, sheet.column("Location")[1] > LONGEST_NAME, Reason.NAME_TOO_LONG)
    return _Rows(sheet, verdicts, categories, located, numbers_of_places(lng, lat))


def _refuse(verdicts: NDArray[np.uint8], where: Flags, reason: Reason) -> None:
    verdicts[where & (verdicts == 0)] = reason


def _degrees(sheet: Sheet, across: str, up: str) -> tuple[Integers, Integers, Flags]:
    read: Callable[[Sheet, str], Integers] = (
        fields.whole_metres if sheet.layout.grid else fields.degrees_e6
    )
    x, y = read(sheet, across), read(sheet, up)
    readable = (x != fields.UNREADABLE) & (y != fields.UNREADABLE)
    if not sheet.layout.grid:
        return x, y, readable
    # PROJ sees only numbers that lie on the National Grid; others are outside the UK anyway.
    on_grid = readable & (x <= 700_000) & (y <= 1_300_000)
    lng, lat = projection.to_degrees(x[on_grid], y[on_grid])
    x, y = np.zeros_like(x), np.zeros_like(y)
    x[on_grid], y[on_grid] = np.rint(lng * 1e6), np.rint(lat * 1e6)
    return x, y, readable


def _count(read: _Rows, placed: Integers) -> Counts:
    keys = (read.places[placed] << _CATEGORY_BITS) | read.categories[placed]
    keys, n = np.unique(keys, return_counts=True)
    if n.max(initial=0) > MOST_AT_ONE_POINT:
        raise InputRefused(
            f"More than {MOST_AT_ONE_POINT:,} offences of one category stand at one point."
        )
    return Counts(keys >> _CATEGORY_BITS, (keys & (1 << _CATEGORY_BITS) - 1).astype(np.int16), n)


def _by_category(codes: NDArray[np.int16]) -> dict[str, int]:
    found, n = np.unique(codes, return_counts=True)
    return {SLUGS[code]: many for code, many in zip(found.tolist(), n.tolist(), strict=True)}
