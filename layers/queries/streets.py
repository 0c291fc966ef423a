"""What places near a district are called, with their shapes."""

from __future__ import annotations

from typing import NamedTuple

import shapely
from django.contrib.gis.geos import GEOSGeometry

from layers.models import PlaceName, StreetLine
from members.models import District


class NamedShape(NamedTuple):
    """A name and where it is: a point or a line in degrees (EPSG:4326)."""

    name: str
    shape: shapely.Geometry


def streets_of(district: District) -> list[NamedShape]:
    """Return the named streets of a district's ground, in the order of their ids."""
    lines = StreetLine.objects.filter(district=district, kind=StreetLine.Kind.STREET)
    points = PlaceName.objects.filter(district=district, kind=PlaceName.Kind.STREET)
    return [
        *(_named(one.name, one.line) for one in lines.exclude(name="").order_by("pk")),
        *(_named(one.name, one.point) for one in points.order_by("pk")),
    ]


def landmarks_of(district: District) -> list[NamedShape]:
    """Return the squares, parks and landmarks of a district's ground, in the order of their ids."""
    found = PlaceName.objects.filter(district=district).exclude(kind=PlaceName.Kind.STREET)
    return [_named(one.name, one.point) for one in found.order_by("pk")]


def _named(name: str, geometry: GEOSGeometry) -> NamedShape:
    return NamedShape(name, shapely.from_wkb(bytes(geometry.wkb)))
