"""Which name of a district's map a point is near to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from layers.models import PlaceName, StreetLine
from layers.projection import geometry_to_metres, to_metres


def names_near(
    district_id: int, lng: Sequence[float], lat: Sequence[float], *, within_m: float
) -> list[str]:
    """Return for each point the nearest named street or place, or an empty text if none is near.

    Parameters
    ----------
    lng, lat : sequence of float, shape (n,)
        Degrees (EPSG:4326).
    within_m
        How far a name may be, in metres.
    """
    named = [
        *_rows(StreetLine.objects.filter(kind=StreetLine.Kind.STREET), district_id, "line"),
        *_rows(PlaceName.objects.all(), district_id, "point"),
    ]
    if not named or not lng:
        return [""] * len(lng)
    names = [name for name, _ in named]
    shapes = np.array([geometry_to_metres(shape) for _, shape in named])
    points = shapely.points(*to_metres(lng, lat))
    apart = shapely.distance(points[:, np.newaxis], shapes[np.newaxis, :])
    nearest = apart.argmin(axis=1)
    return [
        names[place] if apart[row, place] <= within_m else "" for row, place in enumerate(nearest)
    ]


def _rows(rows: object, district_id: int, column: str) -> list[tuple[str, shapely.Geometry]]:
    found = rows.filter(district_id=district_id).exclude(name="").order_by("pk")  # type: ignore[attr-defined]
    return [
        (name, shapely.from_wkb(bytes(shape.wkb)))
        for name, shape in found.values_list("name", column)
    ]
