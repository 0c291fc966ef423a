"""Bring street files into the tables: read several at a time, write them in order.

Threads read, check and count files, one packs what they counted into rows, and the caller's
writes rows that are ready, so that the database never waits for more than its first rows.
"""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from django.db.backends.utils import CursorWrapper
from numpy.typing import NDArray

from layers import grid
from layers.ingestors import binary_copy
from layers.policeuk.file_names import FileName
from layers.policeuk.lists import LIST_SHIFT, ListVersion, degrees_of, numbers_of, point_numbers
from layers.policeuk.sources import StreetFile
from layers.policeuk.street import ReadRelease, read_street
from layers.strict_text import InputRefused

Integers = NDArray[np.int64]
Item = TypeVar("Item")

# The packer and the database need cores as well: on two, one reader is 5 % faster than two.
_READERS: Final = 2 if (os.cpu_count() or 1) > 2 else 1
_AHEAD: Final = 6  # Files read before they are needed; each is a few megabytes.

ROWS_AT_ONCE: Final = 50_000
"""Counts packed and written together: few enough that the database begins soon."""

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


def one_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Yield items that a thread of their own makes, each while the one before is used."""
    with ThreadPoolExecutor(1, thread_name_prefix="pack") as pool:
        coming = pool.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item


@dataclass(frozen=True)
class Packed:
    """Rows of some releases in binary COPY format, ready to be written."""

    points: list[bytes]
    points_added: int
    counts: list[bytes]


class Packer:
    """Packs releases into rows: their points that are new, and all of their counts."""

    def __init__(self, known: Mapping[int, Integers]) -> None:
        self._known = dict(known)

    def pack(self, releases: Mapping[int, ReadRelease]) -> Packed:
        """Return the rows of releases by number; their points are known from now on."""
        numbers, names = self._new_points(list(releases.values()))
        return Packed(
            list(_point_rows(numbers, names)) if numbers.size else [],
            len(numbers),
            [_count_rows(number, release) for number, release in releases.items()],
        )

    def _new_points(self, releases: Sequence[ReadRelease]) -> tuple[Integers, NDArray[np.bytes_]]:
        numbers = np.concatenate(
            [point_numbers(one.places, one.snap_list.number) for one in releases]
        )
        names = np.concatenate([one.names for one in releases])
        numbers, first = np.unique(numbers, return_index=True)
        lists = numbers >> LIST_SHIFT
        new = np.zeros(len(numbers), dtype=np.bool_)
        for number in np.flatnonzero(np.bincount(lists)).tolist():
            of_list = np.flatnonzero(lists == number)
            new[of_list] = self._learn(number, numbers[of_list])
        return numbers[new], names[first[new]]

    def _learn(self, list_number: int, numbers: Integers) -> NDArray[np.bool_]:
        """Return which points of a list, in order, are new, and know them from now on."""
        known = self._known[list_number]
        at = np.searchsorted(known, numbers)
        new: NDArray[np.bool_] = np.append(known, -1)[at] != numbers
        # A stable sort finds the two runs and merges them.
        self._known[list_number] = np.sort(np.append(known, numbers[new]), kind="stable")
        return new


def known_points(cursor: CursorWrapper, lists: Iterable[ListVersion]) -> dict[int, Integers]:
    """Return the numbers of all points of some lists, in order."""
    return {
        one.number: binary_copy.read_numbers_between(
            cursor, "layers_snappoint", "id", numbers_of(one.number)
        )
        for one in lists
    }


def write(cursor: CursorWrapper, packed: Packed) -> None:
    """Write the rows of releases that stand in the ledger, in the caller's transaction."""
    if packed.points:
        binary_copy.write(cursor, "layers_snappoint", _POINT_COLUMNS, packed.points)
    binary_copy.write(cursor, "layers_officialcount", _COUNT_COLUMNS, packed.counts)


def _count_rows(number: int, release: ReadRelease) -> bytes:
    counts = release.counts
    return binary_copy.packed(
        [
            (binary_copy.INT8, point_numbers(counts.places, release.snap_list.number)),
            (binary_copy.INT4, np.full(len(counts.n), number)),
            (binary_copy.INT2, counts.categories),
            (binary_copy.INT2, counts.n),
        ]
    )


def _point_rows(numbers: Integers, names: NDArray[np.bytes_]) -> Iterator[bytes]:
    lng, lat = degrees_of(numbers)
    columns: list[binary_copy.Column] = [
        (binary_copy.INT8, numbers),
        *((binary_copy.INT8, cells) for cells in grid.cells_of_each(lng, lat, grid.RESOLUTIONS)),
        (binary_copy.INT2, numbers >> LIST_SHIFT),
        binary_copy.points(lng, lat),
    ]
    yield from binary_copy.packed_with_text(columns, names)
