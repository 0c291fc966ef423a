"""The boundary, the drawn map and the categories."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from fixtures.planted_town import Town
from incidents.actions import install_categories
from layers import geo_input
from layers.actions import basemap
from layers.actions.boundaries import import_boundary
from layers.queries.boundaries import NewBoundary
from ntars_geo.demo.stages.seeding_run import BY, SOURCE, Seeding

_RANKS: Final = {
    "ring": 1, "radial": 1, "main": 1, "street": 2, "lane": 3, "housing": 4, "rail": 4,
}  # fmt: skip


def lay_ground(seeding: Seeding) -> None:
    """Import the boundary, draw the map and install the categories."""
    ring = seeding.town.boundary
    import_boundary(
        district=seeding.district,
        new=NewBoundary(
            name="Oxbarrow town centre (invented)",
            shape=geo_input.boundary_polygon([[ring]], srid=4326),
            source=SOURCE,
            illustrative=False,
            valid_from=seeding.opens_on,
            sha256=hashlib.sha256(json.dumps(ring).encode()).hexdigest(),
        ),
        by=BY,
        at=seeding.at,
        confirmed=True,
    )
    basemap.replace_basemap(
        district=seeding.district, ground=_drawn(seeding.town), by=BY, at=seeding.at
    )
    install_categories(district=seeding.district, by=BY, at=seeding.at)


def _drawn(planted: Town) -> basemap.Ground:
    return basemap.Ground(
        streets=[
            basemap.Street(
                name=street.name,
                positions=street.line,
                rank=_RANKS[street.kind],
                kind="RAIL" if street.kind == "rail" else "STREET",
            )
            for street in planted.streets
        ],
        areas=[basemap.Area(area.name, area.kind.upper(), [[area.ring]]) for area in planted.areas],
        places=[
            basemap.Place(place.name, (place.lng, place.lat), place.kind.upper(), SOURCE)
            for place in planted.places
        ],
    )
