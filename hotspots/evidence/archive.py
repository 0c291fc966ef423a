"""Zip files that are the same bytes each time, and reading those that anybody may have sent."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final

MOST_BYTES: Final = 32 * 1024 * 1024
MOST_UNPACKED: Final = 64 * 1024 * 1024
MOST_FILES: Final = 64

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # The earliest that a zip can say: it tells nothing.
_PLAIN_FILE: Final = 0o100644
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_KINDS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_FILE_TYPE: Final = 0o170000
_ENCRYPTED: Final = 0x1


class PackRefused(ValueError):
    """The file is no pack that is safe to open; the message says why."""


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files; the same files give the same bytes.

    Names are sorted, moments and rights fixed, and one level of compression used.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            assert _NAME.fullmatch(name), f"{name} is no name for a file of a pack"
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix: rights are read from the next line.
            entry.external_attr = _PLAIN_FILE << 16
            archive.writestr(entry, files[name])
    return written.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of a pack, held in memory alone.

    Raises
    ------
    PackRefused
        For anything but a flat, plain and small zip: paths, links, folders, names that stand
        twice, encryption, odd compression, or more bytes than a pack has.
    """
    if len(content) > MOST_BYTES:
        raise PackRefused(f"The file is larger than {MOST_BYTES // 1024**2} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            return {entry.filename: _read(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        if isinstance(error, PackRefused):
            raise
        raise PackRefused(f"This is no whole zip file: {error}") from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_FILES:
        raise PackRefused(f"The zip holds more than {MOST_FILES} files.")
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise PackRefused("A name stands twice in the zip.")
    for entry in entries:
        # orig_filename is what stood in the file: zipfile cuts a name at a NUL.
        if not _NAME.fullmatch(entry.filename) or entry.orig_filename != entry.filename:
            raise PackRefused(f"{entry.filename!r} is no plain name of a file.")
        _check_entry(entry)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise PackRefused(f"The zip unpacks to more than {MOST_UNPACKED // 1024**2} MB.")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    kind = entry.external_attr >> 16 & _FILE_TYPE
    if kind not in {0, _PLAIN_FILE & _FILE_TYPE}:
        raise PackRefused(f"{entry.filename} is a link or device, not a file.")
    if entry.flag_bits & _ENCRYPTED:
        raise PackRefused(f"{entry.filename} is encrypted.")
    if entry.compress_type not in _KINDS:
        raise PackRefused(f"{entry.filename} is compressed in a way that packs are not.")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read one file, and never more of it than it says it has."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise PackRefused(f"{entry.filename} is not as long as it says.")
    return content
