"""Both sources through the same snap, and no cell finer than the snap points allow."""

import csv
import gzip
import math
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers import grid, snapping
from tests import alternative_implementations
from tests.layers.test_grid import RING

metres = st.integers(0, 600).map(float)
spots = st.lists(st.tuples(metres, metres), max_size=12)


@given(points=spots, snaps=spots)
def test_nearest_snap_agrees_with_trying_them_all(
    points: list[tuple[float, float]], snaps: list[tuple[float, float]]
) -> None:
    index, distance = snapping.nearest_snap(points, snaps)

    assert index.tolist() == alternative_implementations.nearest_snap(points, snaps, 250.0)
    assert index.dtype == np.int64
    assert ((distance <= 250) == (index >= 0)).all()


@pytest.mark.slow
def test_nearest_snap_agrees_on_a_town_of_random_points() -> None:
    rng = np.random.default_rng(4)
    snaps, points = rng.uniform(0, 3_000, (250, 2)), rng.uniform(-300, 3_300, (2_000, 2))

    index, _ = snapping.nearest_snap(points, snaps)

    expected = alternative_implementations.nearest_snap(points.tolist(), snaps.tolist(), 250.0)
    assert index.tolist() == expected


def test_the_limit_is_inclusive() -> None:
    index, distance = snapping.nearest_snap([(250.0, 0.0), (250.001, 0.0)], [(0.0, 0.0)])

    assert index.tolist() == [0, -1]
    assert distance.tolist() == pytest.approx([250.0, 250.001])


def test_of_equally_near_snap_points_the_first_wins() -> None:
    corners = [(0.0, 2.0), (2.0, 0.0), (0.0, -2.0), (-2.0, 0.0), (0.0, 2.0)]

    for start in range(5):
        turned = corners[start:] + corners[:start]
        assert snapping.nearest_snap([(0.0, 0.0)], turned)[0].tolist() == [0]


def test_a_tie_within_a_micrometre_is_a_tie() -> None:
    index, _ = snapping.nearest_snap([(0.0, 0.0)], [(10.0 + 1e-9, 0.0), (-10.0, 0.0)])

    assert index.tolist() == [0]


def test_what_proj_could_not_project_has_no_snap_point() -> None:
    index, distance = snapping.nearest_snap([(math.inf, math.inf), (1.0, 0.0)], [(0.0, 0.0)])

    assert index.tolist() == [-1, 0]
    assert distance.tolist() == [math.inf, 1.0]


