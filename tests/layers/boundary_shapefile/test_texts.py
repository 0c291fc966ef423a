"""Two reference systems are known, and any table is read or refused."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.boundary_files import dbase, projection_text
from layers.strict_text import InputRefused
from tests.layers.boundary_builders import (
    GRID_PRJ,
    WGS84_PRJ,
)
from tests.layers.boundary_shapefile.parts import PARTS

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
