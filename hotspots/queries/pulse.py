"""The survey of feelings: its rounds, the places that can be chosen, and what came of it."""

from __future__ import annotations

from datetime import date

import numpy as np

from hotspots.funding.feelings import Feelings, feelings
from hotspots.gathering import SnapGround, labels
from hotspots.models import Pulse, PulseAnswer
from hotspots.queries.studies import NothingToBuild
from hotspots.recipe import RESOLUTION
from layers import grid, snapping
from layers.queries import boundaries, releases
from members.access import acting_in
from members.models import District


def places_to_choose(district: District, on: date) -> list[dict[str, str]]:
    """Return the named places of a district, some 330 metres across, in order of their names.

    Raises
    ------
    NothingToBuild
        If the district has no boundary, or no official map points to name places by.
    """
    try:
        shape = boundaries.shape_of(boundaries.boundary_in_force(district, on))
    except boundaries.NoBoundary as error:
        raise NothingToBuild(str(error)) from error
    months = releases.months_held(district.force)[-12:]
    held = releases.releases_in_force(district.force, months).releases
    points = releases.snap_points_near(shape, [one.pk for one in held])
    ground = SnapGround(
        points.ids, points.lng, points.lat, points.names, np.zeros(len(points.ids), dtype=np.int64)
    )
    inside = snapping.inside(np.column_stack([points.lng, points.lat]), shape)
    numbers = np.unique(grid.cells_of(points.lng, points.lat, RESOLUTION)[inside])
    cells = [grid.to_text(int(number)) for number in numbers]
    if not cells:
        raise NothingToBuild("No official map points are held near this district yet.")
    names = labels(ground, cells, RESOLUTION)
    found = [{"cell": cell, "name": name} for cell, name in zip(cells, names, strict=True)]
    return sorted(found, key=lambda one: (one["name"], one["cell"]))


def rounds_of(district: District) -> list[Pulse]:
    """Return the rounds of a district, the newest first."""
    return list(Pulse.objects.filter(district=district).order_by("-opens_on", "pk"))


def open_round(address: str, on: date) -> Pulse | None:
    """Return the round of a public address while it can be answered, or None.

    The address is ``district--token``; one that never was and one that has closed look alike.
    """
    slug, parted, token = address.rpartition("--")
    district = District.objects.filter(slug=slug).first() if parted else None
    if district is None:
        return None
    with acting_in(district.pk):
        rows = Pulse.objects.filter(token=token, opens_on__lte=on, closes_on__gt=on)
        return rows.select_related("district").first()


def feelings_of(pulse: Pulse, on: date) -> Feelings | None:
    """Return what a closed round says; None while it is open, whoever asks.

    Looking while answers come in would show single answers by the difference of two looks.
    """
    if on < pulse.closes_on:
        return None
    rows = PulseAnswer.objects.filter(pulse=pulse).values_list("cell", "part", "feeling")
    places = [(one["cell"], one["name"]) for one in pulse.places]
    parts = [(str(value), str(name)) for value, name in PulseAnswer.Part.choices]
    return feelings(rows, places, parts)
