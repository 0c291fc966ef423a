"""Where cleaned photographs lie: private files whose names the server makes.

A file is whole and on the disk before the row that names it is committed: written under another
name, synchronised, renamed, and the folder synchronised. So a row never speaks of a file that is
missing or short, whenever the machine dies; a file without a row can remain, and is swept away.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

_INCOMING: Final = "incoming"


@dataclass(frozen=True)
class Stray:
    """One file of the folder: whose it would be, and when it was last written, by the clock."""

    path: Path
    district_id: int
    photo_id: UUID | None
    written: float


@dataclass(frozen=True)
class PhotoFolder:
    """The private folder of all photographs, one folder in it for each district."""

    root: Path

    @property
    def turns(self) -> Path:
        """Return the folder for the locks of decoding; made if there is none yet."""
        self._incoming()
        return self.root

    def large(self, district_id: int, photo_id: UUID) -> Path:
        """Return where a photograph lies."""
        return self._folder(district_id) / f"{photo_id}.jpg"

    def small(self, district_id: int, photo_id: UUID) -> Path:
        """Return where its small copy lies."""
        return self._folder(district_id) / f"{photo_id}-small.jpg"

    def put(self, district_id: int, photo_id: UUID, *, large: bytes, small: bytes) -> None:
        """Store both files for good; they are on the disk when this returns."""
        folder = self._folder(district_id)
        incoming = self._incoming()
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            _synchronise(self.root)
        for path, content in (
            (self.large(district_id, photo_id), large),
            (self.small(district_id, photo_id), small),
        ):
            _write(incoming / uuid4().hex, path, content)
        _synchronise(folder)

    def remove(self, district_id: int, photo_id: UUID) -> None:
        """Remove both files, or what there is of them."""
        self.large(district_id, photo_id).unlink(missing_ok=True)
        self.small(district_id, photo_id).unlink(missing_ok=True)

    def half_written(self) -> Iterator[Stray]:
        """Return files that a killed process left under their first names."""
        for path in sorted(self._incoming().iterdir()):
            yield Stray(path, 0, None, path.stat().st_mtime)

    def stored(self, district_id: int) -> Iterator[Stray]:
        """Return all files of a district, whether a row names them or not."""
        folder = self._folder(district_id)
        for path in sorted(folder.iterdir()) if folder.exists() else ():
            yield Stray(path, district_id, _photo_of(path), path.stat().st_mtime)

    def _folder(self, district_id: int) -> Path:
        return self.root / f"district-{district_id:d}"

    def _incoming(self) -> Path:
        folder = self.root / _INCOMING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


def _photo_of(path: Path) -> UUID | None:
    try:
        return UUID(path.stem.removesuffix("-small"))
    except ValueError:
        return None


def _write(incoming: Path, path: Path, content: bytes) -> None:
    descriptor = os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        incoming.rename(path)
    except OSError:
        incoming.unlink(missing_ok=True)
        raise


def _synchronise(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
