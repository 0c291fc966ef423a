"""A zipped Shapefile is read only if every length in it bears out."""

import struct

import pytest
import shapefile as pyshp

from layers.boundary_files import read_boundary
from layers.strict_text import InputRefused
from tests.layers.boundary_builders import (
    ELSEWHERE,
    GRID_PRJ,
    HOLE,
    SQUARE,
    in_metres,
    shapefile_parts,
    shapefile_zip,
    zipped,
)
from tests.layers.boundary_shapefile.parts import PARTS, changed, instead, without


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
