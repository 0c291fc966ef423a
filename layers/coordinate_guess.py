"""The extents in which coordinates are believed, and what numbers outside them look like.

Plain arithmetic on numbers that nobody has checked yet: no geometry library may see them.
"""

from typing import Final

UK_BOX: Final = (-9.5, 49.0, 3.0, 61.5)
"""West, south, east, north in degrees: the United Kingdom with its sea areas. The CHECK
constraints of the tables (`members.geometry`) say the same."""

_GRID_EAST: Final = 700_000.0  # The National Grid's own extent, in metres.
_GRID_NORTH: Final = 1_300_000.0
_MERCATOR_BOX: Final = (-1_060_000.0, 6_200_000.0, 340_000.0, 8_800_000.0)  # The UK box in 3857.


def in_uk_box(lng: float, lat: float) -> bool:
    """Tell whether a place lies in the box round the United Kingdom; NaN does not."""
    west, south, east, north = UK_BOX
    return west <= lng <= east and south <= lat <= north


def in_national_grid(easting: float, northing: float) -> bool:
    """Tell whether a place lies on the British National Grid (EPSG:27700); NaN does not."""
    return 0.0 <= easting <= _GRID_EAST and 0.0 <= northing <= _GRID_NORTH


def why_not_degrees(x: float, y: float) -> str:
    """Return a sentence on two numbers that should be degrees in the UK and are not."""
    if in_uk_box(y, x):
        return "The numbers look like latitude before longitude: swap them, longitude comes first."
    if abs(x) <= 180.0 and abs(y) <= 90.0:
        return "The place lies outside the United Kingdom."
    if in_national_grid(x, y):
        return (
            "The numbers look like British National Grid metres (EPSG:27700): if they are, "
            "say so with --srid 27700."
        )
    west, south, east, north = _MERCATOR_BOX
    if west <= x <= east and south <= y <= north:
        return (
            "The numbers look like Web Mercator metres (EPSG:3857): export the boundary again "
            "in WGS84 (EPSG:4326)."
        )
    return "The numbers are not degrees: export the boundary in WGS84 (EPSG:4326)."


def why_not_grid(x: float, y: float) -> str:
    """Return a sentence on two numbers that should be National Grid metres and are not."""
    if in_uk_box(x, y):
        return "The numbers look like degrees, not British National Grid metres."
    return "The place lies outside the British National Grid."
