"""One GeoPackage for analysts: hexagons, boundary, what the columns mean, and what it is about.

GDAL writes it from our own arrays into a folder of this call alone; it reads nothing. The
same payload gives the same bytes, so a copy can be told from an altered one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyogrio
import pyogrio.raw
import shapely

from hotspots.presenters import columns

Rows = Sequence[Mapping[str, Any]]

CRS: Final = "EPSG:4326"

# A file that is read once and thrown away need not survive a power cut: three times as quick.
pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})


@dataclass(frozen=True)
class Layer:
    """One layer: what its columns mean, and its rows.

    `geometry` of each row is GeoJSON; rows of a plain table have none.
    """

    name: str
    columns: Mapping[str, str]
    rows: Rows


def boundary_layer(boundary: Mapping[str, Any]) -> Layer:
    """Return the layer ``boundary`` of a stored payload's boundary."""
    return Layer("boundary", columns.BOUNDARY, [boundary])


def geopackage(layers: Sequence[Layer], about: Mapping[str, str], *, made_at: str) -> bytes:
    """Return a GeoPackage of some layers and tables (EPSG:4326).

    A layer without rows is left out. Two tables travel in every file: ``data_dictionary``
    (layer, column, meaning) and ``about`` (name, value).

    Parameters
    ----------
    made_at : str
        The moment, ISO 8601 in UTC, that the file says it was changed last.
    """
    held = [layer for layer in layers if layer.rows]
    with TemporaryDirectory(prefix="ntars-") as folder:
        path = Path(folder) / "analysis.gpkg"
        for layer in held:
            _write_layer(path, layer)
        _write_table(path, "data_dictionary", _dictionary(held))
        _write_table(path, "about", [{"name": name, "value": about[name]} for name in about])
        _stamp(path, made_at)
        return path.read_bytes()


def _dictionary(layers: Sequence[Layer]) -> list[dict[str, str]]:
    return [
        {"layer": layer.name, "column": name, "meaning": layer.columns[name]}
        for layer in layers
        for name in layer.columns
    ]


def _write_layer(path: Path, layer: Layer) -> None:
    if "geometry" not in layer.rows[0]:
        _write_table(path, layer.name, layer.rows, list(layer.columns))
        return
    shapes = [shapely.geometry.shape(row["geometry"]) for row in layer.rows]
    polygons = [
        one if isinstance(one, shapely.MultiPolygon) else shapely.MultiPolygon([one])
        for one in shapes
    ]
    _write(
        path,
        layer.name,
        layer.rows,
        list(layer.columns),
        geometry=shapely.to_wkb(np.array(polygons, dtype=object)),
        geometry_type="MultiPolygon",
        crs=CRS,
    )


def _write_table(path: Path, name: str, rows: Rows, fields: Sequence[str] = ()) -> None:
    told = fields or list(rows[0])
    _write(path, name, rows, told, geometry=None, geometry_type=None, crs=None)


def _write(path: Path, name: str, rows: Rows, fields: Sequence[str], **geometry: Any) -> None:
    told = [_array([row[field] for row in rows]) for field in fields]
    pyogrio.raw.write(
        path,
        field_data=[values for values, _ in told],
        field_mask=[mask for _, mask in told],
        fields=list(fields),
        layer=name,
        driver="GPKG",
        append=path.exists(),
        **geometry,
    )


def _array(values: Sequence[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_] | None]:
    """Return values as GDAL takes them, and where there is none."""
    absent = np.array([one is None for one in values])
    held = [one for one in values if one is not None]
    if held and all(isinstance(one, bool) for one in held):
        found: npt.NDArray[Any] = np.array([bool(one) for one in values], dtype=bool)
    elif held and all(isinstance(one, int) for one in held):
        found = np.array([one or 0 for one in values], dtype=np.int32)
    elif all(isinstance(one, int | float) for one in held):
        found = np.array([np.nan if one is None else one for one in values], dtype=np.float64)
        absent = np.isnan(found)
    else:
        return np.array(values, dtype=object), None
    return found, absent if absent.any() else None


def _stamp(path: Path, made_at: str) -> None:
    """Write the moment of the analysis in place of this one."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA synchronous = OFF")
        file.execute("UPDATE gpkg_contents SET last_change = ?", [f"{made_at[:19]}.000Z"])
        file.commit()
        file.execute("VACUUM")
    _count_changes_as_one(path)


def _count_changes_as_one(path: Path) -> None:
    """Set SQLite's two counters of changes alike: GDAL makes as many as its clock lets it.

    Bytes 24 to 27 count the changes of the file, 92 to 95 say at which count the number of its
    library was written (https://www.sqlite.org/fileformat.html, 1.3).
    """
    with path.open("r+b") as file:
        for at in (24, 92):
            file.seek(at)
            file.write((1).to_bytes(4, "big"))
