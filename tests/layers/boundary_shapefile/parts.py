"""A good Shapefile, and how one part of it is changed."""

import struct

from tests.layers.boundary_builders import (
    shapefile_parts,
    zipped,
)

PARTS = shapefile_parts()


def without(*endings: str) -> bytes:
    return zipped({name: part for name, part in PARTS.items() if name[-3:] not in endings})


def instead(**parts: bytes) -> bytes:
    return zipped({**PARTS, **{f"town.{ending}": part for ending, part in parts.items()}})


def changed(part: str, at: int, layout: str, *values: int) -> bytes:
    """Return a zip in which some numbers of one part were overwritten."""
    content = bytearray(PARTS[f"town.{part}"])
    struct.pack_into(layout, content, at, *values)
    return instead(**{part: bytes(content)})
