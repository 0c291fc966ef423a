"""Marks that need no tint: hatching and dots cut to a convex shape, letters clear of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Final

from layers.cartography import Box

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


def letter_place(
    ring: Sequence[Point], middle: Point, numbers: Sequence[Box], radius: float
) -> Point:
    """Return where the letter of a hexagon stands: near its top, or where no number is.

    All in picture units, y downwards; `ring` are the corners, and `radius` is the letter's disc.
    """
    x, y = middle
    corners = sorted(ring, key=lambda at: at[1])
    top = (x, corners[0][1])
    tries = [
        (x + (px - x) * reach, y + (py - y) * reach)
        for reach in (0.66, 0.5, 0.8)
        for px, py in (top, *corners)
    ]
    free = (at for at in tries if not any(disc(at, radius).meets(other) for other in numbers))
    return next(free, tries[0])


def disc(at: Point, radius: float) -> Box:
    """Return the room that a letter's disc takes."""
    return Box(at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
