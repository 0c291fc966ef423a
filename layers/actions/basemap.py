"""Replace the plain ground that is drawn under a district's map."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import GEOSGeometry, LineString, Point
from django.db import transaction
from django.db.models import Model

from layers import geo_input
from layers.geo_input import Position, Rings
from layers.models import GroundArea, PlaceName, StreetLine
from layers.queries.boundaries import polygon_of
from members import audit
from members.models import AuditEvent, District


class RealTownDrawn(ValueError):
    """Streets or areas were given for a real town, whose streets only a licensed map may draw."""


@dataclass(frozen=True)
class Street:
    """The middle line of a street or railway, in degrees."""

    name: str
    positions: Sequence[Position]
    rank: int  # 1 main street, 2 street, 3 lane, 4 housing street
    kind: str = StreetLine.Kind.STREET


@dataclass(frozen=True)
class Area:
    """A park, a square, water or a large building: polygons of rings, in degrees."""

    name: str
    kind: str  # of GroundArea.Kind
    polygons: Sequence[Rings]


@dataclass(frozen=True)
class Place:
    """A name at a point, in degrees, with the source that it was read in."""

    name: str
    position: Position
    kind: str  # of PlaceName.Kind
    source: str


@dataclass(frozen=True)
class Ground:
    """All that is drawn under one district's map."""

    streets: Sequence[Street] = ()
    areas: Sequence[Area] = ()
    places: Sequence[Place] = ()


def replace_basemap(*, district: District, ground: Ground, by: str, at: datetime) -> bool:
    """Put a new ground in place of the present one, whole, and tell whether anything changed.

    Raises
    ------
    RealTownDrawn
        If the district is real and the ground has more than place names.
    InputRefused
        If a coordinate is not a place in the United Kingdom, or a shape is not valid.
    """
    if not district.invented and (ground.streets or ground.areas):
        raise RealTownDrawn("Only an invented town's streets and areas may be drawn here.")
    wanted: list[tuple[type[Model], list[Model]]] = [
        (StreetLine, [_street(district, street) for street in ground.streets]),
        (GroundArea, [_area(district, area) for area in ground.areas]),
        (PlaceName, [_place(district, place) for place in ground.places]),
    ]
    with transaction.atomic():
        District.objects.select_for_update().get(pk=district.pk)
        changed = [(model, rows) for model, rows in wanted if not _same(model, district, rows)]
        for model, rows in changed:
            model._default_manager.filter(district=district).delete()
            model._default_manager.bulk_create(rows)
        if changed:
            audit.record(
                district_id=district.pk,
                by=by,
                at=at,
                kind=AuditEvent.Kind.ALTERATION,
                what="basemap replaced",
                **{model._meta.model_name or "": len(rows) for model, rows in changed},
            )
    return bool(changed)


def _same(model: type[Model], district: District, rows: Sequence[Model]) -> bool:
    present = model._default_manager.filter(district=district).order_by("pk")
    return [_facts(row) for row in present] == [_facts(row) for row in rows]


def _facts(row: Model) -> list[object]:
    """Return all that a row says but its number; geometry as bytes, to compare exactly."""
    values = (getattr(row, field.attname) for field in row._meta.fields if not field.primary_key)
    return [bytes(value.wkb) if isinstance(value, GEOSGeometry) else value for value in values]


def _street(district: District, street: Street) -> StreetLine:
    return StreetLine(
        district=district,
        name=street.name,
        line=LineString(geo_input.line_in_uk(street.positions), srid=4326),
        rank=street.rank,
        kind=street.kind,
    )


def _area(district: District, area: Area) -> GroundArea:
    shape = geo_input.valid_polygon(area.polygons, srid=4326)
    return GroundArea(district=district, name=area.name, polygon=polygon_of(shape), kind=area.kind)


def _place(district: District, place: Place) -> PlaceName:
    return PlaceName(
        district=district,
        name=place.name,
        point=Point(*geo_input.position_in_uk(place.position), srid=4326),
        kind=place.kind,
        source=place.source,
    )
