"""Read a zipped Shapefile: .shp, .shx, .dbf and .prj side by side in one zip.

Every length and count in these files is checked against the bytes that are there before it
is used (ESRI Shapefile Technical Description, July 1998).
"""

import struct
from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import Final

from layers import geo_input
from layers.boundary_files import archive, dbase, projection_text
from layers.boundary_files.features import (
    Feature,
    FeatureFile,
    check_amount,
    labels_of,
    not_a_polygon,
    settled_srid,
)
from layers.geo_input import Rings
from layers.strict_text import InputRefused

_NEEDED: Final = (".shp", ".shx", ".dbf", ".prj")
_HEADER: Final = struct.Struct(">I20xI")
_HEADER_BYTES: Final = 100
_RECORD: Final = struct.Struct(">II")
_POLYGON: Final = struct.Struct("<i32xII")
_POLYGON_TYPES: Final = (5, 15, 25)  # plain, with altitude, with measures
_KINDS: Final = {
    0: "nothing",
    1: "a point",
    3: "a line",
    8: "points",
    11: "a point",
    13: "a line",
    18: "points",
    21: "a point",
    23: "a line",
    28: "points",
    31: "a surface",
}


def read(content: bytes, *, srid: int | None) -> FeatureFile:
    """Return the shapes of a zipped Shapefile.

    Raises
    ------
    InputRefused
        If the zip is not one Shapefile with all four of its parts, or a part is broken, or
        its reference system is neither WGS84 nor British National Grid.
    """
    parts = _parts(archive.unpack(content))
    in_file = projection_text.srid_of(parts[".prj"])
    shapes = _records(parts[".shp"], parts[".shx"])
    names = dbase.texts(parts[".dbf"], parts.get(".cpg", b""), records=len(shapes))
    features = [
        Feature(labels_of(properties), partial(_polygons, shape))
        for shape, properties in zip(shapes, names, strict=True)
    ]
    return FeatureFile("Shapefile", settled_srid(in_file, srid), features)


def _parts(files: Mapping[str, bytes]) -> dict[str, bytes]:
    stems = [name[:-4] for name in files if name.casefold().endswith(".shp")]
    if len(stems) != 1:
        raise InputRefused(
            "The zip must hold exactly one Shapefile (.shp, .shx, .dbf and .prj); "
            f"it has {len(stems) or 'none'}."
        )
    stem = stems[0].casefold()
    by_ending = {
        name[len(stem) :].casefold(): part
        for name, part in files.items()
        if name[: len(stem)].casefold() == stem
    }
    missing = [ending for ending in _NEEDED if ending not in by_ending]
    if missing:
        raise InputRefused(f"The Shapefile lacks its {' and '.join(missing)}.")
    return by_ending


def _records(shp: bytes, shx: bytes) -> list[bytes]:
    """Return the shape of each record, after checking the index against it."""
    _check_header(shp)
    _check_header(shx)
    index = shx[_HEADER_BYTES:]
    if len(index) % _RECORD.size:
        raise _broken()
    check_amount(len(index) // _RECORD.size)
    shapes = []
    at = _HEADER_BYTES
    for number, (offset, words) in enumerate(_RECORD.iter_unpack(index), start=1):
        if offset * 2 != at or shp[at : at + _RECORD.size] != _RECORD.pack(number, words):
            raise _broken()
        start, at = at + _RECORD.size, at + _RECORD.size + words * 2
        shapes.append(shp[start:at])
    if at != len(shp):
        raise _broken()
    return shapes


def _check_header(part: bytes) -> None:
    if len(part) < _HEADER_BYTES or _HEADER.unpack_from(part) != (9994, len(part) // 2):
        raise _broken()


def _polygons(shape: bytes) -> list[Rings]:
    kind = int.from_bytes(shape[:4], "little", signed=True) if len(shape) >= 4 else 0
    if kind not in _POLYGON_TYPES:
        raise not_a_polygon(_KINDS.get(kind, "an unusual shape"))
    if len(shape) < _POLYGON.size:
        raise _broken()
    _, parts, points = _POLYGON.unpack_from(shape)
    start = _POLYGON.size + 4 * parts
    end = start + 16 * points
    if end > len(shape) or (kind == 5 and end != len(shape)):
        raise _broken()
    positions = [
        geo_input.position(position) for position in struct.iter_unpack("<2d", shape[start:end])
    ]
    firsts = [*struct.unpack_from(f"<{parts}I", shape, _POLYGON.size), points]
    if firsts[0] != 0 or any(a >= b for a, b in pairwise(firsts)):
        raise _broken()
    rings = [positions[a:b] for a, b in pairwise(firsts)]
    return geo_input.polygons_of_loose_rings(rings)


def _broken() -> InputRefused:
    return InputRefused("The Shapefile is broken: its lengths and counts do not agree.")
