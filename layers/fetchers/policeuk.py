"""Fetch a force's street files out of the monthly archive of data.police.uk.

An archive holds the last 36 months of all forces in 1.7 GB; one force is a hundredth of it. So
only the archive's directory and the force's entries are read where the server gives pieces.
"""

import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final

import httpx

from layers.fetchers.downloads import (
    DownloadFailed,
    Patience,
    download,
    find,
)
from layers.fetchers.remote_file import RemoteFile
from layers.policeuk.file_names import STREET, FileName, months_between
from layers.policeuk.sources import MAX_BYTES, check_entry
from layers.strict_text import InputRefused

_LOCAL_HEADER: Final = 30 + 4_096  # Bytes before an entry's data, with room for extra fields.
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)


@dataclass(frozen=True)
class Fetched:
    """Street files on disk, in order of month, and the months that the archive lacks."""

    files: list[Path]
    missing: list[date]


def archive_url(base: str, month: date) -> str:
    """Return the address of the archive that was published with a month."""
    return f"{base.rstrip('/')}/data/archive/{month:%Y-%m}.zip"


def fetch_street_files(
    *,
    base: str,
    force: str,
    first: date,
    last: date,
    folder: Path,
    client: httpx.Client,
    patience: Patience | None = None,
    on_file: Callable[[str], None] = lambda label: None,
) -> Fetched:
    """Fetch the street files of a force from the archive of the last month into a folder.

    A file that is there already, with the size and checksum of the archive's directory, is
    not fetched again, so that a run that was broken off goes on where it was.

    Raises
    ------
    DownloadFailed
        If the archive or a file in it cannot be had whole; files fetched before stay.
    """
    patience = patience or Patience()
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {
        f"{month:%Y-%m}/{FileName(month, force, STREET)}": month
        for month in months_between(first, last)
    }
    files: list[Path] = []
    with _opened(client, archive_url(base, last), folder, patience) as (archive, remote):
        held = {entry.filename: entry for entry in archive.infolist()}
        for path in wanted:
            if path in held:
                files.append(_fetch(archive, remote, held[path], folder))
                on_file(files[-1].name)
    return Fetched(files, [month for path, month in wanted.items() if path not in held])


@contextmanager
def _opened(
    client: httpx.Client, url: str, folder: Path, patience: Patience
) -> Iterator[tuple[zipfile.ZipFile, RemoteFile | None]]:
    """Yield the archive: on the server if that gives pieces, else downloaded whole."""
    remote = find(client, url, patience)
    if remote is None:
        path = folder / url.rsplit("/", 1)[-1]
        download(client, url, path, patience)
        with _archive(path.open("rb"), path) as archive:
            yield archive, None
    else:
        file = RemoteFile(client, remote, patience)
        with _archive(file, None) as archive:  # type: ignore[arg-type]
            yield archive, file


@contextmanager
def _archive(file: IO[bytes], path: Path | None) -> Iterator[zipfile.ZipFile]:
    try:
        with file, zipfile.ZipFile(file) as archive:
            yield archive
    except _DAMAGED as error:
        if path is not None:
            path.unlink()  # So that the next run does not find it again.
        raise DownloadFailed("What the server sent is not a whole ZIP archive.") from error


def _fetch(
    archive: zipfile.ZipFile, remote: RemoteFile | None, entry: zipfile.ZipInfo, folder: Path
) -> Path:
    try:
        path = folder / str(check_entry(entry))
    except InputRefused as error:
        raise DownloadFailed(str(error)) from error
    if _is_whole(path, entry):
        return path
    if remote is not None:
        length = _LOCAL_HEADER + len(entry.filename) + entry.compress_size
        remote.hold(entry.header_offset, length)
    with archive.open(entry) as stream:
        content = stream.read(MAX_BYTES + 1)  # zipfile checks the checksum at the end.
    if len(content) != entry.file_size:
        raise DownloadFailed(f"{path.name} does not have the size that the archive says.")
    _write_whole(path, content)
    return path


def _is_whole(path: Path, entry: zipfile.ZipInfo) -> bool:
    if not path.is_file() or path.stat().st_size != entry.file_size:
        return False
    return zlib.crc32(path.read_bytes()) == entry.CRC


def _write_whole(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
