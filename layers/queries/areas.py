"""Official records of whole areas by month and category, counted by snap point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from layers import snapping
from layers.models import OfficialCount, OfficialRelease, SnapPoint
from layers.policeuk.categories import codes_of
from layers.policeuk.lists import numbers_between
from members.geometry import Latitude, Longitude

Integers = NDArray[np.int64]

# Whichever way an edge was rounded when it became a number.
_EDGE_DEGREES = 1e-6


def monthly_counts(
    shapes: Mapping[str, shapely.Geometry], release_ids: Sequence[int], categories: Sequence[str]
) -> tuple[list[date], Integers]:
    """Return the months of some releases, and their records in each area.

    A record counts in every area that covers its snap point, edge included. Each release is
    read with the snap list that it was published with, so a period may span a redraw: the total
    of a town moves little by it, which is not true of single cells.

    Parameters
    ----------
    shapes : mapping of key to shapely geometry, degrees.
    release_ids : releases, one for each month.
    categories : slugs of data.police.uk.

    Returns
    -------
    list of date, and ndarray of int64 of shape (areas, months, categories)

    Raises
    ------
    ValueError
        If a category is not known.
    """
    releases = list(OfficialRelease.objects.filter(pk__in=release_ids).order_by("month", "pk"))
    codes = codes_of(categories)
    counts = np.zeros((len(shapes), len(releases), len(codes)), dtype=np.int64)
    lists = sorted({one.snap_list_id for one in releases})
    months = {one.pk: number for number, one in enumerate(releases)}
    kinds = {code: number for number, code in enumerate(codes)}
    for place, shape in enumerate(shapes.values()):
        points = [point for number in lists for point in _points_inside(shape, number)]
        rows = OfficialCount.objects.filter(
            release_id__in=list(months), snap_point_id__in=points, category__in=codes
        )
        for release, category, n in rows.values_list("release_id", "category", "n"):
            counts[place, months[release], kinds[category]] += n
    return [one.month for one in releases], counts


def _points_inside(shape: shapely.Geometry, list_number: int) -> list[int]:
    """Return the numbers of a list's points that a shape covers."""
    _, south, _, north = shape.bounds
    between = numbers_between(list_number, south - _EDGE_DEGREES, north + _EDGE_DEGREES)
    rows = list(
        SnapPoint.objects.filter(pk__range=between)
        .order_by("pk")
        .values_list("pk", Longitude("point"), Latitude("point"))
    )
    inside = snapping.inside([(lng, lat) for _, lng, lat in rows], shape)
    return [pk for (pk, _, _), covered in zip(rows, inside.tolist(), strict=True) if covered]
