"""A GeoPackage is read by SQLite on a short leash, and its geometries by bounded readers."""

import sqlite3
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.boundary_files import geopackage as reader
from layers.boundary_files import read_boundary, wkb
from layers.strict_text import InputRefused
from tests.layers import boundary_builders as builders
from tests.layers.boundary_builders import ELSEWHERE, HOLE, SQUARE, blob, geopackage, in_metres
from tests.stopwatch import Stopwatch

GOOD = builders.wkb([SQUARE])
ENVELOPE = struct.pack("<4d", -0.899, -0.895, 52.236, 52.239)


def row(geometry: bytes | None, name: str = "x") -> tuple[str, bytes | None]:
    return name, geometry


@pytest.mark.parametrize(
    "content",
    [
        geopackage(wal=True),
        geopackage(row(blob(GOOD, flags=0b11, envelope=ENVELOPE))),
        geopackage(row(blob(builders.wkb([SQUARE], order=">")))),
        geopackage(row(blob(builders.wkb([SQUARE], altitude=80.0)))),
        geopackage(row(blob(GOOD, flags=0))),
    ],
)
def test_variants_are_read(content):
    assert read_boundary(content).shape.area == pytest.approx(12e-6)


def test_a_multipolygon_is_read():
    geometry = builders.wkb([SQUARE, HOLE], [ELSEWHERE], altitude=1.0)

    assert len(read_boundary(geopackage(row(blob(geometry)))).shape.geoms) == 2


def test_metres_are_read_when_the_layer_says_so():
    content = geopackage(row(blob(builders.wkb([in_metres(SQUARE)]), srs=27700)), srs=27700)

    assert read_boundary(content).shape.area == pytest.approx(12e-6, rel=1e-3)


def test_one_of_several_rows_is_chosen_by_name():
    other = blob(builders.wkb([ELSEWHERE]))
    content = geopackage(row(blob(GOOD), "West"), row(other, "East"), row(None, "Nowhere"))

    assert read_boundary(content, feature="East").shape.bounds[0] == pytest.approx(-0.889)
    with pytest.raises(InputRefused, match="no geometry"):
        read_boundary(content, feature="Nowhere")


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        (b"", "no geometry"),
        (b"GP\x00\x01", "no geometry"),
        (blob(GOOD, mark=b"PG"), "standard form"),
        (blob(GOOD, version=1), "standard form"),
        (blob(GOOD, flags=0b1011), "standard form"),
        (blob(GOOD, flags=0b100001), "standard form"),
        (blob(GOOD, flags=0b10001), "is empty"),
        (blob(b"", flags=0b11), "cut short"),
        (blob(GOOD, srs=0), "another system"),
        (blob(GOOD, srs=-1), "another system"),
        (blob(GOOD, srs=27700), "another system"),
        (blob(GOOD, flags=0b11, envelope=bytes(32)), "envelope"),
        (blob(GOOD, flags=0b11, envelope=struct.pack("<4d", *[float("nan")] * 4)), "envelope"),
        (blob(struct.pack("<BII", 1, 6, 0), flags=0b11, envelope=ENVELOPE), "empty"),
        (blob(b""), "cut short"),
        (blob(GOOD[:-1]), "claims more"),
        (blob(GOOD[:7]), "cut short"),
        (blob(GOOD + b"\x00"), "left over"),
        (blob(b"\x02" + GOOD[1:]), "byte order"),
        (blob(struct.pack("<BII", 1, 3, 2**32 - 1)), "claims more"),
        (blob(struct.pack("<BIII", 1, 3, 1, 2**31)), "claims more"),
        (blob(struct.pack("<BII", 1, 6, 2**32 - 1)), "claims more"),
        (blob(struct.pack("<BII", 1, 7, 1) * 20_000), "a collection of geometries"),
        (blob(struct.pack("<BII", 1, 6, 1) * 20_000), "something else than polygons"),
        (blob(struct.pack("<BI2d", 1, 1, -0.9, 52.2)), "a point"),
        (blob(struct.pack("<BI", 1, 10) + bytes(4)), "an unusual shape"),
        (blob(struct.pack("<BII", 1, 2003, 0)), "measures"),
        (blob(struct.pack("<BII", 1, 3003, 0)), "measures"),
        (blob(struct.pack("<BII", 1, 3 | 0x20000000, 0)), "measures"),
        (blob(builders.wkb([[(float("nan"), 1.0)] * 5])), "finite"),
        (blob(builders.wkb([[(1e308, 1.0)] * 5])), "finite"),
    ],
)
def test_a_bad_geometry_is_refused(geometry, says):
    with pytest.raises(InputRefused, match=says):
        read_boundary(geopackage(row(geometry)))


