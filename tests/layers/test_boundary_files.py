"""One boundary comes out of each kind of file, whatever the file is called."""

import json
import random

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.boundary_files import read_boundary
from layers.strict_text import InputRefused
from tests.layers import boundary_builders as builders
from tests.layers.boundary_builders import HOLE, SQUARE
from tests.stopwatch import Stopwatch

GOOD = {
    "GeoJSON": builders.geojson(),
    "Shapefile": builders.shapefile_zip(),
    "GeoPackage": builders.geopackage(),
    "KML": builders.kml(),
}
EXPECTED = shapely.MultiPolygon([shapely.Polygon(SQUARE)])


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_file_gives_its_boundary(kind):
    found = read_boundary(GOOD[kind])

    assert (found.kind, found.name) == (kind, "Town centre")
    assert shapely.equals_exact(found.shape, EXPECTED, normalize=True)
    assert len(found.sha256) == 64


@pytest.mark.parametrize(
    "content",
    [
        builders.geojson(SQUARE, HOLE),
        builders.shapefile_zip([SQUARE[::-1], HOLE[::-1]]),
        builders.geopackage(("x", builders.blob(builders.wkb([SQUARE, HOLE])))),
        builders.kml(inside=builders.kml_hole(HOLE)),
    ],
    ids=GOOD,
)
def test_holes_stay_holes(content):
    shape = read_boundary(content).shape

    assert shapely.equals_exact(
        shape, shapely.MultiPolygon([shapely.Polygon(SQUARE, [HOLE])]), normalize=True
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not GeoJSON"),
        (b"\xef\xbb\xbf", "is not GeoJSON"),
        (b"WKT;POLYGON((0 0,1 1,1 0,0 0))", "is not GeoJSON"),
        (b"Version 300\nCharset", "is not GeoJSON"),
        (b"  0\nSECTION\n  2\nHEADER", "is not GeoJSON"),
        ("{}".encode("utf-16"), "is not GeoJSON"),
        (b"fgb\x03fgb\x00", "FlatGeobuf"),
        (b"\x00\x00\x27\x0a" + bytes(96), "into one zip"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b" " * 2_000_001, "larger than 2 MB"),
    ],
)
def test_other_files_are_refused_by_name(content, says):
    with pytest.raises(InputRefused, match=says):
        read_boundary(content)


def test_white_space_and_a_byte_order_mark_may_come_first():
    assert read_boundary(b"\xef\xbb\xbf\n  " + builders.geojson()).kind == "GeoJSON"


def test_a_file_of_the_greatest_size_takes_under_two_seconds():
    step = 0.02 / 9_998
    lower = [(-0.91 + number * step, 52.23) for number in range(9_999)]
    upper = [(lng, 52.24 + 0.001 * (number % 2)) for number, (lng, _) in enumerate(lower)]
    ring = [*lower, *reversed(upper), lower[0]]
    text = json.dumps(builders.feature(builders.polygon(ring), filling="x" * 900_000))
    assert len(ring) == 19_999
    assert 1_500_000 < len(text) < 2_000_000

    clock = Stopwatch()
    found = read_boundary(text.encode())

    assert clock.seconds() < 2
    assert shapely.get_num_coordinates(found.shape) == 19_999


def spoiled(content: bytes, luck: random.Random) -> bytes:
    """Return a file with a few bytes changed, lost, doubled or cut off."""
    spoilt = bytearray(content)
    for _ in range(luck.randint(1, 4)):
        at = luck.randrange(len(spoilt))
        match luck.randrange(5):
            case 0:
                spoilt[at] ^= 1 << luck.randrange(8)
            case 1:
                spoilt[at : at + 4] = luck.choice(
                    (b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff")
                )
            case 2:
                del spoilt[at : at + luck.randint(1, 40)]
            case 3:
                spoilt[at:at] = spoilt[at : at + 40]
            case 4:
                del spoilt[max(at, 1) :]
    return bytes(spoilt)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*GOOD, "Shapefile unzipped"])
def test_300_spoiled_files_are_read_or_refused(kind):
    luck = random.Random(f"7 {kind}")
    parts = builders.shapefile_parts()

    for _ in range(300):
        if kind in GOOD:
            content = spoiled(GOOD[kind], luck)
        else:  # Else the checksums of the zip would hide the readers from the damage.
            name = luck.choice(sorted(parts))
            content = builders.zipped({**parts, name: spoiled(parts[name], luck)})
        try:
            found = read_boundary(content)
        except InputRefused as refusal:
            sentence = str(refusal)
            assert sentence.endswith((".", "?")), sentence
            assert sentence.isprintable()
        else:
            assert found.shape.is_valid


SEEDS = st.sampled_from([b"", b"{", b"<kml>", b"PK\x03\x04", b"SQLite format 3\x00", b"[[[["])


@settings(max_examples=500, deadline=None)
@given(SEEDS, st.binary(max_size=300))
def test_any_bytes_are_refused(start, rest):
    with pytest.raises(InputRefused):
        read_boundary(start + rest)
