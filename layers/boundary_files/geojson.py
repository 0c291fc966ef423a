"""Read the features of a GeoJSON file (RFC 7946)."""

from functools import partial
from typing import Any, Final

from layers import geo_input
from layers.boundary_files.features import (
    MAX_BYTES,
    Feature,
    FeatureFile,
    check_amount,
    labels_of,
    not_a_polygon,
    settled_srid,
)
from layers.geo_input import Rings
from layers.strict_text import InputRefused, load_json

# RFC 7946 knows one reference system; the older `crs` member survives in many files.
_SRIDS: Final = {
    "urn:ogc:def:crs:OGC:1.3:CRS84": 4326,
    "urn:ogc:def:crs:OGC::CRS84": 4326,
    "OGC:CRS84": 4326,
    "urn:ogc:def:crs:EPSG::4326": 4326,
    "EPSG:4326": 4326,
    "urn:ogc:def:crs:EPSG::27700": 27700,
    "EPSG:27700": 27700,
}
_KINDS: Final = {
    "Point": "a point",
    "MultiPoint": "points",
    "LineString": "a line",
    "MultiLineString": "lines",
    "GeometryCollection": "a collection of geometries",
}


def read(content: bytes, *, srid: int | None) -> FeatureFile:
    """Return the features of a GeoJSON file.

    Raises
    ------
    InputRefused
        If the bytes are not strict JSON, or not GeoJSON, or their reference system is not
        clear.
    """
    document = load_json(content, max_bytes=MAX_BYTES)
    if not isinstance(document, dict):
        raise InputRefused("The JSON is not GeoJSON: its outermost part is not an object.")
    kind = document.get("type")
    if kind == "Topology":
        raise InputRefused("This is TopoJSON, which is not read here: save it as GeoJSON.")
    found = _features(document, kind)
    check_amount(len(found))
    return FeatureFile("GeoJSON", _srid(document, srid), [_feature(item) for item in found])


def _features(document: dict[str, Any], kind: object) -> list[Any]:
    if kind == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list):
            raise InputRefused("The feature collection has no list of features.")
        return features
    if kind == "Feature":
        return [document]
    if isinstance(kind, str) and (kind in _KINDS or kind in ("Polygon", "MultiPolygon")):
        return [{"type": "Feature", "geometry": document}]
    raise InputRefused("The JSON is not GeoJSON: its type is not one that GeoJSON has.")


def _srid(document: dict[str, Any], by_operator: int | None) -> int:
    if document.get("crs") is None:
        return settled_srid(None, by_operator)
    match document["crs"]:
        case {"type": "name", "properties": {"name": str(name)}} if name in _SRIDS:
            in_file = _SRIDS[name]
        case _:
            raise InputRefused(
                "The file's crs member names a reference system that is not read here, or a "
                "link: export the boundary in WGS84 (EPSG:4326)."
            )
    if in_file == 27700 and by_operator is None:
        raise InputRefused(
            "The file says that its numbers are British National Grid metres, which today's "
            "GeoJSON does not allow: if they are, say so with --srid 27700."
        )
    return settled_srid(in_file, by_operator)


def _feature(item: object) -> Feature:
    if not isinstance(item, dict) or item.get("type") != "Feature":
        raise InputRefused("The file has something among its features that is not a feature.")
    properties = item.get("properties")
    named = properties.items() if isinstance(properties, dict) else ()
    return Feature(labels_of(named), partial(_polygons, item.get("geometry")))


def _polygons(geometry: object) -> list[Rings]:
    match geometry:
        case None:
            raise InputRefused("The feature has no geometry.")
        case {"type": "Polygon", "coordinates": list(rings)}:
            return [_rings(rings)]
        case {"type": "MultiPolygon", "coordinates": list(polygons)}:
            return [_rings(rings) for rings in polygons]
        case {"type": str(kind)} if kind in _KINDS:
            raise not_a_polygon(_KINDS[kind])
        case _:
            raise InputRefused("The feature's geometry is not a GeoJSON polygon.")


def _rings(rings: object) -> Rings:
    if not isinstance(rings, list) or not all(isinstance(ring, list) for ring in rings):
        raise InputRefused("A polygon's coordinates are not a list of rings.")
    return [[geo_input.position(values) for values in ring] for ring in rings]
