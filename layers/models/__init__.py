"""Tables of the ground: boundaries, official statistics, snap points, place names."""

from layers.models.boundaries import Boundary
from layers.models.official import OfficialCount, OfficialRelease, SnapList, SnapPoint
from layers.models.places import GroundArea, PlaceName, StreetLine

__all__ = [
    "Boundary",
    "GroundArea",
    "OfficialCount",
    "OfficialRelease",
    "PlaceName",
    "SnapList",
    "SnapPoint",
    "StreetLine",
]
