"""Find street files in what an operator names: files, compressed files, archives, folders.

Nothing that an archive says is believed: its names must be names of data.police.uk, its
sizes are counted while it is read, and nothing is ever written to disk.
"""

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from layers.policeuk.file_names import (
    STREET,
    FileName,
    is_month_folder,
    read_member_name,
    read_name,
)
from layers.policeuk.layouts import NOT_STREET
from layers.strict_text import InputRefused

MAX_BYTES: Final = 100_000_000
"""Largest unpacked file, four times the Metropolitan Police's: reading one takes four times
its size in memory."""
MAX_ENTRIES: Final = 10_000
MAX_ARCHIVE_BYTES: Final = 20_000_000_000

_ENCRYPTED: Final = 0x1
_SUFFIXES: Final = (".csv", ".csv.gz", ".zip")
_GZIP: Final = 31  # zlib's window bits for "gzip, largest window".


@dataclass(frozen=True)
class StreetFile:
    """A file to be read: what to call it, what its name says, and how to get its bytes."""

    label: str
    name: FileName | None
    read: Callable[[], bytes] = field(repr=False)


@dataclass
class Found:
    """Street files in order of name, and the files passed over, each with the reason."""

    files: list[StreetFile] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def find_files(paths: Iterable[Path]) -> Found:
    """Return the street files that some paths name or hold.

    A file that is named must be one. In folders and archives outcomes and stop-and-search
    files are passed over, and in folders whatever else is not named like a street file.

    Raises
    ------
    InputRefused
        If a path does not exist, holds no street file, or is an archive that data.police.uk
        could not have made; the sentence names the path.
    """
    found = Found()
    for path in paths:
        before = len(found.files)
        _look_at(path, found)
        if len(found.files) == before:
            raise InputRefused(f"{path.name}: there is no street file in it.")
    return found


def _look_at(path: Path, found: Found) -> None:
    if path.is_dir():
        for inside in sorted(path.rglob("*")):
            _look_inside(inside, found)
    elif not path.is_file():
        raise InputRefused(f"{path}: there is no such file or folder.")
    elif path.suffix.lower() == ".zip":
        _look_into_archive(path, found)
    elif path.name.lower().endswith(_SUFFIXES):
        name = read_name(path.name)
        if name and name.kind != STREET:
            raise InputRefused(f"{path.name}: {NOT_STREET[name.kind]}")
        found.files.append(_plain(path, name))
    else:
        raise InputRefused(f"{path.name}: only {', '.join(_SUFFIXES)} and folders can be read.")


def _look_inside(path: Path, found: Found) -> None:
    name = read_name(path.name)
    if not path.is_file() or not path.name.lower().endswith(_SUFFIXES):
        return
    if path.suffix.lower() == ".zip":
        _look_into_archive(path, found)
    elif name is None:
        found.skipped.append(
            f"{path.name}: not named YYYY-MM-<force>-street.csv; name it alone to import it"
        )
    elif name.kind == STREET:
        found.files.append(_plain(path, name))
    else:
        found.skipped.append(f"{path.name}: {name.kind} file")


def _plain(path: Path, name: FileName | None) -> StreetFile:
    def read() -> bytes:
        if path.stat().st_size > MAX_BYTES:
            raise InputRefused(_TOO_LARGE)
        content = path.read_bytes()
        return unzipped(content) if path.suffix.lower() == ".gz" else content

    return StreetFile(path.name, name, read)


_TOO_LARGE: Final = f"The file is larger than {MAX_BYTES // 1_000_000} MB unpacked."


def unzipped(content: bytes) -> bytes:
    """Return what gzip packed, its checksum verified.

    Raises
    ------
    InputRefused
        If it is damaged, cut short, followed by something else, or too large unpacked.
    """
    parts: list[bytes] = []
    left = MAX_BYTES
    while content:
        stream = zlib.decompressobj(_GZIP)
        try:
            parts.append(stream.decompress(content, left + 1))
        except zlib.error as error:
            raise InputRefused("The compressed file is damaged; download it again.") from error
        left -= len(parts[-1])
        if left < 0:
            raise InputRefused(_TOO_LARGE)
        if not stream.eof:
            raise InputRefused("The compressed file is cut short; download it again.")
        content = stream.unused_data
    return b"".join(parts) if len(parts) != 1 else parts[0]


def _look_into_archive(path: Path, found: Found) -> None:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise InputRefused(f"{path.name}: this is not a ZIP archive, or it is damaged.") from error
    try:
        members = list(_members(archive))
    except InputRefused as error:
        raise InputRefused(f"{path.name}: {error}") from error
    for info, name in members:
        if name.kind == STREET:
            label = f"{path.name}/{info.filename}"
            found.files.append(StreetFile(label, name, _member_reader(archive, info)))
        else:
            found.skipped.append(f"{path.name}/{info.filename}: {name.kind} file")


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, FileName]]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise InputRefused(f"The archive has more than {MAX_ENTRIES:,} entries.")
    if sum(entry.file_size for entry in entries) > MAX_ARCHIVE_BYTES:
        raise InputRefused("The archive is larger than 20 GB unpacked.")
    if len({entry.filename for entry in entries}) != len(entries):
        raise InputRefused("The archive has two entries of the same name.")
    for entry in sorted(entries, key=lambda one: one.filename):
        if not is_month_folder(entry.filename):
            yield entry, check_entry(entry)


def check_entry(entry: zipfile.ZipInfo) -> FileName:
    """Return what an archive entry's name says.

    Raises
    ------
    InputRefused
        If data.police.uk could not have made the entry: another name or a path that climbs,
        a link, encrypted, or too large.
    """
    name = read_member_name(entry.filename)
    if name is None:
        raise InputRefused(
            f"The archive holds {entry.filename[:80]!r}; only entries named "
            "YYYY-MM/YYYY-MM-<force>-<kind>.csv are read."
        )
    if entry.flag_bits & _ENCRYPTED:
        raise InputRefused(f"The archive's entry {name} is encrypted.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise InputRefused(f"The archive's entry {name} is a link.")
    if entry.file_size > MAX_BYTES:
        raise InputRefused(f"{name}: {_TOO_LARGE}")
    return name


def _member_reader(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with archive.open(entry) as stream:
                content = stream.read(MAX_BYTES + 1)
                if len(content) > MAX_BYTES or stream.read(1):
                    raise InputRefused(_TOO_LARGE)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise InputRefused("The archive's entry is damaged; download it again.") from error
        return content

    return read
