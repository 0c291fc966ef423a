"""Which boundary a district had on a day, and what is odd about a new one."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import shapely
from django.contrib.gis.geos import MultiPolygon, Polygon

from layers import geo_input
from layers.models import Boundary
from layers.projection import geometry_to_metres
from members import formats
from members.models import District

_KEPT_AT_LEAST: Final = 0.5  # Of the old area; a new edition of a boundary moves its edges.
_GROWS_AT_MOST: Final = 2.0


class NoBoundary(LookupError):
    """The district has no boundary on the day asked for."""


@dataclass(frozen=True)
class NewBoundary:
    """A boundary that has been read and checked, and is not stored yet."""

    name: str
    shape: shapely.MultiPolygon  # degrees, from `geo_input.boundary_polygon`
    source: str
    illustrative: bool
    valid_from: date
    sha256: str  # of the file

    def is_stored_as(self, boundary: Boundary) -> bool:
        """Tell whether a stored boundary says exactly the same."""
        fields = ("name", "source", "illustrative", "valid_from", "sha256")
        same = all(getattr(self, field) == getattr(boundary, field) for field in fields)
        return same and shapely.equals(self.shape, shape_of(boundary))


def boundary_in_force(district: District, on: date) -> Boundary:
    """Return the boundary of a district on a day: of those begun, the last begun, last imported.

    Raises
    ------
    NoBoundary
        If none had begun by that day.
    """
    begun = Boundary.objects.filter(district=district, valid_from__lte=on)
    found = begun.order_by("-valid_from", "-imported_at", "-pk").first()
    if found is None:
        raise NoBoundary(f"District {district.slug} has no boundary on {formats.day(on)}.")
    return found


def releases(district: District) -> list[Boundary]:
    """Return every boundary that a district has had, newest first; nothing is ever removed."""
    mine = Boundary.objects.filter(district=district)
    return list(mine.order_by("-valid_from", "-imported_at", "-pk"))


def shape_of(boundary: Boundary) -> shapely.MultiPolygon:
    """Return a boundary's polygon for shapely, in degrees (EPSG:4326)."""
    return shapely.from_wkb(bytes(boundary.polygon.wkb))


def polygon_of(shape: shapely.MultiPolygon) -> MultiPolygon:
    """Return a shape of shapely, in degrees, for a column of the database."""
    parts = (
        Polygon(list(part.exterior.coords), *(list(hole.coords) for hole in part.interiors))
        for part in shape.geoms
    )
    return MultiPolygon(*parts, srid=4326)


@dataclass(frozen=True)
class Ground:
    """The ground of one boundary: in degrees (EPSG:4326), and in metres (EPSG:27700)."""

    shape: shapely.MultiPolygon
    metres: shapely.MultiPolygon


@lru_cache(maxsize=128)
def ground_of(boundary_id: int) -> Ground:
    """Return the ground of a boundary, read once in a process: a release is never edited."""
    shape = shape_of(Boundary.objects.get(pk=boundary_id))
    return Ground(shape, geometry_to_metres(shape))


def doubts_about(district: District, new: NewBoundary) -> list[str]:
    """Return what a second pair of eyes should look at before this boundary is stored.

    One sentence each; no sentence, no doubt.
    """
    try:
        present = boundary_in_force(district, new.valid_from)
    except NoBoundary:
        return _meetings(district, new)
    return [*_changes(present, new), *_meetings(district, new)]


def _changes(present: Boundary, new: NewBoundary) -> list[str]:
    doubts = []
    old = shape_of(present)
    before, after = geo_input.area_m2(old), geo_input.area_m2(new.shape)
    kept = geo_input.area_m2(shapely.intersection(old, new.shape)) / before
    if present.valid_from == new.valid_from:
        doubts.append("The district already has a boundary from that day; this one replaces it.")
    if shapely.equals(old, new.shape):
        doubts.append("The shape is the same as that of the boundary in force.")
    if kept < _KEPT_AT_LEAST:
        doubts.append(f"It keeps only {kept:.0%} of the area of the boundary in force.")
    if after > _GROWS_AT_MOST * before:
        doubts.append(f"It covers {after / before:.1f} times the area of the boundary in force.")
    if new.illustrative and not present.illustrative:
        doubts.append("It is illustrative, and the boundary in force is not.")
    return doubts


def _meetings(district: District, new: NewBoundary) -> list[str]:
    """Say which other districts the new boundary meets, on any day from its first."""
    others = (
        Boundary.objects.exclude(district=district)
        .filter(polygon__intersects=polygon_of(new.shape))
        .select_related("district")
        .order_by("district__slug", "-valid_from", "pk")
    )
    doubts: dict[str, str] = {}
    for other in others:
        if _ends_before(other, new.valid_from):
            continue
        shared = geo_input.area_m2(shapely.intersection(shape_of(other), new.shape))
        how = f"overlaps by {shared:,.0f} m2" if shared >= 1.0 else "touches"
        doubts[other.district.slug] = f"It {how} the boundary of district {other.district.slug}."
    return list(doubts.values())


def _ends_before(boundary: Boundary, day: date) -> bool:
    """Tell whether a boundary had been followed by another one on a day."""
    if boundary.valid_from >= day:
        return False
    return boundary_in_force(boundary.district, day) != boundary
