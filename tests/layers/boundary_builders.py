"""Make good boundary files of every kind, for tests to use or to spoil."""

import io
import json
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import shapefile as pyshp

from layers import projection

Ring = Sequence[tuple[float, float]]

#: A block of about 270 m by 330 m in Northampton, anti-clockwise.
SQUARE: Ring = (
    (-0.899, 52.236),
    (-0.895, 52.236),
    (-0.895, 52.239),
    (-0.899, 52.239),
    (-0.899, 52.236),
)
#: A hole in it.
HOLE: Ring = (
    (-0.898, 52.237),
    (-0.898, 52.238),
    (-0.896, 52.238),
    (-0.896, 52.237),
    (-0.898, 52.237),
)
#: A second block, beside the first and apart from it.
ELSEWHERE: Ring = tuple((lng + 0.01, lat) for lng, lat in SQUARE)

WGS84_PRJ = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
GRID_PRJ = (
    'PROJCS["British_National_Grid",GEOGCS["GCS_OSGB_1936",DATUM["D_OSGB_1936",'
    'SPHEROID["Airy_1830",6377563.396,299.3249646]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",400000.0],PARAMETER["False_Northing",-100000.0],'
    'PARAMETER["Central_Meridian",-2.0],PARAMETER["Scale_Factor",0.9996012717],'
    'PARAMETER["Latitude_Of_Origin",49.0],UNIT["Meter",1.0]]'
)


def in_metres(ring: Ring) -> list[tuple[float, float]]:
    """Return a ring on the National Grid, to the centimetre."""
    lng, lat = zip(*ring, strict=True)
    eastings, northings = projection.to_metres(lng, lat)
    pairs = zip(eastings.tolist(), northings.tolist(), strict=True)
    return [(round(easting, 2), round(northing, 2)) for easting, northing in pairs]


def polygon(*rings: Ring) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(map(list, ring)) for ring in rings]}


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any, **more: Any) -> bytes:
    document = {"type": "FeatureCollection", "features": list(features), **more}
    return json.dumps(document).encode()


def geojson(*rings: Ring, name: str = "Town centre") -> bytes:
    return json.dumps(feature(polygon(*(rings or [SQUARE])), name=name)).encode()


def crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def kml(coordinates: str | None = None, *, name: str = "Town centre", inside: str = "") -> bytes:
    text = coordinates or " ".join(f"{lng},{lat},0" for lng, lat in SQUARE)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        f"<name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>{text}"
        f"</coordinates></LinearRing></outerBoundaryIs>{inside}</Polygon>"
        "</Placemark></Document></kml>"
    ).encode()


def kml_hole(ring: Ring) -> str:
    text = " ".join(f"{lng},{lat}" for lng, lat in ring)
    return (
        f"<innerBoundaryIs><LinearRing><coordinates>{text}</coordinates></LinearRing>"
        "</innerBoundaryIs>"
    )


def shapefile_parts(
    *shapes: Sequence[Ring], names: Sequence[str] = ("Town centre",), kind: int = pyshp.POLYGON
) -> dict[str, bytes]:
    """Return .shp, .shx and .dbf as pyshp writes them, and a WGS84 .prj."""
    streams = {ending: io.BytesIO() for ending in ("shp", "shx", "dbf")}
    with pyshp.Writer(**streams, shapeType=kind) as writer:
        writer.field("CODE", "N", size=10)
        writer.field("NAME", "C", size=40)
        for number, rings in enumerate(shapes or [[SQUARE]]):
            if kind == pyshp.POLYGONZ:
                writer.polyz([[(x, y, 12.5) for x, y in ring] for ring in rings])
            elif kind == pyshp.NULL:
                writer.null()
            else:
                writer.poly([list(ring) for ring in rings])
            writer.record(number, names[number] if number < len(names) else "")
    parts = {f"town.{ending}": stream.getvalue() for ending, stream in streams.items()}
    return {**parts, "town.prj": WGS84_PRJ.encode()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def shapefile_zip(*shapes: Sequence[Ring], **options: Any) -> bytes:
    return zipped(shapefile_parts(*shapes, **options))


def wkb(*polygons: Sequence[Ring], order: str = "<", altitude: float | None = None) -> bytes:
    """Return a Polygon, or a MultiPolygon where several are given."""
    parts = [_wkb_polygon(rings, order, altitude) for rings in polygons]
    if len(parts) == 1:
        return parts[0]
    kind = 6 if altitude is None else 1006
    return struct.pack(f"{order}BII", order == "<", kind, len(parts)) + b"".join(parts)


def _wkb_polygon(rings: Sequence[Ring], order: str, altitude: float | None) -> bytes:
    kind = 3 if altitude is None else 1003
    content = struct.pack(f"{order}BII", order == "<", kind, len(rings))
    for ring in rings:
        content += struct.pack(f"{order}I", len(ring))
        for position in ring:
            numbers = position if altitude is None else (*position, altitude)
            content += struct.pack(f"{order}{len(numbers)}d", *numbers)
    return content


def blob(
    geometry: bytes,
    *,
    srs: int = 4326,
    flags: int = 0b1,
    envelope: bytes = b"",
    mark: bytes = b"GP",
    version: int = 0,
) -> bytes:
    order = "<" if flags & 1 else ">"
    return struct.pack(f"{order}2sBBi", mark, version, flags, srs) + envelope + geometry


def geopackage(
    *rows: tuple[str, bytes | None],
    srs: int = 4326,
    organisation: str = "EPSG",
    wal: bool = False,
    more: Sequence[str] = (),
) -> bytes:
    """Return a GeoPackage with one feature table; `more` is SQL to spoil it with."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "town.gpkg"
        database = sqlite3.connect(path)
        if wal:
            database.execute("PRAGMA journal_mode = WAL")
        database.executescript(
            f"""
            PRAGMA application_id = 1196444487;
            CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY,
                organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
            CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT,
                geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT);
            CREATE TABLE "town centres" (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT);
            INSERT INTO gpkg_spatial_ref_sys VALUES
                ('that', {srs}, '{organisation}', {srs}, 'unread');
            INSERT INTO gpkg_geometry_columns VALUES
                ('town centres', 'geom', 'MULTIPOLYGON', {srs}, 0, 0);
            """
        )
        database.executemany(
            'INSERT INTO "town centres" (name, geom) VALUES (?, ?)',
            rows or [("Town centre", blob(wkb([SQUARE]), srs=srs))],
        )
        for statement in more:
            database.execute(statement)
        database.commit()
        database.close()
        return path.read_bytes()
