"""Bring both sources onto the same cells: the same snap, the same boundary, the same months.

Plain arrays in, plain arrays out. Reports are moved to the nearest official snap point first,
and both sources count if and only if their *snap point* lies inside the boundary, edge
included; the cell is that of the snap point. See `docs/adr/0020-contrast-method.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers import grid, snapping
from layers.projection import to_metres

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """Points of organisations: degrees (EPSG:4326) and organisation ids, of one length."""

    lng: Floats
    lat: Floats
    organisation: Integers


@dataclass(frozen=True)
class SnapGround:
    """The snap points of one list near a district, in the order of their ids.

    `officials` counts the records of the comparable category in the period at each point.
    """

    ids: Integers
    lng: Floats
    lat: Floats
    names: Sequence[str]
    officials: Integers


@dataclass(frozen=True)
class Gathered:
    """Both sources on the same cells, sorted by cell.

    Attributes
    ----------
    cells : the cells that hold a snap point inside the boundary.
    members, officials : counts, shape (cells,).
    by_member : reports of each reporting organisation, shape (organisations, cells); the
        rows follow the sorted ids in `organisations`.
    members_here : organisations with premises in each cell, shape (cells,).
    outside_coverage : reports farther than 250 m from every snap point.
    outside_boundary : reports whose snap point lies outside the boundary.
    """

    cells: list[str]
    members: Integers
    officials: Integers
    organisations: Integers
    by_member: Integers
    members_here: Integers
    outside_coverage: int
    outside_boundary: int


def gather(
    snaps: SnapGround,
    reports: Places,
    premises: Places,
    boundary: shapely.Geometry,
    resolution: int,
) -> Gathered:
    """Count both sources in the cells that hold a snap point inside a boundary."""
    inside = snapping.inside(np.column_stack([snaps.lng, snaps.lat]), boundary)
    numbers = grid.cells_of(snaps.lng, snaps.lat, resolution)
    shown = np.unique(numbers[inside])
    # Where a snap point's cell stands in `shown`; -1 for points outside the boundary.
    place = np.where(inside, np.searchsorted(shown, numbers), -1)
    at = _through_snap(snaps, reports, place)
    homes = _through_snap(snaps, premises, place)
    organisations, row = np.unique(reports.organisation[at >= 0], return_inverse=True)
    by_member = np.zeros((len(organisations), len(shown)), dtype=np.int64)
    np.add.at(by_member, (row, at[at >= 0]), 1)
    return Gathered(
        cells=[grid.to_text(int(number)) for number in shown],
        members=by_member.sum(axis=0),
        officials=_summed(place, snaps.officials, len(shown)),
        organisations=organisations,
        by_member=by_member,
        members_here=_distinct(homes, premises.organisation, len(shown)),
        outside_coverage=int((at == _UNCOVERED).sum()),
        outside_boundary=int((at == -1).sum()),
    )


_UNCOVERED = -2


def _through_snap(snaps: SnapGround, places: Places, cell_of_snap: Integers) -> Integers:
    """Return the index of each place's cell; -1 outside the boundary, -2 outside coverage."""
    nearest, _ = snapping.nearest_snap(
        np.column_stack(to_metres(places.lng, places.lat)),
        np.column_stack(to_metres(snaps.lng, snaps.lat)),
    )
    found = np.full(len(nearest), _UNCOVERED, dtype=np.int64)
    covered = nearest >= 0
    found[covered] = cell_of_snap[nearest[covered]]
    return found


def _summed(place: Integers, weights: Integers, length: int) -> Integers:
    sums = np.zeros(length, dtype=np.int64)
    kept = place >= 0
    np.add.at(sums, place[kept], weights[kept])
    return sums


def _distinct(place: Integers, organisation: Integers, length: int) -> Integers:
    kept = place >= 0
    pairs = np.unique(np.column_stack([place[kept], organisation[kept]]), axis=0)
    return np.bincount(pairs[:, 0], minlength=length).astype(np.int64)


def labels(snaps: SnapGround, cells: Sequence[str], resolution: int) -> list[str]:
    """Name each cell after the snap point nearest to its centre that has a name of a street.

    A label helps a reader to find the place; it claims nothing about the numbers. Cells of one
    long street are told apart by the side of it on which they lie.
    """
    numbers = grid.cells_of(snaps.lng, snaps.lat, resolution)
    names = [_label(snaps, np.flatnonzero(numbers == grid.to_int(cell)), cell) for cell in cells]
    return [_told_apart(names, cells, at) for at in range(len(cells))]


def _told_apart(names: Sequence[str], cells: Sequence[str], at: int) -> str:
    """Add north, east, south or west to a name that several cells share, or the cell's end."""
    sharing = [index for index, name in enumerate(names) if name == names[at]]
    if len(sharing) == 1:
        return names[at]
    sides = {index: _side(cells, sharing, index) for index in sharing}
    if list(sides.values()).count(sides[at]) == 1:
        return f"{names[at]} {sides[at]}"
    return f"{names[at]} {cells[at].rstrip('f')[-3:]}"


def _side(cells: Sequence[str], sharing: Sequence[int], at: int) -> str:
    lng, lat = np.array([grid.centre_of(cells[index]) for index in sharing]).T
    points = np.column_stack(to_metres(lng, lat))
    east, north = points[list(sharing).index(at)] - points.mean(axis=0)
    if abs(east) >= abs(north):
        return "east" if east > 0 else "west"
    return "north" if north > 0 else "south"


def _label(snaps: SnapGround, members: Integers, cell: str) -> str:
    named = [index for index in members.tolist() if snaps.names[index]]
    if not named:
        return cell
    lng, lat = grid.centre_of(cell)
    centre = np.column_stack(to_metres([lng], [lat]))
    points = np.column_stack(to_metres(snaps.lng[named], snaps.lat[named]))
    # Kinds of place ("Supermarket") say less than a street, so they come second.
    order = np.hypot(*(points - centre).T) + 1e6 * np.array(
        [_is_kind(snaps.names[index]) for index in named]
    )
    return str(snaps.names[named[int(np.argmin(order))]])


#: Location words of police.uk that name a kind of place rather than a place.
_KINDS = frozenset(
    {
        "airport/airfield",
        "bus/coach station",
        "church",
        "conference/exhibition centre",
        "further/higher educational building",
        "hospital",
        "motorway service area",
        "nightclub",
        "other emergency service",
        "park/open space",
        "parking area",
        "pedestrian subway",
        "petrol station",
        "police station",
        "prison",
        "race track",
        "shopping area",
        "sports/recreation area",
        "supermarket",
        "theatre/concert hall",
    }
)


def _is_kind(name: str) -> bool:
    return name.casefold() in _KINDS
