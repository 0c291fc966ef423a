"""Where the files of Monday's map lie: a private folder whose names the server makes.

A file is named by the SHA-256 of what is in it, so storing the same file twice is storing it
once. It is whole and on the disk before the row that names it is committed: written under another
name, synchronised, renamed, and the folder synchronised.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import uuid4

_ENDINGS: Final = frozenset({"pdf", "html"})


class FileDamaged(Exception):
    """A stored file is missing, or is not what was stored."""


@dataclass(frozen=True)
class MapFolder:
    """The folder of all districts' files."""

    root: Path

    def put(self, district_id: int, content: bytes, ending: str) -> str:
        """Store a file for good and return its path within the folder."""
        assert ending in _ENDINGS, "only what we make ourselves is stored here"
        digest = sha256(content).hexdigest()
        path = f"district-{district_id:d}/{digest}.{ending}"
        place = self.root / path
        if not place.exists():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(place.with_name(f".{uuid4().hex}"), place, content)
            _synchronise(place.parent)
        return path

    def get(self, path: str, digest: str) -> bytes:
        """Return a stored file.

        Raises
        ------
        FileDamaged
            If it is missing or its SHA-256 is another.
        """
        try:
            content = (self.root / path).read_bytes()
        except OSError as error:
            raise FileDamaged("The file is missing.") from error
        if sha256(content).hexdigest() != digest:
            raise FileDamaged("The file is not the one that was stored.")
        return content

    def remove_others(
        self, district_id: int, keep: Collection[str], *, before: datetime
    ) -> list[str]:
        """Remove a district's files that are not to be kept and are older than a moment.

        Returns the names of what is gone. What a stopped process left half written goes too.
        """
        folder = self.root / f"district-{district_id:d}"
        gone = []
        for place in sorted(folder.iterdir()) if folder.is_dir() else []:
            written = datetime.fromtimestamp(place.stat().st_mtime, UTC)
            if f"{folder.name}/{place.name}" not in keep and written < before:
                place.unlink()
                gone.append(place.name)
        return gone


def _write(incoming: Path, place: Path, content: bytes) -> None:
    descriptor = os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        incoming.rename(place)
    except OSError:
        incoming.unlink(missing_ok=True)
        raise


def _synchronise(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
