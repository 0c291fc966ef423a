"""Unpack a small zip in memory, counting while it streams, whatever it says of itself."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from layers.strict_text import InputRefused

MAX_ENTRIES: Final = 20  # A Shapefile has at most a dozen parts.
MAX_PART: Final = 10_000_000
MAX_UNPACKED: Final = 30_000_000

_END_MARK: Final = b"PK\x05\x06"
_END: Final = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT: Final = 65_535
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)
"""What `zipfile` raises on bytes that are not what they claim to be."""


def unpack(content: bytes) -> Mapping[str, bytes]:
    """Return the files of a zip by name.

    Raises
    ------
    InputRefused
        If it has more than 20 entries, or more than fits, or an entry that is a folder, a
        link, encrypted, named twice, or named other than a plain file.
    """
    _check_count(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            return _read_all(archive, entries)
    except InputRefused:
        raise
    except _BROKEN as error:
        raise InputRefused("The zip is broken or of an unusual kind.") from error


def _check_count(content: bytes) -> None:
    # Before zipfile builds its list: 2 MB have room for 40,000 entries.
    start = content.rfind(_END_MARK, max(0, len(content) - _LONGEST_COMMENT - _END.size))
    if start < 0 or len(content) - start < _END.size:
        raise InputRefused("The zip is broken: it has no end.")
    entries = _END.unpack_from(content, start)[4]
    if entries > MAX_ENTRIES:
        raise InputRefused(f"The zip has more than {MAX_ENTRIES} entries.")


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise InputRefused(f"The zip has more than {MAX_ENTRIES} entries.")
    if len({entry.filename.casefold() for entry in entries}) != len(entries):
        raise InputRefused("The zip has two entries of the same name.")
    for entry in entries:
        _check_entry(entry)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if "/" in name or "\\" in name or ":" in name or not name.isprintable() or name in ("", ".."):
        raise InputRefused(
            "The zip has folders or paths in it: put the files into the zip side by side, alone."
        )
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise InputRefused("The zip has a link or another special file in it.")
    if entry.flag_bits & 0x1:
        raise InputRefused("The zip is encrypted.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InputRefused("The zip is compressed in an unusual way.")
    if name.casefold().endswith((".zip", ".kmz", ".gz", ".7z", ".rar", ".tar")):
        raise InputRefused("The zip has another archive in it.")


def _read_all(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    room = MAX_UNPACKED
    for entry in entries:
        with archive.open(entry) as stream:
            part = stream.read(min(MAX_PART, room) + 1)
        room -= len(part)
        if len(part) > MAX_PART or room < 0:
            raise InputRefused("The zip unpacks to more than a boundary can need.")
        files[entry.filename] = part
    return files
