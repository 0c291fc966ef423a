"""Read polygons from well-known binary, believing no count that the bytes do not bear out."""

import struct
from typing import Final

from layers import geo_input
from layers.boundary_files.features import not_a_polygon
from layers.geo_input import Ring, Rings
from layers.strict_text import InputRefused

_POLYGON: Final = 3
_MULTI_POLYGON: Final = 6
_KINDS: Final = {
    1: "a point",
    2: "a line",
    4: "points",
    5: "lines",
    7: "a collection of geometries",
}


def polygons_of(content: bytes) -> list[Rings]:
    """Return the polygons of one Polygon or MultiPolygon, with or without altitude.

    Raises
    ------
    InputRefused
        If the bytes are anything else, are cut short, or go on after the geometry.
    """
    reader = _Reader(content)
    kind = reader.header()
    if kind == _POLYGON:
        polygons = [reader.rings()]
    elif kind == _MULTI_POLYGON:
        polygons = [reader.part() for _ in range(reader.count(least_bytes=9))]
    else:
        raise not_a_polygon(_KINDS.get(kind, "an unusual shape"))
    if not reader.at_end():
        raise InputRefused("A geometry in the file has bytes left over.")
    return polygons


class _Reader:
    """A place in some bytes; every step checks first that the bytes are there."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0
        self._order = "<"
        self._dimensions = 2

    def at_end(self) -> bool:
        return self._at == len(self._content)

    def header(self) -> int:
        """Read byte order and type; return the type without its altitude flag."""
        order = self._take(1)[0]
        if order not in (0, 1):
            raise InputRefused("A geometry in the file has no valid byte order.")
        self._order = "<" if order else ">"
        (code,) = struct.unpack(f"{self._order}I", self._take(4))
        if code >= 2000:  # Measures, or the flags of another dialect.
            raise InputRefused("A geometry in the file has measures, or is not standard WKB.")
        self._dimensions = 2 + code // 1000
        return int(code % 1000)

    def part(self) -> Rings:
        if self.header() != _POLYGON:
            raise InputRefused("A MultiPolygon in the file holds something else than polygons.")
        return self.rings()

    def rings(self) -> Rings:
        return [self._ring() for _ in range(self.count(least_bytes=4))]

    def count(self, *, least_bytes: int) -> int:
        """Read how many parts follow, each of at least that many bytes."""
        (number,) = struct.unpack(f"{self._order}I", self._take(4))
        if number * least_bytes > len(self._content) - self._at:
            raise InputRefused("A geometry in the file claims more parts than it holds.")
        return int(number)

    def _ring(self) -> Ring:
        size = 8 * self._dimensions
        number = self.count(least_bytes=size)
        values = struct.iter_unpack(f"{self._order}{self._dimensions}d", self._take(number * size))
        return [geo_input.position(position) for position in values]

    def _take(self, size: int) -> bytes:
        taken = self._content[self._at : self._at + size]
        if len(taken) != size:
            raise InputRefused("A geometry in the file is cut short.")
        self._at += size
        return taken
