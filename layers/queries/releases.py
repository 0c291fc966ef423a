"""What a contrast needs of official statistics: releases by id, snap points, counts as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from django.db.models import Q, Sum
from numpy.typing import NDArray

from layers.models import OfficialCount, OfficialRelease, SnapPoint
from layers.policeuk import lists
from layers.policeuk.categories import codes_of
from layers.snapping import grown
from members.geometry import Latitude, Longitude

#: How far beyond a boundary snap points are looked for, in metres: a report at the edge may
#: belong to a point outside.
NEAR_M = 1000.0


@dataclass(frozen=True)
class Held:
    """The releases in force for some months of a force, and the months without one."""

    releases: list[OfficialRelease]
    missing: list[date]


@dataclass(frozen=True)
class SnapPoints:
    """Snap points as arrays of one length, in the order of their ids; degrees (EPSG:4326)."""

    ids: NDArray[np.int64]
    lng: NDArray[np.float64]
    lat: NDArray[np.float64]
    names: list[str]


def releases_in_force(force: str, months: Sequence[date]) -> Held:
    """Return the release in force of each month, and the months that have none."""
    releases = list(OfficialRelease.objects.of_force(force).of_months(months).in_force())
    held = {one.month for one in releases}
    return Held(releases, [month for month in months if month not in held])


def months_held(force: str) -> list[date]:
    """Return the months of which a force has any release, in order."""
    months = OfficialRelease.objects.of_force(force).values_list("month", flat=True)
    return sorted(set(months))


def sha256s_of(release_ids: Sequence[int]) -> list[str]:
    """Return the fingerprints of releases, in the order of their ids."""
    releases = OfficialRelease.objects.filter(pk__in=release_ids).order_by("pk")
    return list(releases.values_list("sha256", flat=True))


def without_location(release_ids: Sequence[int], category: str) -> int:
    """Return how many records of a category have no location in some releases, force-wide."""
    releases = OfficialRelease.objects.filter(pk__in=release_ids)
    return sum(one.get(category, 0) for one in releases.values_list("without_location", flat=True))


def snap_points_near(boundary: shapely.Geometry, release_ids: Sequence[int]) -> SnapPoints:
    """Return the snap points of some releases within 1 km of a boundary, ordered by id.

    A point is known from a release if any record of any category stands on it there.
    """
    near = grown(boundary, NEAR_M)
    known = OfficialCount.objects.filter(_between_latitudes(near, release_ids))
    ids = set(known.filter(release_id__in=release_ids).values_list("snap_point_id", flat=True))
    rows = (
        SnapPoint.objects.filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk", Longitude("point"), Latitude("point"), "name")
    )
    numbers, lng, lat, names = zip(*rows, strict=True) if rows else ((), (), (), ())
    points = shapely.points(np.array(lng, dtype=np.float64), np.array(lat, dtype=np.float64))
    shapely.prepare(near)
    kept = np.flatnonzero(shapely.covers(near, points)) if len(points) else np.array([], dtype=int)
    return SnapPoints(
        np.array(numbers, dtype=np.int64)[kept],
        np.array(lng, dtype=np.float64)[kept],
        np.array(lat, dtype=np.float64)[kept],
        [names[index] for index in kept],
    )


def _between_latitudes(shape: shapely.Geometry, release_ids: Sequence[int]) -> Q:
    """Return the range of point numbers, in each list, between the latitudes of a shape."""
    releases = OfficialRelease.objects.filter(pk__in=release_ids).order_by("snap_list_id")
    _, south, _, north = shape.bounds
    west_e6, east_e6 = np.array([lists.WEST_E6]), np.array([lists.EAST_E6])
    low = lists.place_numbers(west_e6, np.array([int(south * 1e6) - 1]))
    high = lists.place_numbers(east_e6, np.array([int(north * 1e6) + 1]))
    between = Q(snap_point_id__in=[])
    for number in releases.values_list("snap_list_id", flat=True).distinct():
        bounds = [int(lists.point_numbers(end, number)[0]) for end in (low, high)]
        between |= Q(snap_point__gte=bounds[0], snap_point__lte=bounds[1])
    return between


def counts_at(
    snap_ids: NDArray[np.int64], release_ids: Sequence[int], category: str
) -> NDArray[np.int64]:
    """Return the records of one category that some releases put on each snap point, in order."""
    (code,) = codes_of([category])
    sums = dict(
        OfficialCount.objects.filter(
            release_id__in=release_ids, snap_point_id__in=snap_ids.tolist(), category=code
        )
        .values_list("snap_point_id")
        .annotate(total=Sum("n"))
    )
    return np.array([sums.get(one, 0) for one in snap_ids.tolist()], dtype=np.int64)
