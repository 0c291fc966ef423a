"""Bring street files into the tables: read several at a time, write them in order.

Two threads read, check and count files while the one that calls writes what is ready, so the
database and the reader work at the same time.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from django.db.backends.utils import CursorWrapper
from numpy.typing import NDArray

from layers import grid
from layers.ingestors import binary_copy
from layers.policeuk.file_names import FileName
from layers.policeuk.lists import LIST_SHIFT, degrees_of, point_numbers
from layers.policeuk.sources import StreetFile
from layers.policeuk.street import ReadRelease, read_street
from layers.strict_text import InputRefused

Integers = NDArray[np.int64]

_READERS: Final = 2
_AHEAD: Final = 6  # Files read before they are needed; each is a few megabytes.

ROWS_AT_ONCE: Final = 150_000
"""Counts written by one statement. Each statement's check of its references walks along the
points of the list, so small batches would walk often; larger ones keep the database idle."""

_POINT_COLUMNS: Final = (
    "id",
    *(f"cell_{resolution}" for resolution in grid.RESOLUTIONS),
    "snap_list_id",
    "point",
    "name",
)
_COUNT_COLUMNS: Final = ("snap_point_id", "release_id", "category", "n")


@dataclass(frozen=True)
class Taken:
    """A file that was read; `releases` is None if it is already held."""

    label: str
    sha256: str
    releases: list[ReadRelease] | None


def take_files(
    files: Sequence[StreetFile],
    is_held: Callable[[FileName | None, str], bool],
    *,
    split: bool,
) -> Iterator[Taken]:
    """Yield files in order, read in the background a few ahead of the one that is asked for.

    Raises
    ------
    InputRefused
        If a file cannot be taken; the sentence begins with its name.
    """

    def take(file: StreetFile) -> Taken:
        try:
            content = file.read()
            sha256 = hashlib.sha256(content).hexdigest()
            held = is_held(file.name, sha256)
            releases = None if held else read_street(content, file.name, split=split)
        except InputRefused as error:
            raise InputRefused(f"{file.label}: {error}") from error
        return Taken(file.label, sha256, releases)

    waiting = iter(files)
    ahead: deque[Future[Taken]] = deque()
    with ThreadPoolExecutor(_READERS, thread_name_prefix="street") as pool:
        try:
            for file in waiting:
                ahead.append(pool.submit(take, file))
                if len(ahead) > _AHEAD:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@dataclass
class Batch:
    """Releases that wait to be written together, each with its number in the ledger."""

    releases: list[ReadRelease] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Counts that wait."""
        return sum(len(one.counts.n) for one in self.releases)


class Writer:
    """Writes points that are new and counts, in the caller's transaction."""

    def __init__(self, cursor: CursorWrapper) -> None:
        self._cursor = cursor
        self._known: dict[int, Integers] = {}
        self.points_added = 0

    def write(self, releases: Sequence[ReadRelease], ids: Sequence[int]) -> None:
        """Write the points and counts of releases whose ledger rows have these ids."""
        self._write_points(releases)
        parts = [
            binary_copy.packed(
                [
                    (
                        binary_copy.INT8,
                        point_numbers(release.counts.places, release.snap_list.number),
                    ),
                    (binary_copy.INT4, np.full(len(release.counts.n), number)),
                    (binary_copy.INT2, release.counts.categories),
                    (binary_copy.INT2, release.counts.n),
                ]
            )
            for number, release in zip(ids, releases, strict=True)
        ]
        binary_copy.write(self._cursor, "layers_officialcount", _COUNT_COLUMNS, parts)

    def _write_points(self, releases: Sequence[ReadRelease]) -> None:
        numbers = np.concatenate(
            [point_numbers(one.places, one.snap_list.number) for one in releases]
        )
        names = np.concatenate([one.names for one in releases])
        numbers, first = np.unique(numbers, return_index=True)
        new = ~self._are_known(numbers)
        numbers, names = numbers[new], names[first[new]]
        if not numbers.size:
            return
        binary_copy.write(
            self._cursor, "layers_snappoint", _POINT_COLUMNS, _point_rows(numbers, names)
        )
        self._remember(numbers)
        self.points_added += len(numbers)

    def _are_known(self, numbers: Integers) -> NDArray[np.bool_]:
        found = np.zeros(len(numbers), dtype=np.bool_)
        lists = numbers >> LIST_SHIFT
        for number in np.unique(lists).tolist():
            of_list = np.flatnonzero(lists == number)
            found[of_list] = _in_sorted(numbers[of_list], self._points_of(number))
        return found

    def _points_of(self, list_number: int) -> Integers:
        if list_number not in self._known:
            held = binary_copy.read_numbers(
                self._cursor,
                "SELECT id FROM layers_snappoint WHERE id BETWEEN %s AND %s",
                [list_number << LIST_SHIFT, ((list_number + 1) << LIST_SHIFT) - 1],
            )
            self._known[list_number] = np.sort(held)
        return self._known[list_number]

    def _remember(self, numbers: Integers) -> None:
        lists = numbers >> LIST_SHIFT
        for number in np.unique(lists).tolist():
            both = np.concatenate([self._known[number], numbers[lists == number]])
            self._known[number] = np.sort(both, kind="stable")  # Merges two sorted runs.


def _in_sorted(wanted: Integers, known: Integers) -> NDArray[np.bool_]:
    if not known.size:
        return np.zeros(len(wanted), dtype=np.bool_)
    at = np.minimum(np.searchsorted(known, wanted), known.size - 1)
    return np.asarray(known[at] == wanted)


def _point_rows(numbers: Integers, names: NDArray[np.bytes_]) -> Iterator[bytes]:
    lng, lat = degrees_of(numbers)
    columns: list[binary_copy.Column] = [
        (binary_copy.INT8, numbers),
        *(
            (binary_copy.INT8, grid.cells_of(lng, lat, resolution))
            for resolution in grid.RESOLUTIONS
        ),
        (binary_copy.INT2, numbers >> LIST_SHIFT),
        binary_copy.points(lng, lat),
    ]
    yield from binary_copy.packed_with_text(columns, names)
