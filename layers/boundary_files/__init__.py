"""Read one boundary out of a file that anybody may have sent.

GeoJSON, zipped Shapefile, GeoPackage and KML are told apart by their content, never by their
name, and read by parsers of our own that neither open other files nor reach a network
(`docs/adr/0030-boundary-files.md`).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import shapely

from layers import geo_input
from layers.boundary_files import geojson, geopackage, kml, shapefile
from layers.boundary_files.features import MAX_BYTES, FeatureFile, choose
from layers.strict_text import InputRefused

_OTHERS: Final = (
    (b"fgb\x03", "This is FlatGeobuf"),
    (b"\x00\x00\x27\x0a", "This is a .shp alone: put .shp, .shx, .dbf and .prj into one zip"),
    (b"%PDF", "This is a PDF"),
    (b"\x1f\x8b", "This is a gzip file: unpack it"),
)


@dataclass(frozen=True)
class BoundaryFile:
    """What was read: the kind of file, the shape, its name if it has one, the file's hash."""

    kind: str
    name: str | None
    shape: shapely.MultiPolygon  # degrees, valid, of the size of a town centre
    sha256: str


def read_boundary(
    content: bytes, *, feature: str | None = None, srid: int | None = None
) -> BoundaryFile:
    """Return the one boundary of a file, checked.

    Parameters
    ----------
    content : bytes
        The whole file, at most 2 MB.
    feature : str, optional
        Number or name of the feature meant, where the file has several.
    srid : {4326, 27700}, optional
        The reference system of the numbers, where the operator knows it.

    Raises
    ------
    InputRefused
        In every other case than a valid polygon of the size of a town centre.
    """
    if len(content) > MAX_BYTES:
        raise InputRefused(f"The file is larger than {MAX_BYTES / 1e6:.0f} MB: simplify it first.")
    found = _reader_of(content)(content, srid=srid)
    chosen = choose(found.features, feature)
    return BoundaryFile(
        kind=found.kind,
        name=chosen.labels[0] if chosen.labels else None,
        shape=geo_input.boundary_polygon(chosen.polygons(), srid=found.srid),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _reader_of(content: bytes) -> Callable[..., FeatureFile]:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"{", b"["):
        return geojson.read
    if start == b"<":
        return kml.read
    if content.startswith(b"PK"):
        return shapefile.read
    if content.startswith(b"SQLite format 3\x00"):
        return geopackage.read
    for mark, what in _OTHERS:
        if content.startswith(mark):
            raise InputRefused(f"{what}. A boundary comes as GeoJSON, zipped Shapefile, "
                               "GeoPackage or KML.")  # fmt: skip
    raise InputRefused("The file is not GeoJSON, a zipped Shapefile, a GeoPackage or KML.")
