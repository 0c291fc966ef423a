"""A zipped Shapefile is read only if every length in it bears out."""

import io
import stat
import struct
import zipfile

import pytest
import shapefile as pyshp
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.boundary_files import archive, dbase, projection_text, read_boundary
from layers.strict_text import InputRefused
from tests.layers.boundary_builders import (
    ELSEWHERE,
    GRID_PRJ,
    HOLE,
    SQUARE,
    WGS84_PRJ,
    in_metres,
    shapefile_parts,
    shapefile_zip,
    zipped,
)

PARTS = shapefile_parts()


def without(*endings: str) -> bytes:
    return zipped({name: part for name, part in PARTS.items() if name[-3:] not in endings})


def instead(**parts: bytes) -> bytes:
    return zipped({**PARTS, **{f"town.{ending}": part for ending, part in parts.items()}})


def changed(part: str, at: int, layout: str, *values: int) -> bytes:
    """Return a zip in which some numbers of one part were overwritten."""
    content = bytearray(PARTS[f"town.{part}"])
    struct.pack_into(layout, content, at, *values)
    return instead(**{part: bytes(content)})


@pytest.mark.parametrize(
    "content",
    [
        shapefile_zip([SQUARE[::-1]]),
        shapefile_zip(kind=pyshp.POLYGONZ),
        zipped({name.upper(): part for name, part in PARTS.items()}),
        zipped(
            {**PARTS, "town.shp.xml": b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>", "a.txt": b""}
        ),
    ],
)
def test_variants_are_read(content):
    found = read_boundary(content)

    assert (found.kind, found.name) == ("Shapefile", "Town centre")
    assert found.shape.area == pytest.approx(12e-6)


def test_a_shape_of_two_parts_with_a_hole_is_one_boundary():
    shape = read_boundary(shapefile_zip([SQUARE[::-1], HOLE[::-1], ELSEWHERE[::-1]])).shape

    assert sorted(len(part.interiors) for part in shape.geoms) == [0, 1]


def test_one_of_several_shapes_is_chosen_by_name():
    content = shapefile_zip([SQUARE], [ELSEWHERE], names=["West", "East"])

    assert read_boundary(content, feature="East").shape.bounds[0] == pytest.approx(-0.889)


def test_metres_are_read_when_the_prj_says_so():
    parts = {**shapefile_parts([in_metres(SQUARE)]), "town.prj": GRID_PRJ.encode()}

    assert read_boundary(zipped(parts)).shape.area == pytest.approx(12e-6, rel=1e-3)
    with pytest.raises(InputRefused, match="EPSG:27700, but --srid says 4326"):
        read_boundary(zipped(parts), srid=4326)


@pytest.mark.parametrize(
    ("code_page", "name"),
    [(b"1252", "CafÃ©"), (b"UTF-8", "Café"), (b"", "Café"), (b"latin-9\xff", "Café")],
)
def test_the_code_page_is_heard(code_page, name):
    parts = {**shapefile_parts(names=["Café"]), "town.cpg": code_page}

    assert read_boundary(zipped(parts)).name == name


def test_a_record_without_a_shape_is_refused_by_name():
    with pytest.raises(InputRefused, match="not a polygon but nothing"):
        read_boundary(shapefile_zip(kind=pyshp.NULL))


SHAPE = 108  # Where the first shape begins: the file's header, and the record's.


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (without("shx"), "lacks its .shx"),
        (without("dbf", "prj"), "lacks its .dbf and .prj"),
        (without("shp"), "exactly one Shapefile.*none"),
        (zipped({**PARTS, "other.shp": b""}), "exactly one Shapefile.*2"),
        (instead(shp=b""), "broken"),
        (instead(shx=b""), "broken"),
        (instead(shp=PARTS["town.shp"] + bytes(4)), "broken"),
        (changed("shp", 0, ">I", 9995), "broken"),
        (changed("shp", 24, ">I", 7), "broken"),
        (changed("shx", 100, ">I", 51), "broken"),
        (changed("shx", 104, ">I", 2**31), "broken"),
        (changed("shp", 100, ">I", 2), "broken"),
        (changed("shp", 104, ">I", 2**31), "broken"),
        (changed("shp", SHAPE, "<i", 1), "a point"),
        (changed("shp", SHAPE, "<i", 31), "a surface"),
        (changed("shp", SHAPE, "<i", 99), "an unusual shape"),
        (changed("shp", SHAPE + 36, "<I", 2**31), "broken"),
        (changed("shp", SHAPE + 36, "<I", 0), "broken"),
        (changed("shp", SHAPE + 40, "<I", 2**31), "broken"),
        (changed("shp", SHAPE + 40, "<I", 4), "broken"),
        (changed("shp", SHAPE + 44, "<I", 1), "broken"),
        (changed("shp", SHAPE + 44, "<I", 2**31), "broken"),
        (changed("shp", SHAPE + 48, "<d", float("nan")), "finite"),
        (changed("shp", SHAPE + 48, "<d", 1e308), "finite"),
        (changed("dbf", 4, "<I", 2**32 - 1), "not as many records"),
        (changed("dbf", 4, "<I", 2), "not as many records"),
        (changed("dbf", 8, "<H", 65_535), "lengths"),
        (changed("dbf", 10, "<H", 0), "not as many records"),
        (changed("dbf", 10, "<H", 65_535), "lengths"),
        (changed("dbf", 10, "<H", 5), "lengths"),
        (changed("dbf", 8, "<H", 70), "lengths"),
        (instead(dbf=b""), "lengths"),
        (instead(prj=b""), "neither WGS84"),
        (instead(prj=b"EPSG:4326"), "neither WGS84"),
        (instead(shx=PARTS["town.shx"][:100] + bytes(8 * 5001)), "broken"),
    ],
)
def test_a_broken_part_is_refused(content, says):
    with pytest.raises(InputRefused, match=says):
        read_boundary(content)


