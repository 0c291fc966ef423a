"""Tables of the ground: boundaries, official statistics, snap points, place names."""

from layers.models.boundaries import Boundary
from layers.models.official import SnapList, SnapPoint

__all__ = ["Boundary", "SnapList", "SnapPoint"]
