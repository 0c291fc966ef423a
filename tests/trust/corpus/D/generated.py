"""Boundary files too large or too binary to be committed, made when a test wants them."""

import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Final

from tests.layers import boundary_builders as builders
from tests.layers.boundary_builders import SQUARE, blob, geopackage, shapefile_parts, zipped

Maker = Callable[[], bytes]


def _polygon(rings: str) -> bytes:
    return b'{"type": "Polygon", "coordinates": [' + rings.encode() + b"]}"


def _zigzag(vertices: int) -> list[tuple[float, float]]:
    """Return a valid ring along a line, there and back, of exactly that many positions."""
    half = (vertices - 1) // 2
    lower = [(-0.91 + 0.02 * number / half, 52.23) for number in range(half)]
    upper = [(lng, 52.24 + 0.001 * (number % 2)) for number, (lng, _) in enumerate(lower)]
    return [*lower, *reversed(upper), lower[0]]


def _largest() -> bytes:
    document = builders.feature(builders.polygon(_zigzag(19_999)), name="Town", rest="x" * 900_000)
    return json.dumps(document).encode()


def _many_holes() -> bytes:
    hole = json.dumps([list(position) for position in builders.HOLE])
    return _polygon(", ".join([json.dumps(SQUARE), *[hole] * 600]))


def _with_property() -> bytes:
    return json.dumps(builders.feature(builders.polygon(SQUARE), long="x" * 10_000_000)).encode()


def _with(**parts: bytes) -> bytes:
    return zipped({**shapefile_parts(), **{f"town.{end}": part for end, part in parts.items()}})


def _without(ending: str) -> bytes:
    return zipped({name: part for name, part in shapefile_parts().items() if name[-3:] != ending})


def _overwritten(part: str, at: int, value: int) -> bytes:
    content = bytearray(shapefile_parts()[f"town.{part}"])
    struct.pack_into("<I", content, at, value)
    return _with(**{part: bytes(content)})


def _entry(name: str, *, mode: int = stat.S_IFREG) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        archive.writestr(entry, b"/etc/passwd")
    return stream.getvalue()


def _many_entries() -> bytes:
    return zipped({f"{number}.txt": b"" for number in range(10_000)})


def _blob(geometry: bytes) -> bytes:
    return geopackage(("Town", geometry))


def _view() -> bytes:
    endless = (
        "CREATE VIEW endless AS WITH RECURSIVE n(geom) AS "
        "(SELECT 1 UNION ALL SELECT geom + 1 FROM n) SELECT geom FROM n"
    )
    return geopackage(more=[endless, "UPDATE gpkg_geometry_columns SET table_name = 'endless'"])


_MERCATOR: Final = (
    f'PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",{builders.WGS84_PRJ},'
    'PROJECTION["Mercator_Auxiliary_Sphere"],UNIT["Meter",1.0]]'
)
_XXE: Final = b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><metadata>&x;</metadata>'
_GOOD: Final = builders.wkb([SQUARE])

MAKERS: Final[dict[str, Maker]] = {
    "D05-collections-nested": lambda: (
        b'{"type": "GeometryCollection", "geometries": [' * 40_000 + b"]}" * 40_000
    ),
    "D05-coordinates-nested": lambda: _polygon("[" * 100_000 + "]" * 100_000),
    "D07-two-million-vertices": lambda: _polygon("[" + "[0, 1], " * 2_000_000 + "[0, 1]]"),
    "D07-two-hundred-megabytes": lambda: b" " * 200_000_000,
    "D07-many-vertices": lambda: json.dumps(builders.polygon(_zigzag(20_003))).encode(),
    "D07-hundred-thousand-holes": lambda: _polygon(
        "[[0, 0], [1, 0], [1, 1], [0, 0]], " * 100_000 + "[]"
    ),
    "D07-many-holes": _many_holes,
    "D13-plain": builders.shapefile_zip,
    "D13-without-shx": lambda: _without("shx"),
    "D13-without-dbf": lambda: _without("dbf"),
    "D13-without-prj": lambda: _without("prj"),
    "D13-prj-of-web-mercator": lambda: _with(prj=_MERCATOR.encode()),
    "D13-prj-with-url": lambda: _with(prj=b"http://127.0.0.1:9/epsg.prj"),
    "D13-prj-with-path": lambda: _with(prj=b"/vsicurl/http://127.0.0.1:9/epsg.prj"),
    "D13-two-shapefiles": lambda: _with(**{"2.shp": b"", "2.shx": b"", "2.dbf": b""}),
    "D13-metadata-with-entity": lambda: _with(**{"shp.xml": _XXE}),
    "D13-dbf-of-four-gigabytes": lambda: _overwritten("dbf", 4, 2**32 - 1),
    "D13-shp-with-huge-count": lambda: _overwritten("shp", 148, 2**32 - 1),
    "D14-parent-path": lambda: _entry("../../app/settings.py"),
    "D14-absolute-path": lambda: _entry("/etc/cron.d/town"),
    "D14-backslash-path": lambda: _entry("..\\..\\town.shp"),
    "D14-link": lambda: _entry("town.shp", mode=stat.S_IFLNK),
    "D14-same-name-twice": lambda: zipped({"town.shp": b"", "TOWN.SHP": b""}),
    "D14-zip-bomb": lambda: zipped({f"{number}.shp": bytes(9_900_000) for number in range(20)}),
    "D14-nested-zip": lambda: zipped({"town.zip": zipped({"inner.zip": b"PK"})}),
    "D14-many-entries": _many_entries,
    "D16-plain": geopackage,
    "D16-huge-count": lambda: _blob(blob(struct.pack("<BII", 1, 3, 2**32 - 1))),
    "D16-nested-collection": lambda: _blob(blob(struct.pack("<BII", 1, 7, 1) * 50_000)),
    "D16-bad-envelope": lambda: _blob(blob(_GOOD, flags=0b11, envelope=bytes(32))),
    "D16-srs-0": lambda: geopackage(srs=0),
    "D16-view-without-end": _view,
    "D20-flatgeobuf": lambda: b"fgb\x03fgb\x00" + bytes(100),
    "D21-ten-megabyte-property": _with_property,
    "D24-largest-valid-file": _largest,
}


def names() -> Iterator[str]:
    """Yield the names of the files that can be made."""
    yield from MAKERS