def test_an_index_of_half_an_entry_is_refused():
    index = bytearray(PARTS["town.shx"] + bytes(4))
    struct.pack_into(">I", index, 24, len(index) // 2)

    with pytest.raises(InputRefused, match="broken"):
        read_boundary(instead(shx=bytes(index)))


def test_bytes_after_the_last_shape_are_refused():
    shp = bytearray(PARTS["town.shp"] + bytes(4))
    struct.pack_into(">I", shp, 24, len(shp) // 2)

    with pytest.raises(InputRefused, match="broken"):
        read_boundary(instead(shp=bytes(shp)))


def test_a_shape_without_room_for_its_counts_is_refused():
    shp = bytearray(PARTS["town.shp"][: SHAPE + 10])
    struct.pack_into(">I", shp, 24, len(shp) // 2)
    struct.pack_into(">I", shp, 104, 5)
    shx = bytearray(PARTS["town.shx"])
    struct.pack_into(">I", shx, 104, 5)

    with pytest.raises(InputRefused, match="broken"):
        read_boundary(instead(shp=bytes(shp), shx=bytes(shx)))


# --- The zip ---------------------------------------------------------------------------------


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


# --- The reference system --------------------------------------------------------------------

WITH_AUTHORITIES = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AUTHORITY["EPSG","4326"]]\r\n'
)


@pytest.mark.parametrize(
    ("text", "srid"),
    [
        (WGS84_PRJ, 4326),
        (WITH_AUTHORITIES, 4326),
        (WGS84_PRJ.replace("[", "(").replace("]", ")"), 4326),
        (WGS84_PRJ.replace(",", ",\n    "), 4326),
        (GRID_PRJ, 27700),
        (GRID_PRJ.replace("400000.0", "4E5"), 27700),
    ],
)
def test_two_reference_systems_are_known(text, srid):
    assert projection_text.srid_of(text.encode()) == srid


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "]",
        'GEOGCS["x"',
        'GEOGCS["x"]]',
        f"{WGS84_PRJ}{WGS84_PRJ}",
        f"{WGS84_PRJ},1",
        WGS84_PRJ.replace("GEOGCS", "GEOCCS"),
        WGS84_PRJ.replace("6378137", "6378388"),
        WGS84_PRJ.replace("298.25", "297.0"),
        WGS84_PRJ.replace('Greenwich",0.0', 'Paris",2.33'),
        WGS84_PRJ.replace("0.0174532925199433", "0.0157"),
        WGS84_PRJ.replace("Degree", "http://127.0.0.1/\n"),
        GRID_PRJ.replace("-2.0", "-3.0"),
        GRID_PRJ.replace("Transverse_Mercator", "Mercator"),
        GRID_PRJ.replace("6377563.396", "6378137.0"),
        GRID_PRJ.replace('UNIT["Meter",1.0]', 'UNIT["Foot",0.3048]'),
        GRID_PRJ.replace('PARAMETER["Scale_Factor",0.9996012717],', ""),
        GRID_PRJ.replace('PARAMETER["Scale_Factor",0.9996012717]', 'PARAMETER["Scale_Factor"]'),
        'PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",' + WGS84_PRJ + "]",
        'A["x",' * 50,
        "file:///etc/passwd",
        "/vsicurl/http://127.0.0.1:9/x.prj",
        "EPSG:4326",
        "+proj=longlat",
        WGS84_PRJ + " " * 5000,
        "é",
    ],
)
def test_other_reference_systems_are_refused(text):
    with pytest.raises(InputRefused, match="neither WGS84"):
        projection_text.srid_of(text.encode())


@settings(max_examples=500)
@given(
    st.binary(max_size=100) | st.text('GEOGCSDATUMx"[](),0123.e- \n', max_size=200).map(str.encode)
)
def test_any_other_prj_is_refused(content):
    with pytest.raises(InputRefused):
        projection_text.srid_of(content)


@settings(max_examples=300)
@given(st.binary(max_size=200), st.binary(max_size=10), st.integers(0, 5))
def test_any_table_is_read_or_refused(content, code_page, records):
    try:
        rows = dbase.texts(content, code_page, records=records)
    except InputRefused:
        return

    assert len(rows) == records


def test_columns_end_with_their_mark_or_with_the_header():
    table = bytearray(PARTS["town.dbf"])
    end = table.index(b"\r")
    shorter = bytes(table[:end] + table[end + 1 :])
    header = bytearray(shorter)
    struct.pack_into("<H", header, 8, end)

    assert dbase.texts(bytes(header), b"", records=1)[0][0][0] == "NAME"
