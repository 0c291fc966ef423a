"""The planted town with its official files and a plan, for tests of the funding evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

import numpy as np
import shapely
from shapely.geometry import mapping

from fixtures import planted_town
from fixtures.planted_town import Month, control_towns
from fixtures.planted_town.geometry import geometry_to_degrees
from fixtures.planted_town.official_files import FORCE
from hotspots.actions import Draft
from layers.actions.official import import_releases
from layers.models import Boundary
from layers.policeuk.file_names import read_name
from layers.policeuk.sources import StreetFile
from members.models import District

UNTIL = Month(2026, 10)
DRAFTED = datetime(2025, 10, 1, 9, tzinfo=UTC)
FROZEN = datetime(2025, 10, 20, 9, tzinfo=UTC)
AFTER = datetime(2026, 11, 20, 9, tzinfo=UTC)
SEED = 7


@cache
def town(seed: int = SEED) -> planted_town.Town:
    return planted_town.build(seed, UNTIL)


def controls() -> list[dict[str, object]]:
    """Return the invented control towns as a plan holds them."""
    return [
        {
            "name": one.name,
            "source": "Invented",
            "geometry": mapping(circle(one.middle, control_towns.RADIUS_M)),
        }
        for one in control_towns.CONTROL_TOWNS
    ]


def circle(middle: tuple[float, float], radius_m: float) -> shapely.Polygon:
    flat = shapely.Point(middle).buffer(radius_m, quad_segs=16)
    return geometry_to_degrees(flat)


def draft(**changes: object) -> Draft:
    """Return a plan that pays for the last twelve months."""
    written = {
        "funder": "Invented Commissioner",
        "amount": Decimal("85000.00"),
        "share": Decimal("85.00"),
        "promise": "Less anti-social behaviour in the town centre than elsewhere.",
        "before_start": date(2023, 11, 1),
        "after_start": date(2025, 11, 1),
        "after_end": date(2026, 11, 1),
        "categories": ["anti-social-behaviour"],
        "ring_from_m": 100,
        "ring_to_m": 500,
        "controls": controls(),
    }
    return Draft(**{**written, **changes})


def with_official_files(district: District, *, until: Month = UNTIL, seed: int = SEED) -> None:
    """Import the invented force's files and the invented town's boundary."""
    assert district.force == FORCE
    ring = shapely.Polygon(np.array(town(seed).boundary))
    Boundary.objects.create(
        district=district,
        name="Oxbarrow",
        polygon=f"SRID=4326;{shapely.MultiPolygon([ring]).wkt}",
        source="Invented",
        illustrative=False,
        valid_from=date(2020, 1, 1),
        sha256="0" * 64,
        imported_at=DRAFTED,
    )
    take_files(until=until, seed=seed)


def take_files(*, until: Month = UNTIL, seed: int = SEED) -> None:
    files = [one for one in town(seed).official_files() if one.month <= until]
    import_releases(
        files=[
            StreetFile(one.name, read_name(one.name), lambda one=one: one.content) for one in files
        ],
        taken_on=AFTER.date(),
        at=AFTER,
    )
