"""The zip of a Shapefile holds what it says and nothing else."""

import io
import stat
import struct
import zipfile

import pytest

from layers.boundary_files import archive, read_boundary
from layers.strict_text import InputRefused
from tests.layers.boundary_builders import (
    shapefile_zip,
    zipped,
)


def zip_with(name: str, *, mode: int = stat.S_IFREG, method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        entry.compress_type = method
        packed.writestr(entry, b"content")
    return stream.getvalue()


def doubled() -> bytes:
    """Return a zip with two entries that differ in case alone."""
    return zipped({"a.shp": b"1", "A.SHP": b"2"})


ENCRYPTED = zipped({"a.shp": b"1"}).replace(b"\x14\x00\x00\x00\x08", b"\x14\x00\x01\x00\x08")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK", "no end"),
        (b"PK\x05\x06" + bytes(10), "no end"),
        (b"PK\x05\x06" + bytes(18), "exactly one"),
        (zipped({f"{number}.txt": b"" for number in range(21)}), "more than 20"),
        (zip_with("../../app/settings.py"), "folders or paths"),
        (zip_with("/etc/passwd"), "folders or paths"),
        (zip_with("folder/town.shp"), "folders or paths"),
        (zip_with("C:town.shp"), "folders or paths"),
        (zip_with("..\\town.shp"), "folders or paths"),
        (zip_with("town.shp?.txt").replace(b"?", b"\x00"), "folders or paths"),
        (zip_with(".."), "folders or paths"),
        (zip_with("town.shp", mode=stat.S_IFLNK), "a link"),
        (zip_with("town.shp", method=zipfile.ZIP_BZIP2), "unusual way"),
        (zip_with("inner.zip"), "another archive"),
        (doubled(), "same name"),
        (ENCRYPTED, "encrypted"),
        (zipped({"town.shp": bytes(10_000_001)}), "unpacks to more"),
        (zipped({f"{number}.txt": bytes(9_000_000) for number in range(4)}), "unpacks to more"),
    ],
)
def test_a_hostile_zip_is_refused(content, says):
    assert len(content) < 100_000
    with pytest.raises(InputRefused, match=says):
        read_boundary(content if content[:2] == b"PK" else b"PK" + content)


def test_a_zip_that_hides_its_count_is_refused():
    content = bytearray(zipped({f"{number}.txt": b"" for number in range(21)}))
    struct.pack_into("<2H", content, len(content) - 14, 1, 1)

    with pytest.raises(InputRefused):
        archive.unpack(bytes(content))


def test_a_zip_with_a_wrong_checksum_is_refused():
    content = shapefile_zip().replace(struct.pack("<I", 9994)[::-1], b"\x00\x00\x00\x00")
    spoiled = bytearray(content)
    spoiled[14] ^= 0xFF  # The checksum of the first entry, in its own header,
    at = spoiled.rindex(b"PK\x01\x02")
    spoiled[at + 16] ^= 0xFF  # and of the last, in the directory.

    with pytest.raises(InputRefused, match="broken"):
        archive.unpack(bytes(spoiled))
