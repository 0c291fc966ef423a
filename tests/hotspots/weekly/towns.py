"""Weeks of an invented town, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import shapely

from hotspots.weekly.ingredients import WINDOW, Category, Ingredients, Reports
from hotspots.weekly.weeks import Week
from layers.projection import geometry_to_degrees, to_metres

LNG, LAT = -0.8972, 52.2386
WEEK = Week(2026, 46)
BEGGING = Category("begging", "Begging", ["council-asb", "nbcp"])
NOISE = Category("noise", "Noise", ["council-asb"])


def disc(radius_m: float = 420.0) -> shapely.MultiPolygon:
    (east,), (north,) = to_metres([LNG], [LAT])
    return shapely.MultiPolygon([geometry_to_degrees(shapely.Point(east, north).buffer(radius_m))])


def at_metres(east: Sequence[float], north: Sequence[float]) -> np.ndarray:
    (x,), (y,) = to_metres([LNG], [LAT])
    points = shapely.MultiPoint(np.column_stack([np.add(east, x), np.add(north, y)]))
    return shapely.get_coordinates(geometry_to_degrees(points))


def town(
    places: Sequence[tuple[float, float]] = (),
    weeks: Sequence[int] = (),
    members: Sequence[int] | None = None,
    *,
    week: Week = WEEK,
    hour: float = 110.0,
    began: Week | None = None,
    radius_m: float = 420.0,
) -> Ingredients:
    """Return a town in which each report lies at metres from its middle, in a week back."""
    count = len(places)
    degrees = at_metres(*zip(*places, strict=True)) if places else np.zeros((0, 2))
    who = np.array(members if members is not None else range(1, count + 1), dtype=np.int64)
    moments = [week.plus(-back).begins_at + timedelta(hours=hour) for back in weeks]
    return Ingredients(
        week=week,
        boundary=disc(radius_m),
        reports=Reports(
            ids=[f"{number:032x}" for number in range(count)],
            lng=degrees[:, 0],
            lat=degrees[:, 1],
            organisation=who,
            premises=who,
            category=["begging"] * count,
            occurred=moments,
        ),
        work=[],
        states=[],
        categories=[BEGGING, NOISE],
        began=began or week.plus(-WINDOW),
        active=[50] * WINDOW,
        members_here={},
        names={},
    )


def scattered(
    rng: np.random.Generator, per_week: float = 16.0, *, hot: float = 0.0, members: int = 60
) -> Ingredients:
    """Return a town with reports all over it, and so many more a week in one corner.

    The corner is 60 m wide, 210 m east and 120 m north of the middle.
    """
    places, weeks = [], []
    for back in range(WINDOW):
        for _ in range(rng.poisson(per_week)):
            angle, reach = rng.uniform(0, 2 * np.pi), 410 * np.sqrt(rng.uniform())
            places.append((reach * np.cos(angle), reach * np.sin(angle)))
            weeks.append(back)
        for _ in range(rng.poisson(hot)):
            places.append(tuple(np.array([210, 120]) + rng.uniform(-30, 30, 2)))
            weeks.append(back)
    return town(places, weeks, rng.integers(1, members + 1, len(places)).tolist())


def with_names(given: Ingredients, names: dict[str, str]) -> Ingredients:
    return replace(given, names=names)