LAYER = "UPDATE gpkg_geometry_columns SET {}"
ENDLESS = (
    "CREATE VIEW endless AS WITH RECURSIVE n(geom) AS "
    "(SELECT 1 UNION ALL SELECT geom + 1 FROM n) SELECT geom FROM n"
)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"SQLite format 3\x00", "broken"),
        (geopackage()[:5000], "broken"),
        (geopackage(more=["DROP TABLE gpkg_geometry_columns"]), "not a GeoPackage"),
        (geopackage(more=["DROP TABLE gpkg_spatial_ref_sys"]), "not a GeoPackage"),
        (geopackage(more=["ALTER TABLE gpkg_spatial_ref_sys DROP organization"]), "broken"),
        (geopackage(more=["DELETE FROM gpkg_geometry_columns"]), "no layer"),
        (geopackage(srs=3857), "neither in WGS84"),
        (geopackage(srs=0), "neither in WGS84"),
        (geopackage(organisation="NONE"), "neither in WGS84"),
        (
            geopackage(more=["UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = '4326'",
                             "UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = x'00'"]),
            "neither in WGS84",
        ),
        (geopackage(more=[LAYER.format("column_name = 'shape'")]), "no geometry"),
        (geopackage(more=[LAYER.format("table_name = 'gone'")]), "not a table"),
        (geopackage(more=[LAYER.format("table_name = NULL")]), "not a table"),
        (geopackage(more=[ENDLESS, LAYER.format("table_name = 'endless'")]), "not a table"),
        (
            geopackage(more=[
                "INSERT INTO gpkg_spatial_ref_sys VALUES ('g', 27700, 'epsg', 27700, '')",
                "INSERT INTO gpkg_geometry_columns VALUES ('town centres', 'x', '', 27700, 0, 0)",
            ]),
            "different reference systems",
        ),
        (geopackage(more=['UPDATE "town centres" SET geom = 5']), "no geometry"),
        (geopackage(more=['UPDATE "town centres" SET geom = zeroblob(5000000)']), "larger than"),
    ],
)  # fmt: skip
def test_a_bad_database_is_refused(content, says):
    with pytest.raises(InputRefused, match=says):
        read_boundary(content)


def test_text_that_is_not_utf8_does_no_harm():
    content = geopackage(more=["UPDATE \"town centres\" SET name = CAST(x'ff41' AS TEXT)"])

    assert read_boundary(content).shape.area == pytest.approx(12e-6)


def test_names_are_quoted():
    content = geopackage(
        more=[
            'ALTER TABLE "town centres" RENAME TO "a""; DROP TABLE b; --"',
            LAYER.format("table_name = 'a\"; DROP TABLE b; --'"),
        ]
    )

    assert read_boundary(content).name == "Town centre"


MANY_LAYERS = (
    "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < 50000) "
    "INSERT INTO gpkg_geometry_columns SELECT 'many', 'geom', '', 4326, 0, 0 FROM n"
)


def test_endless_work_is_cut_off():
    content = geopackage(
        more=[
            "CREATE TABLE many (geom)",
            MANY_LAYERS,
        ]
    )
    clock = Stopwatch()

    with pytest.raises(InputRefused):
        read_boundary(content)

    assert clock.seconds() < 2


def test_the_leash_holds():
    with reader._opened(geopackage()) as database:
        for statement in (
            "SELECT load_extension('x')",
            "ATTACH 'other.db' AS other",
            "PRAGMA journal_mode = WAL",
            "DELETE FROM gpkg_geometry_columns",
            "CREATE TABLE x (y)",
            ENDLESS.removeprefix("CREATE VIEW endless AS "),
        ):
            with pytest.raises(sqlite3.DatabaseError):
                database.execute(statement).fetchall()


def test_work_is_counted():
    crossed = ", ".join(f"sqlite_master AS t{number}" for number in range(20))

    with (
        reader._opened(geopackage()) as database,
        pytest.raises(sqlite3.OperationalError, match="interrupted"),
    ):
        database.execute(f"SELECT 1 FROM {crossed}").fetchall()


@settings(max_examples=500)
@given(st.binary(max_size=200))
def test_any_bytes_are_polygons_or_refused(content):
    try:
        wkb.polygons_of(content)
    except InputRefused:
        return


@settings(max_examples=300)
@given(st.integers(0, 255), st.integers(0, 8), st.binary(max_size=150))
def test_any_blob_is_refused_or_read(flags, at, junk):
    spoiled = bytearray(blob(GOOD, flags=flags))
    spoiled[8 + at : 8 + at] = junk

    try:
        reader._polygons(bytes(spoiled), 4326)
    except InputRefused:
        return