@pytest.mark.parametrize(
    ("points", "snaps", "sentence"),
    [([(0.0, 0.0)], [(math.nan, 0.0)], "finite"), ([1.0, 2.0], [], "pairs")],
)
def test_malformed_points_are_refused(points: object, snaps: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        snapping.nearest_snap(points, snaps)


def test_inside_includes_the_edge() -> None:
    square = shapely.box(0.0, 50.0, 1.0, 51.0)

    points = [(0.5, 50.5), (0.0, 50.5), (1.0, 51.0), (1.1, 50.5)]

    assert snapping.inside(points, square).tolist() == [True, True, True, False]
    assert snapping.inside([], square).tolist() == []
    assert not snapping.inside(points, shapely.Polygon()).any()


def test_grown_moves_the_edge_by_metres() -> None:
    corner = RING.exterior.coords[0]
    just_outside = [(corner[0] - 40 / 68_000, corner[1])]

    assert not snapping.inside(just_outside, RING)[0]
    assert snapping.inside(just_outside, snapping.grown(RING, 50))[0]
    assert not snapping.inside([corner], snapping.grown(RING, -50))[0]
    assert snapping.grown(RING, -5_000).is_empty


def test_legitimacy_asks_for_five_in_the_median_and_none_empty() -> None:
    cells = ["a", "b", "c"]

    assert snapping.legitimacy(cells, {"a": 1, "b": 5, "c": 9}, 9).legitimate
    assert not snapping.legitimacy(cells, {"a": 4, "b": 4, "c": 90}, 9).legitimate
    assert not snapping.legitimacy(cells, {"a": 50, "b": 50}, 9).legitimate
    assert snapping.legitimacy(cells, {"a": 1, "b": 5, "c": 9, "elsewhere": 1}, 9).median == 5


def test_a_boundary_without_cells_is_not_legitimate() -> None:
    nothing = snapping.legitimacy([], {}, 8)

    assert nothing == snapping.Legitimacy(8, cells=0, median=0.0, empty=0, legitimate=False)


@pytest.mark.parametrize(
    ("month", "slug"),
    [
        (date(2010, 12, 1), "police-uk-2010-12"),
        (date(2011, 11, 30), "police-uk-2010-12"),
        (date(2011, 12, 1), "police-uk-2011-12"),
        (date(2022, 6, 1), "police-uk-2011-12"),
        (date(2022, 7, 1), "police-uk-2022-07"),
        (date(2026, 10, 1), "police-uk-2022-07"),
    ],
)
def test_list_for_month(month: date, slug: str) -> None:
    assert snapping.list_for_month(month) == slug


def test_the_invented_town_has_lists_of_its_own() -> None:
    assert snapping.list_for_month(date(2026, 1, 1), universe="invented") == "invented-2022-07"


def test_a_month_before_every_list_is_refused() -> None:
    with pytest.raises(ValueError, match="2010-11"):
        snapping.list_for_month(date(2010, 11, 1))


def test_breaks_may_be_configured() -> None:
    starts = (date(2020, 1, 1), date(2024, 1, 1))

    assert snapping.list_for_month(date(2023, 12, 1), starts=starts) == "police-uk-2020-01"
    assert snapping.months_of_list(date(2023, 1, 1), starts=starts) == (
        date(2020, 1, 1),
        date(2023, 12, 1),
    )
    assert snapping.months_of_list(date(2024, 1, 1), starts=starts)[1] is None


def test_crosses_redraw() -> None:
    assert snapping.crosses_redraw(date(2022, 1, 1), date(2022, 7, 1))
    assert not snapping.crosses_redraw(date(2022, 7, 1), date(2026, 10, 1))


def test_share_known_counts_distinct_published_places() -> None:
    known = [(-0.897192, 52.237537), (-0.896171, 52.237374)]

    assert snapping.share_known([*known, known[0], (0.0, 51.0)], known) == pytest.approx(2 / 3)
    assert snapping.share_known([(-0.8971920000001, 52.237537)], known) == 1.0
    with pytest.raises(ValueError, match="no coordinates"):
        snapping.share_known([], known)


def _places(folder: Path, pattern: str) -> list[tuple[float, float]]:
    places = set()
    for file in sorted(folder.glob(pattern)):
        with gzip.open(file, "rt", encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                if row["Longitude"]:
                    places.add((float(row["Longitude"]), float(row["Latitude"])))
    return sorted(places)


@pytest.fixture(scope="module")
def new_list(real_data: Path) -> np.ndarray:
    return np.array(_places(real_data / "police_uk" / "northamptonshire", "202[45]-*.csv.gz"))


@pytest.mark.real_data
@pytest.mark.slow
@pytest.mark.parametrize(
    ("resolution", "cells", "median", "empty", "legitimate"),
    [(9, 6, 8.0, 0, True), (10, 39, 1.0, 11, False)],
)
def test_legitimacy_of_the_illustrative_ring(
    new_list: np.ndarray,
    resolution: int,
    cells: int,
    median: float,
    empty: int,
    legitimate: bool,
) -> None:
    numbers = grid.cells_of(new_list[:, 0], new_list[:, 1], resolution).tolist()
    counts = Counter(grid.to_text(number) for number in numbers)

    found = snapping.legitimacy(grid.cells_with_centre_in(RING, resolution), counts, resolution)

    assert found == snapping.Legitimacy(resolution, cells, median, empty, legitimate)


@pytest.mark.real_data
@pytest.mark.slow
def test_the_redraw_of_2022_shows_in_the_share_already_known(
    new_list: np.ndarray, real_data: Path
) -> None:
    folder = real_data / "police_uk" / "northamptonshire"
    centre = snapping.grown(RING, 300)
    known = new_list[snapping.inside(new_list, centre)]

    before = np.array(_places(folder, "2018-*.csv.gz"))
    after = np.array(_places(folder, "2025-06-*.csv.gz"))

    assert snapping.share_known(before[snapping.inside(before, centre)], known) < 0.2
    assert snapping.share_known(after[snapping.inside(after, centre)], known) == 1.0
