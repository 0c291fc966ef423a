"""The plain ground under a district's map, as GeoJSON."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db import connection
from django.urls import reverse

from layers.models import Boundary, GroundArea, PlaceName, StreetLine
from layers.queries.boundaries import NoBoundary, boundary_in_force
from layers.tile_source import TileSource, tile_source
from members.models import District

_DECIMALS: Final = 6  # Ten centimetres; police.uk prints as many.
# Which names matter most where there is no room for all; streets bring their own rank.
_PLACE_RANKS: Final[dict[str, int]] = {
    PlaceName.Kind.SQUARE: 1,
    PlaceName.Kind.LANDMARK: 1,
    PlaceName.Kind.PARK: 2,
    PlaceName.Kind.STREET: 2,
}
_EDITION: Final = """
SELECT areas.count, areas.last, streets.count, streets.last, places.count, places.last,
  (SELECT id FROM layers_boundary WHERE district_id = %(district)s AND valid_from <= %(on)s
   ORDER BY valid_from DESC, imported_at DESC, id DESC LIMIT 1)
FROM (SELECT count(*), max(id) AS last FROM layers_groundarea WHERE district_id = %(district)s)
  AS areas,
  (SELECT count(*), max(id) AS last FROM layers_streetline WHERE district_id = %(district)s)
  AS streets,
  (SELECT count(*), max(id) AS last FROM layers_placename WHERE district_id = %(district)s)
  AS places
"""


@dataclass(frozen=True)
class Edition:
    """The ground of a district as it stands on a day; equal ones are drawn the same.

    Rows of the ground are only ever put in place of others, and boundaries never edited, so
    their highest numbers name them.
    """

    district: District = field(compare=False)
    on: date = field(compare=False)
    district_id: int
    rows: tuple[int | None, ...]


def edition_of(district: District, on: date) -> Edition:
    """Return which ground `ground_of` would return, in one cheap question."""
    with connection.cursor() as cursor:
        cursor.execute(_EDITION, {"district": district.pk, "on": on})
        return Edition(district, on, district.pk, cursor.fetchone())


def ground_of(district: District, on: date) -> dict[str, Any]:
    """Return a FeatureCollection of all that is drawn under a district's map on a day.

    Each feature has the properties `kind` (``park``, ``water``, ``square``, ``building``,
    ``parking``, ``transport``; ``street``, ``rail``; ``place``; ``boundary``), `name` and, for
    streets and places, `rank` (1 matters most). They come in the order in which they are drawn:
    areas, streets, the boundary in force if there is one, places.
    """
    features = [
        *_areas(district),
        *_streets(district),
        *_boundary(district, on),
        *_places(district),
    ]
    return {"type": "FeatureCollection", "features": features}


def operators_tiles() -> TileSource:
    """Return the basemap that the operator has set in place of the project's own ground.

    Raises
    ------
    TileSourceRefused
        If the settings describe none that can be drawn.
    """
    return tile_source(
        pmtiles=settings.BASEMAP_PMTILES,
        url=settings.BASEMAP_TILES,
        attribution=settings.BASEMAP_ATTRIBUTION,
    )


def basemap_config(district: District) -> dict[str, str]:
    """Return what a map of a district needs to draw the operator's basemap; empty texts, if none.

    An invented town always lies on its own ground: a real map would place it somewhere.
    """
    source = TileSource() if district.invented else operators_tiles()
    held_here = source.file is not None
    return {
        "pmtiles": reverse("basemap_tiles", args=[district.slug]) if held_here else "",
        "url": source.url,
        "attribution": source.attribution,
    }


def _feature(geometry: str, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": json.loads(geometry)}


def _areas(district: District) -> list[dict[str, Any]]:
    rows = GroundArea.objects.filter(district=district).order_by("pk")
    found = rows.annotate(geometry=AsGeoJSON("polygon", precision=_DECIMALS))
    return [
        _feature(geometry, kind=kind.lower(), name=name)
        for geometry, kind, name in found.values_list("geometry", "kind", "name")
    ]


def _streets(district: District) -> list[dict[str, Any]]:
    rows = StreetLine.objects.filter(district=district).order_by("-rank", "pk")
    found = rows.annotate(geometry=AsGeoJSON("line", precision=_DECIMALS))
    return [
        _feature(geometry, kind=kind.lower(), name=name, rank=rank)
        for geometry, kind, name, rank in found.values_list("geometry", "kind", "name", "rank")
    ]


def _boundary(district: District, on: date) -> list[dict[str, Any]]:
    try:
        boundary = boundary_in_force(district, on)
    except NoBoundary:
        return []
    rows = Boundary.objects.filter(pk=boundary.pk)
    geometry = rows.values_list(AsGeoJSON("polygon", precision=_DECIMALS), flat=True).get()
    return [
        _feature(geometry, kind="boundary", name=boundary.name, illustrative=boundary.illustrative)
    ]


def _places(district: District) -> list[dict[str, Any]]:
    rows = PlaceName.objects.filter(district=district).order_by("pk")
    found = rows.annotate(geometry=AsGeoJSON("point", precision=_DECIMALS))
    return [
        _feature(geometry, kind="place", name=name, rank=_PLACE_RANKS[kind], source=source)
        for geometry, kind, name, source in found.values_list("geometry", "kind", "name", "source")
    ]
