"""Assign H3 cells to whole arrays of points, with the arithmetic that H3 itself uses.

H3 lays the globe on the twenty faces of an icosahedron. On one face, seen from the centre of
the Earth (gnomonic projection), the cells of a resolution are a plain hexagonal lattice, and
a cell's digits say how it is reached from its ancestors. Both are a few array operations, some
ten times as fast as asking the library point by point, and a nationwide import has a million
answers to get. Source: H3 4.x, `latLngToCell`, `_hex2dToCoordIJK`, `_upAp7`, `_faceIjkToH3`.

Nothing is copied from H3's tables. The faces come from the centres of its twelve pentagons, and
which base cell a patch of a face belongs to, and how that cell is turned, is learnt by asking
the library for a few of the points. Every point that lies within a millionth of a cell of an
edge, where two ways of rounding could differ, and every patch that is not a plain hexagon, goes
to the library; so the answers are the library's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, repeat
from typing import Final

import h3
import h3.api.numpy_int as h3_int
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Cells = NDArray[np.uint64]

FINEST: Final = 11
"""Finest resolution done here: beyond it rounding errors of the projection (1e-15 of the
Earth's radius) come too near to the millionth of a cell that is allowed for."""

_AT_ONCE: Final = 8_192  # So many points that their arrays stay in the processor's cache.
_EDGE: Final = 1e-6  # Of the distance between the centres of neighbours.
# Cosine of the distance from a face's centre within which H3's own arc cosine loses digits.
_NEAR_CENTRE: Final = float(np.cos(1e-3))
_SAMPLES: Final = 8  # Points of a patch on which the library is asked.

_UNIT: Final = (3 - 5**0.5) / 2  # Centre distance at resolution 0 on the gnomonic plane.
_TURN: Final = float(np.arcsin((3 / 28) ** 0.5))  # Of odd resolutions against even ones.
_SIN_60: Final = 3**0.5 / 2

# Digit of a child by its place (i + 1) * 3 + (j + 1) round the centre child; 7 is no child.
_DIGIT: Final = np.array([1, 3, 7, 5, 0, 2, 7, 4, 6], dtype=np.uint8)
# Digits after a sixth of a turn anticlockwise.
_TURNED: Final = np.array([0, 5, 3, 1, 6, 4, 2, 7], dtype=np.uint8)


def cells_in_bulk(lng: Floats, lat: Floats, resolutions: Sequence[int]) -> list[Cells]:
    """Return the H3 cells of many points, exactly those that `h3.latlng_to_cell` gives.

    Parameters
    ----------
    lng, lat : ndarray of float64, shape (n,)
        Degrees, checked by the caller.
    resolutions : sequence of int
        Each from 0 to `FINEST`.

    Returns
    -------
    list of ndarray of uint64, shape (n,)
        One array for each resolution.
    """
    found = [np.zeros(len(lng), dtype=np.uint64) for _ in resolutions]
    for at in range(0, len(lng), _AT_ONCE):
        piece = slice(at, at + _AT_ONCE)
        _fill([cells[piece] for cells in found], lng[piece], lat[piece], resolutions)
    return found


def _fill(found: list[Cells], lng: Floats, lat: Floats, resolutions: Sequence[int]) -> None:
    vectors = _unit_vectors(lng, lat)
    nearest = np.argmax(vectors @ _faces()[:, 0].T, axis=1)
    for face in np.flatnonzero(np.bincount(nearest)).tolist():
        rows = np.flatnonzero(nearest == face)
        along, x, y = (vectors[rows] @ _faces()[face].T).T
        on_plane = _OnPlane(lng[rows], lat[rows], x / along, y / along, along < _NEAR_CENTRE)
        for cells, resolution in zip(found, resolutions, strict=True):
            cells[rows] = _cells_on_face(on_plane, resolution)
    for cells, resolution in zip(found, resolutions, strict=True):
        left = np.flatnonzero(cells == 0)  # No cell has the number 0.
        cells[left] = one_by_one(lng[left], lat[left], resolution)


def one_by_one(lng: Floats, lat: Floats, resolution: int) -> Cells:
    """Return the cells of points by asking the library for each of them."""
    found = map(h3_int.latlng_to_cell, lat.tolist(), lng.tolist(), repeat(resolution))
    return np.fromiter(found, dtype=np.uint64, count=lng.size)


def _unit_vectors(lng: Floats, lat: Floats) -> Floats:
    east, north = np.radians(lng), np.radians(lat)
    across = np.cos(north)
    return np.column_stack((across * np.cos(east), across * np.sin(east), np.sin(north)))


@cache
def _faces() -> Floats:
    """Return centre and two axes of each face, shape (20, 3, 3), all unit vectors.

    The first axis points to a corner of the face, whichever: turning a face by a third maps
    its lattice onto itself, and how digits turn is learnt anyway.
    """
    corners = [h3.cell_to_latlng(cell) for cell in sorted(h3.get_pentagons(0))]
    lat, lng = np.array(corners).T
    vertices = _unit_vectors(lng, lat)
    near = vertices @ vertices.T > 0.4  # Neighbours have a cosine of 0.447, others -0.447 or -1.
    faces = [
        _axes(vertices[list(three)])
        for three in combinations(range(12), 3)
        if near[np.ix_(three, three)].all()
    ]
    return np.array(faces)


def _axes(corners: Floats) -> Floats:
    centre = corners.sum(axis=0)
    centre /= np.linalg.norm(centre)
    first = corners[0] - (corners[0] @ centre) * centre
    first /= np.linalg.norm(first)
    return np.array([centre, first, np.cross(centre, first)])


@dataclass(frozen=True)
class _OnPlane:
    """Points of one face: in degrees, on its plane, and whether far enough from its centre."""

    lng: Floats
    lat: Floats
    x: Floats
    y: Floats
    certain: NDArray[np.bool_]


def _cells_on_face(points: _OnPlane, resolution: int) -> Cells:
    """Return the cells of points on one face; 0 where the library must be asked."""
    i, j, certain = _nearest_centre(points.x, points.y, resolution)
    certain &= points.certain
    digits, i, j = _digits(i, j, resolution)
    cells = np.zeros(len(i), dtype=np.uint64)
    patches = ((i + 8) * 16 + (j + 8)).astype(np.intp)  # A face is under four cells wide.
    for patch in np.flatnonzero(np.bincount(patches)).tolist():
        rows = np.flatnonzero((patches == patch) & certain)
        samples = rows[:: max(len(rows) // _SAMPLES, 1)]
        asked = one_by_one(points.lng[samples], points.lat[samples], resolution)
        learnt = _learn(asked, [level[samples] for level in digits])
        if learnt is not None:
            base, turned = learnt
            cells[rows] = base | _packed([level[rows] for level in digits], turned)
    return cells


def _nearest_centre(
    x: Floats, y: Floats, resolution: int
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the lattice coordinates (axes a third of a turn apart) of the nearest centres.

    And whether each point is clear of the edge of its cell.
    """
    scale = 7 ** (resolution / 2) / _UNIT
    if resolution % 2:
        cosine, sine = np.cos(_TURN), np.sin(_TURN)
        x, y = x * cosine + y * sine, y * cosine - x * sine
    # Three coordinates that add up to 0; round all, then mend the one that was rounded most.
    r = y * (scale / _SIN_60)
    q = x * scale - r / 2
    s = -q - r
    whole_q, whole_r, whole_s = np.rint(q), np.rint(r), np.rint(s)
    off_q, off_r, off_s = np.abs(whole_q - q), np.abs(whole_r - r), np.abs(whole_s - s)
    mend_q = (off_q > off_r) & (off_q > off_s)
    mend_r = ~mend_q & (off_r > off_s)
    whole_q = np.where(mend_q, -whole_r - whole_s, whole_q)
    whole_r = np.where(mend_r, -whole_q - whole_s, whole_r)
    off_q, off_r = q - whole_q, r - whole_r
    off_s = -off_q - off_r
    most = np.maximum(np.abs(off_q - off_r), np.abs(off_r - off_s))
    most = np.maximum(most, np.abs(off_s - off_q))
    return whole_q + whole_r, whole_r, most < 1 - _EDGE


def _digits(
    i: Floats, j: Floats, resolution: int
) -> tuple[list[NDArray[np.uint8]], Floats, Floats]:
    """Return the digit at each resolution, finest last, and the coordinates at resolution 0."""
    digits: list[NDArray[np.uint8]] = []
    for level in range(resolution, 0, -1):
        # A seventh has no ties, so rounding to the nearest parent is never in doubt.
        if level % 2:
            up_i, up_j = np.rint((3 * i - j) / 7), np.rint((i + 2 * j) / 7)
            place = (i - (2 * up_i + up_j)) * 3 + (j - (3 * up_j - up_i)) + 4
        else:
            up_i, up_j = np.rint((2 * i + j) / 7), np.rint((3 * j - i) / 7)
            place = (i - (3 * up_i - up_j)) * 3 + (j - (up_i + 2 * up_j)) + 4
        digits.append(_DIGIT[place.astype(np.intp)])
        i, j = up_i, up_j
    return digits[::-1], i, j


def _learn(
    asked: Cells, digits: Sequence[NDArray[np.uint8]]
) -> tuple[np.uint64, NDArray[np.uint8]] | None:
    """Return the bits that all cells of a patch share, and what its digits turn into.

    None if the samples do not agree on one answer, or the patch is a pentagon, whose digits
    skip a sixth of the circle.
    """
    if not asked.size or h3_int.is_pentagon(h3_int.cell_to_parent(int(asked[0]), 0)):
        return None
    above = asked & ~_mask(len(digits))
    turned = np.arange(8, dtype=np.uint8)
    fitting: list[NDArray[np.uint8]] = []
    for _ in range(6):
        if np.array_equal(_packed(digits, turned) | above, asked):
            fitting.append(turned)
        turned = _TURNED[turned]
    if len(fitting) != 1 or (above != above[0]).any():
        return None
    return above[0], fitting[0]


def _packed(digits: Sequence[NDArray[np.uint8]], turned: NDArray[np.uint8]) -> Cells:
    """Return digits, turned, at their places in the number of a cell; three bits each."""
    if not digits:
        return np.zeros(1, dtype=np.uint64)  # A base cell has no digits.
    bits = np.zeros(len(digits[0]), dtype=np.uint64)
    for level, of_level in enumerate(digits, start=1):
        bits |= turned.astype(np.uint64)[of_level] << np.uint64(3 * (15 - level))
    return bits


def _mask(levels: int) -> np.uint64:
    return np.uint64(sum(7 << 3 * (15 - level) for level in range(1, levels + 1)))
