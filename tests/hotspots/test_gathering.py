"""Both sources on the same cells."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots.gathering import Places, SnapGround, gather, labels
from layers import grid
from tests.hotspots.slow_twins import slow_gather

LNG, LAT = -0.8972, 52.2386
BOX = shapely.box(LNG - 0.004, LAT - 0.003, LNG + 0.004, LAT + 0.003)


def snaps(points, officials=None, names=None):
    lng, lat = np.array(points, dtype=float).reshape(-1, 2).T
    return SnapGround(
        ids=np.arange(len(lng)),
        lng=lng,
        lat=lat,
        names=names or [f"Street {number}" for number in range(len(lng))],
        officials=np.array(officials if officials is not None else [1] * len(lng)),
    )


def places(points, organisation=None):
    lng, lat = np.array(points, dtype=float).reshape(-1, 2).T
    ids = organisation if organisation is not None else [1] * len(lng)
    return Places(lng=lng, lat=lat, organisation=np.array(ids, dtype=np.int64))


NOWHERE = places([])


def test_report_counts_in_the_cell_of_its_snap_point_not_its_own():
    # A report on the far side of a cell's edge whose nearest snap point is across it.
    edge = grid.boundary_of(grid.cell_of(LNG, LAT, 9))
    (a, b), (c, d) = edge[0], edge[1]
    middle = ((a + c) / 2, (b + d) / 2)
    centre = grid.centre_of(grid.cell_of(LNG, LAT, 9))
    inward = [(1.1 * m - 0.1 * k) for m, k in zip(middle, centre, strict=True)]
    outward = [(0.9 * m + 0.1 * k) for m, k in zip(middle, centre, strict=True)]
    assert grid.cell_of(*inward, 9) != grid.cell_of(*outward, 9)

    gathered = gather(snaps([outward]), places([inward]), NOWHERE, BOX, 9)

    assert gathered.cells == [grid.cell_of(*outward, 9)]
    assert gathered.members.tolist() == [1]


def test_report_far_from_every_snap_point_is_outside_coverage_and_counted_so():
    far = (LNG + 0.02, LAT)

    gathered = gather(snaps([(LNG, LAT)]), places([(LNG, LAT), far]), NOWHERE, BOX, 9)

    assert (gathered.members.sum(), gathered.outside_coverage) == (1, 1)


def test_snap_point_outside_the_boundary_takes_its_reports_with_it():
    outside = (LNG + 0.0041, LAT)  # two metres or so beyond the edge
    inside = (LNG + 0.0039, LAT)

    gathered = gather(snaps([(LNG, LAT), outside], [5, 7]), places([inside]), NOWHERE, BOX, 9)

    assert gathered.outside_boundary == 1
    assert gathered.officials.sum() == 5


def test_snap_point_on_the_edge_counts():
    gathered = gather(snaps([(LNG + 0.004, LAT)]), NOWHERE, NOWHERE, BOX, 9)

    assert gathered.officials.tolist() == [1]


def test_organisations_with_premises_are_counted_once_a_cell():
    homes = places([(LNG, LAT), (LNG + 1e-5, LAT), (LNG, LAT)], [1, 1, 2])

    gathered = gather(snaps([(LNG, LAT)]), NOWHERE, homes, BOX, 9)

    assert gathered.members_here.tolist() == [2]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([8, 9, 10]))
def test_agrees_with_the_slow_twin(seed, resolution):
    rng = np.random.default_rng(seed)
    around = lambda n: np.column_stack(  # noqa: E731
        [LNG + rng.uniform(-0.006, 0.006, n), LAT + rng.uniform(-0.005, 0.005, n)]
    )
    ground = snaps(around(30), rng.integers(0, 9, 30))
    reports = places(around(60), rng.integers(1, 6, 60))
    homes = places(around(10), rng.integers(1, 6, 10))

    fast = gather(ground, reports, homes, BOX, resolution)

    slow = slow_gather(ground, reports, homes, BOX, resolution)
    for at, cell in enumerate(fast.cells):
        assert slow["officials"][cell] == fast.officials[at]
        assert slow["members"].get(cell, 0) == fast.members[at]
        assert slow["homes"].get(cell, 0) == fast.members_here[at]
    assert set(slow["officials"]) == set(fast.cells)
    assert slow["uncovered"] == fast.outside_coverage


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0]])
def test_label_is_the_nearest_street_and_a_kind_of_place_only_if_there_is_no_street(order):
    lng, lat = grid.centre_of(grid.cell_of(LNG, LAT, 9))
    points = [(lng, lat), (lng + 0.0005, lat), (lng + 0.001, lat)]
    names = ["Supermarket", "Near Street", "Far Street"]

    ground = snaps([points[i] for i in order], names=[names[i] for i in order])

    assert labels(ground, [grid.cell_of(LNG, LAT, 9)], 9) == ["Near Street"]


def test_label_of_a_cell_without_streets_is_the_kind_of_place_there():
    ground = snaps([(LNG, LAT)], names=["Supermarket"])

    assert labels(ground, [grid.cell_of(LNG, LAT, 9)], 9) == ["Supermarket"]


def test_cells_of_one_street_are_told_apart_by_their_side():
    middle = grid.cell_of(LNG, LAT, 9)
    around = sorted(grid.disk(middle, 1))
    centres = [grid.centre_of(cell) for cell in around]
    pair = [
        around[0],
        max(around[1:], key=lambda cell: abs(grid.centre_of(cell)[0] - centres[0][0])),
    ]
    ground = snaps([grid.centre_of(cell) for cell in pair], names=["Long Street"] * 2)

    named = labels(ground, pair, 9)

    west, east = sorted(zip(pair, named, strict=True), key=lambda one: grid.centre_of(one[0]))
    assert (west[1], east[1]) == ("Long Street west", "Long Street east")


def test_labels_are_never_the_same_however_many_cells_share_a_street():
    cells = sorted(grid.disk(grid.cell_of(LNG, LAT, 9), 2))
    ground = snaps([grid.centre_of(cell) for cell in cells], names=["Long Street"] * len(cells))

    assert len(set(labels(ground, cells, 9))) == len(cells)
