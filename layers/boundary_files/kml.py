"""Read the placemarks of a KML file; its links are never followed."""

import re
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from layers import geo_input
from layers.boundary_files.features import (
    Feature,
    FeatureFile,
    check_amount,
    labels_of,
    not_a_polygon,
    settled_srid,
)
from layers.geo_input import Position, Ring, Rings
from layers.strict_text import InputRefused

_MAX_DEPTH: Final = 32
_MAX_ELEMENTS: Final = 100_000  # A second of work; coordinates are text, not elements.
_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,9}(\.[0-9]{0,20})?([eE][-+]?[0-9]{1,2})?", re.ASCII)
_NAMESPACES: Final = {
    "",
    "http://www.opengis.net/kml/2.2",
    "http://earth.google.com/kml/2.0",
    "http://earth.google.com/kml/2.1",
    "http://earth.google.com/kml/2.2",
}
_OTHER_XML: Final = {
    "OGRVRTDataSource": "a GDAL virtual file",
    "FeatureCollection": "GML",
    "gpx": "GPX",
    "html": "a web page",
    "svg": "a picture",
    "osm": "OpenStreetMap data",
}
_OTHER_SHAPES: Final = {
    "Point": "a point",
    "LineString": "a line",
    "Track": "a track",
    "MultiTrack": "tracks",
    "Model": "a model",
}


def read(content: bytes, *, srid: int | None) -> FeatureFile:
    """Return the placemarks of a KML file, whose numbers are always degrees (WGS84).

    Raises
    ------
    InputRefused
        If the bytes are not well-formed UTF-8 XML without a document type, or not KML.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefused("The XML is not UTF-8 text: save it as UTF-8.") from error
    placemarks = _Placemarks()
    parser = XMLParser(target=placemarks, forbid_dtd=True)
    try:
        # As text, so that an encoding named in the file has no say.
        parser.feed(text)
        parser.close()
    except ParseError as error:
        line, column = error.position
        raise InputRefused(f"The XML is broken at line {line}, column {column + 1}.") from error
    except DefusedXmlException as error:
        raise InputRefused(
            "The XML has a document type or entities, which KML never has."
        ) from error
    return FeatureFile("KML", settled_srid(4326, srid), placemarks.features)


@dataclass
class _Outlines:
    """The coordinates of one polygon as they stand in the file, read only if it is chosen."""

    outer: list[str] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)

    def rings(self) -> Rings:
        if len(self.outer) != 1:
            raise InputRefused("A KML polygon has no outer boundary, or several.")
        return [_ring(text) for text in (*self.outer, *self.inner)]


class _Placemarks:
    """Hear a KML document element by element, and keep names and rings of its placemarks."""

    def __init__(self) -> None:
        self.features: list[Feature] = []
        self._path: list[str] = []
        self._elements = 0
        self._name = ""
        self._text: list[str] = []
        self._polygons: list[_Outlines] = []
        self._other: str | None = None

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition("}")
        self._elements += 1
        if self._elements > _MAX_ELEMENTS:
            raise InputRefused(f"The XML has more than {_MAX_ELEMENTS:,} elements.")
        if not self._path:
            _check_root(namespace.removeprefix("{"), name)
        if len(self._path) == _MAX_DEPTH:
            raise InputRefused(f"The XML is nested deeper than {_MAX_DEPTH} levels.")
        if name == "Placemark" and not {"Placemark", "Polygon"}.isdisjoint(self._path):
            raise InputRefused("The XML has a placemark inside another one.")
        self._path.append(name)
        self._text = []
        if name == "Placemark":
            self._name, self._polygons, self._other = "", [], None
        elif name == "Polygon":
            self._polygons.append(_Outlines())
        self._other = _OTHER_SHAPES.get(name, self._other)

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, _tag: str) -> None:
        match self._path:
            case [*_, "Placemark", "name"]:
                self._name = "".join(self._text)
            case [*_, "Polygon", "outerBoundaryIs", "LinearRing", "coordinates"]:
                self._polygons[-1].outer.append("".join(self._text))
            case [*_, "Polygon", "innerBoundaryIs", "LinearRing", "coordinates"]:
                self._polygons[-1].inner.append("".join(self._text))
            case [*_, "Placemark"]:
                self._keep()
        self._path.pop()

    def close(self) -> None:
        """Nothing to do; the parser asks for it."""

    def _keep(self) -> None:
        check_amount(len(self.features) + 1)
        labels = labels_of([("name", self._name)])
        self.features.append(Feature(labels, partial(_chosen, self._polygons, self._other)))


def _check_root(namespace: str, name: str) -> None:
    if name == "kml" and namespace in _NAMESPACES:
        return
    known = _OTHER_XML.get(name)
    what = f"This is {known}" if known else "This is XML, but not KML"
    raise InputRefused(f"{what}: a boundary comes as GeoJSON, Shapefile, GeoPackage or KML.")


def _chosen(polygons: list[_Outlines], other: str | None) -> list[Rings]:
    if other is not None:
        raise not_a_polygon(f"{other}, or has one beside it" if polygons else other)
    if not polygons:
        raise InputRefused("The placemark has no polygon.")
    return [polygon.rings() for polygon in polygons]


def _ring(text: str) -> Ring:
    return [_position(group) for group in text.split()]


def _position(group: str) -> Position:
    numbers = group.split(",")
    if not all(_NUMBER.fullmatch(number) for number in numbers):
        raise InputRefused("A KML coordinate is not written as longitude,latitude[,altitude].")
    return geo_input.position([float(number) for number in numbers])
