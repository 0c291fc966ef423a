"""Is a pin inside the district? If not: how far, and which way back?"""

from __future__ import annotations

from math import atan2, degrees, hypot
from typing import Final

import shapely

from layers.projection import to_metres
from layers.queries.boundaries import Ground
from members.models import District

#: A pin this near to the boundary counts as on it; a telephone knows no better.
TOLERANCE_M: Final = 5.0
_WINDS: Final = ("north", "north-east", "east", "south-east", "south", "south-west", "west")
_ROSE: Final = (*_WINDS, "north-west")
_FAR_M: Final = 20_000.0  # beyond this a distance tells nothing; the pin is simply elsewhere


class OutsideDistrict(ValueError):
    """A pin lies outside the boundary of the district that it was sent to."""


def check_inside(district: District, lng: float, lat: float, *, ground: Ground) -> None:
    """Refuse a pin that lies more than 5 m outside the district's ground.

    Raises
    ------
    OutsideDistrict
        With how far outside it lies and which way the district is.
    """
    (east,), (north,) = to_metres([lng], [lat])
    if not (abs(east) < 1e9 and abs(north) < 1e9):  # PROJ could not project it: far away
        raise OutsideDistrict(_elsewhere(district, lng, lat, ground.shape))
    pin = shapely.Point(east, north)
    distance = float(shapely.distance(ground.metres, pin))
    if distance <= TOLERANCE_M:
        return
    if distance > _FAR_M:
        raise OutsideDistrict(_elsewhere(district, lng, lat, ground.shape))
    way = shapely.get_coordinates(shapely.shortest_line(pin, ground.metres))
    raise OutsideDistrict(
        f"The pin is {_about(distance)} outside {district.name}, which lies to the "
        f"{_wind(way[1][0] - way[0][0], way[1][1] - way[0][1])} of it."
    )


def _elsewhere(district: District, lng: float, lat: float, shape: shapely.Geometry) -> str:
    if abs(lat) <= 90 and shapely.covers(shapely.box(*shape.bounds), shapely.Point(lat, lng)):
        return f"The pin is far outside {district.name}; longitude and latitude look swapped."
    return f"The pin is far outside {district.name}."


def _about(metres: float) -> str:
    if metres < 1000:
        return f"{max(10, round(metres, -1)):.0f} metres"
    return f"{metres / 1000:.1f} km"


def _wind(east: float, north: float) -> str:
    assert hypot(east, north) > 0, "a pin outside is some way from the boundary"
    return _ROSE[round(degrees(atan2(east, north)) / 45) % 8]
