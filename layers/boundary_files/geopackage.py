"""Read the polygon layers of a GeoPackage (OGC 12-128r19) with SQLite alone.

The bytes are opened as a database in memory, so no path is handed to SQLite and no journal
beside the file is looked for. An authoriser lets statements read and nothing else, views and
virtual tables are left alone, and a watch stops SQLite after a bounded amount of work.
"""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import Final

from layers.boundary_files import wkb
from layers.boundary_files.features import (
    Feature,
    FeatureFile,
    check_amount,
    labels_of,
    settled_srid,
)
from layers.geo_input import Rings
from layers.strict_text import InputRefused

_MAX_LAYERS: Final = 20
_STEPS_PER_LOOK: Final = 10_000
_MAX_LOOKS: Final = 300  # 3 million steps of SQLite: a fraction of a second.
_MAX_VALUE_BYTES: Final = 4_000_000
_BLOB_HEADER: Final = struct.Struct("2sBB")
_ENVELOPE_NUMBERS: Final = (0, 4, 6, 6, 8)  # by the code in the flags
_ALLOWED: Final = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}


def read(content: bytes, *, srid: int | None) -> FeatureFile:
    """Return the features of all feature tables of a GeoPackage.

    Raises
    ------
    InputRefused
        If the bytes are not a sound GeoPackage, or its reference system is neither WGS84 nor
        British National Grid.
    """
    try:
        with _opened(content) as database:
            layers = _layers(database)
            in_file = _one_srid({layer_srid for _, _, layer_srid in layers})
            features = [
                feature
                for table, column, _ in layers
                for feature in _features(database, table, column, in_file)
            ]
            check_amount(len(features))
    except sqlite3.Error as error:
        raise InputRefused("The GeoPackage is broken, or is not a plain one.") from error
    return FeatureFile("GeoPackage", settled_srid(in_file, srid), features)


@contextmanager
def _opened(content: bytes) -> Iterator[sqlite3.Connection]:
    # A database in write-ahead mode cannot be opened from memory; two bytes of its header say
    # which mode it is in (https://www.sqlite.org/c3ref/deserialize.html).
    plain = content[:18] + b"\x01\x01" + content[20:]
    looks = iter(range(_MAX_LOOKS))
    with closing(sqlite3.connect(":memory:")) as database:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)
        database.execute("PRAGMA trusted_schema = OFF")
        database.deserialize(plain)
        database.text_factory = partial(str, encoding="utf-8", errors="replace")
        database.set_authorizer(_authorise)
        database.set_progress_handler(lambda: next(looks, None) is None, _STEPS_PER_LOOK)
        yield database


def _authorise(action: int, *_names: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _layers(database: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Return table, geometry column and EPSG code of each layer; refuse what is not a table."""
    # Views and virtual tables, which run code when read, have no page of their own.
    stored = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
    tables = {name for (name,) in database.execute(stored)}
    if not {"gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= tables:
        raise InputRefused("The file is an SQLite database, but not a GeoPackage.")
    systems = {
        number: code
        for number, organisation, code in database.execute(
            "SELECT srs_id, organization, organization_coordsys_id FROM gpkg_spatial_ref_sys"
        )
        if str(organisation).upper() == "EPSG"
    }
    rows = database.execute("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns")
    layers = [(table, column, systems.get(srs)) for table, column, srs in rows]
    if not 1 <= len(layers) <= _MAX_LAYERS or any(table not in tables for table, _, _ in layers):
        raise InputRefused("The GeoPackage has no layer, too many, or one that is not a table.")
    return [(table, column, _known(srs)) for table, column, srs in layers]


def _known(srid: object) -> int:
    if not isinstance(srid, int) or srid not in (4326, 27700):
        raise InputRefused(
            "The GeoPackage is neither in WGS84 (EPSG:4326) nor in British National Grid "
            "(EPSG:27700): export the boundary in one of them."
        )
    return srid


def _one_srid(found: set[int]) -> int:
    if len(found) > 1:
        raise InputRefused("The layers of the GeoPackage are in different reference systems.")
    return found.pop()


def _features(
    database: sqlite3.Connection, table: str, column: str, srid: int
) -> Iterator[Feature]:
    # A name cannot be a parameter; quoted, it is a name whatever it holds.
    rows = database.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608
    names = [described[0] for described in rows.description]
    if column not in names:
        raise InputRefused("A layer of the GeoPackage has no geometry column.")
    place = names.index(column)
    for number, row in enumerate(rows, start=1):
        check_amount(number)
        labels = labels_of(zip(names, row, strict=True))
        yield Feature(labels, partial(_polygons, row[place], srid))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _polygons(blob: object, srid: int) -> list[Rings]:
    if not isinstance(blob, bytes) or len(blob) < 8:
        raise InputRefused("The feature has no geometry.")
    mark, version, flags = _BLOB_HEADER.unpack_from(blob)
    envelope_code = flags >> 1 & 0b111
    if mark != b"GP" or version != 0 or flags >> 5 or envelope_code >= len(_ENVELOPE_NUMBERS):
        raise InputRefused("A geometry in the GeoPackage is not of its standard form.")
    if flags >> 4 & 1:
        raise InputRefused("The feature's geometry is empty.")
    order = "<" if flags & 1 else ">"
    end = 8 + 8 * _ENVELOPE_NUMBERS[envelope_code]
    if len(blob) < end:
        raise InputRefused("A geometry in the GeoPackage is cut short.")
    if struct.unpack_from(f"{order}i", blob, 4) != (srid,):
        raise InputRefused("A geometry in the GeoPackage names another system than its layer.")
    polygons = wkb.polygons_of(blob[end:])
    _check_envelope(struct.unpack(f"{order}{(end - 8) // 8}d", blob[8:end]), polygons)
    return polygons


def _check_envelope(envelope: tuple[float, ...], polygons: list[Rings]) -> None:
    positions = [position for rings in polygons for ring in rings for position in ring]
    if not envelope or not positions:  # Optional; and emptiness is refused later, by name.
        return
    xs, ys = zip(*positions, strict=True)
    if envelope[:4] != (min(xs), max(xs), min(ys), max(ys)):
        raise InputRefused("A geometry in the GeoPackage does not fit its own envelope.")
