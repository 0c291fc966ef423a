"""Slow, obvious versions of what `hotspots` does with arrays."""

from collections import Counter, defaultdict

import shapely

from layers import grid
from layers.projection import to_metres


def slow_gather(snaps, reports, premises, boundary, resolution):
    """Count with loops and dictionaries, one point at a time."""
    points = [metres(lng, lat) for lng, lat in zip(snaps.lng, snaps.lat, strict=True)]
    cell_of_snap = [
        grid.cell_of(lng, lat, resolution) if boundary.covers(shapely.Point(lng, lat)) else None
        for lng, lat in zip(snaps.lng, snaps.lat, strict=True)
    ]
    officials = Counter()
    for cell, count in zip(cell_of_snap, snaps.officials, strict=True):
        if cell:
            officials[cell] += int(count)

    def snapped(lng, lat):
        here = metres(lng, lat)
        gaps = [((x - here[0]) ** 2 + (y - here[1]) ** 2) ** 0.5 for x, y in points]
        nearest = min(range(len(gaps)), key=gaps.__getitem__)
        return nearest if gaps[nearest] <= 250 else None

    members, uncovered = Counter(), 0
    for lng, lat in zip(reports.lng, reports.lat, strict=True):
        at = snapped(lng, lat)
        uncovered += at is None
        if at is not None and cell_of_snap[at]:
            members[cell_of_snap[at]] += 1
    homes = defaultdict(set)
    for lng, lat, who in zip(premises.lng, premises.lat, premises.organisation, strict=True):
        at = snapped(lng, lat)
        if at is not None and cell_of_snap[at]:
            homes[cell_of_snap[at]].add(int(who))
    shown = {cell for cell in cell_of_snap if cell}
    return {
        "officials": {cell: officials[cell] for cell in shown},
        "members": dict(members),
        "homes": {cell: len(who) for cell, who in homes.items()},
        "uncovered": uncovered,
    }


def metres(lng, lat):
    easting, northing = to_metres([lng], [lat])
    return float(easting[0]), float(northing[0])
