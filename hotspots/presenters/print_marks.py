"""Marks on paper that need no tint: hatching and dots, cut to a convex shape."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Final

Point = tuple[float, float]

_BETWEEN: Final = 9.0  # picture units between two lines of hatching


def hatching(points: Sequence[Point]) -> str:
    """Return slanting lines cut off at a convex shape: PDF viewers differ over patterns."""
    offsets = [x + y for x, y in points]
    first = floor(min(offsets) / _BETWEEN) + 1
    found = []
    for step in range(first, floor(max(offsets) / _BETWEEN) + 1):
        ends = _crossings(points, step * _BETWEEN)
        if len(ends) == 2:
            (ax, ay), (bx, by) = ends
            found.append(f"M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}")
    return "".join(found)


def _crossings(points: Sequence[Point], level: float) -> list[Point]:
    """Return where the line ``x + y = level`` enters and leaves a convex shape."""
    found = []
    for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
        a, b = ax + ay - level, bx + by - level
        if a * b < 0:
            part = a / (a - b)
            found.append((ax + (bx - ax) * part, ay + (by - ay) * part))
    return found


def dots(points: Sequence[Point], middle: Point) -> list[Point]:
    """Return a dot in each corner of a hexagon, away from its number and its edge."""
    x, y = middle
    return [
        (round(x + (px - x) * 0.72, 1), round(y + (py - y) * 0.72, 1))
        for px, py in points
    ]  # fmt: skip
