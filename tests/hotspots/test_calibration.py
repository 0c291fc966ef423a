"""How often does the contrast cry wolf, and do its ranges hold? Run by `make prove`."""

from collections.abc import Callable

import numpy as np
import pytest

from hotspots.contrast import Verdict, contrast, dispersion_of
from hotspots.contrast.counts import checked
from hotspots.contrast.exact import cell_tests
from layers import grid, projection, snapping
from tests import alternative_implementations
from tests.hotspots.proofs import Record, Rng, at_most, record, rng  # noqa: F401 - fixtures
from tests.layers.test_snapping import new_list  # noqa: F401 - a fixture

# ruff: noqa: F811 - the arguments of a test are named after its fixtures

pytestmark = pytest.mark.prove

REPORTS, RECORDS = 600, 860  # a year of one town
CLEAR = {Verdict.HIGHER, Verdict.LOWER}
CENTRE = projection.to_metres([-0.8945], [52.2378])


# --- (a) The same pattern through the same snap does not differ ---------------------------------


def invented_snaps(rng: Rng) -> np.ndarray:
    """Return 69 snap points in a disc of 500 m: as dense as those of Northampton's centre."""
    return np.column_stack(CENTRE) + _disc(rng, 69, 500.0)


def _disc(rng: Rng, points: int, radius: float) -> np.ndarray:
    angle, reach = rng.uniform(0, 2 * np.pi, points), radius * np.sqrt(rng.random(points))
    return np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])


def _events(rng: Rng, corners: np.ndarray, n: int) -> np.ndarray:
    """Return true places: seven in ten about fifteen troubled corners, the rest anywhere."""
    about = corners[rng.integers(0, len(corners), n)] + rng.normal(0, 25, (n, 2))
    anywhere = _disc(rng, n, 480)
    places = np.where(rng.random(n)[:, None] < 0.7, about, anywhere)
    return np.column_stack(CENTRE) + places


def _cells(places: np.ndarray, resolution: int) -> np.ndarray:
    return grid.cells_of(*projection.to_degrees(places[:, 0], places[:, 1]), resolution)


def _snapped(places: np.ndarray, snaps: np.ndarray) -> np.ndarray:
    index, _ = snapping.nearest_snap(places, snaps)
    return snaps[index[index >= 0]]


def _differs(members: np.ndarray, officials: np.ndarray) -> bool:
    cells, place = np.unique(np.concatenate([members, officials]), return_inverse=True)
    counts = [
        np.bincount(part, minlength=cells.size)
        for part in (place[: members.size], place[members.size :])
    ]
    return bool(CLEAR & set(cell_tests(checked(*counts), dispersion=1.0).verdicts))


def _maps_that_differ(
    rng: Rng, snaps: np.ndarray, maps: int, resolution: int, *, members_snapped: bool
) -> int:
    failures = 0
    for _ in range(maps):
        corners = _disc(rng, 15, 430)
        ours, theirs = _events(rng, corners, REPORTS), _events(rng, corners, RECORDS)
        ours = _snapped(ours, snaps) if members_snapped else ours
        failures += _differs(_cells(ours, resolution), _cells(_snapped(theirs, snaps), resolution))
    return failures


@pytest.mark.parametrize("resolution", [9, 10])
def test_the_same_pattern_both_snapped_does_not_differ(
    rng: Rng, record: Record, resolution: int
) -> None:
    maps = 400
    failures = _maps_that_differ(rng, invented_snaps(rng), maps, resolution, members_snapped=True)

    record(maps, failures)

    assert failures <= at_most(0.05, maps)


@pytest.mark.real_data
def test_the_same_pattern_on_real_snap_points_does_not_differ(
    rng: Rng,
    record: Record,
    new_list: np.ndarray,
) -> None:
    maps = 400
    snaps = np.column_stack(projection.to_metres(new_list[:, 0], new_list[:, 1]))
    near = snaps[np.hypot(*(snaps - np.column_stack(CENTRE)).T) < 800]
    failures = _maps_that_differ(rng, near, maps, 9, members_snapped=True)

    record(maps, failures)

    assert failures <= at_most(0.05, maps)


def test_exact_points_against_snapped_ones_do_differ_at_resolution_10(
    rng: Rng, record: Record
) -> None:
    """The negative proof: this is what the snap and the refusal of fine cells prevent."""
    maps, snaps = 60, invented_snaps(rng)
    failures = _maps_that_differ(rng, snaps, maps, 10, members_snapped=False)

    record(maps, failures)

    assert failures >= 0.8 * maps
    lng, lat = projection.to_degrees(snaps[:, 0], snaps[:, 1])
    cells, held = np.unique(grid.cells_of(lng, lat, 10), return_counts=True)
    counts = {grid.to_text(int(cell)): int(n) for cell, n in zip(cells, held, strict=True)}
    around = grid.disk(grid.cell_of(-0.8945, 52.2378, 10), 3)
    assert not snapping.legitimacy(around, counts, 10).legitimate


# --- Chance range, intervals, clustering --------------------------------------------------------


def _pattern(rng: Rng, cells: int) -> np.ndarray:
    return rng.dirichlet(np.full(cells, 0.8))


@pytest.mark.parametrize("reports", [50, 150, 600])
def test_the_headline_passes_its_chance_range_once_in_twenty(
    rng: Rng, record: Record, reports: int
) -> None:
    trials, above = 600, 0
    for seed in range(trials):
        pattern = _pattern(rng, 10)
        found = contrast(
            rng.multinomial(reports, pattern), rng.multinomial(RECORDS, pattern), seed=seed
        ).headline
        above += found.dissimilarity > found.chance_high

    record(trials, above)

    assert above <= at_most(0.05, trials)


@pytest.mark.parametrize(
    ("spread", "fewest"), [(0.0, 0.97), (0.3, 0.83), (0.6, 0.83)], ids=["none", "some", "much"]
)
@pytest.mark.parametrize("scale", [1.0, 0.25], ids=["year", "quarter"])
def test_intervals_of_the_ratio_hold(
    rng: Rng, record: Record, spread: float, fewest: float, scale: float
) -> None:
    """Nominal 90 %: 83 to 90 % where the pattern differs, nearly all where it does not."""
    trials, missed = 0, 0
    for seed in range(150):
        official = rng.dirichlet(np.full(10, 3.0))
        member = official * np.exp(rng.normal(0, spread, 10))
        true = member / member.sum() / official
        found = contrast(
            rng.multinomial(round(REPORTS * scale), member / member.sum()),
            rng.multinomial(round(RECORDS * scale), official),
            seed=seed,
        )
        for cell, ratio in zip(found.cells, true, strict=True):
            if cell.ratio is not None:
                trials += 1
                missed += not cell.ratio_low <= ratio <= cell.ratio_high

    record(trials, missed)

    assert missed <= at_most(1 - fewest, trials)


def _clustered_town(rng: Rng, cells: int, home: float) -> tuple[np.ndarray, np.ndarray]:
    """Return reports by member, some from their own cell only, and records of one pattern."""
    pattern, keen = _pattern(rng, cells), rng.gamma(1, 1, 88)
    reports = rng.multinomial(REPORTS, keen / keen.sum())
    at_home = rng.binomial(reports, home)
    by_member = rng.multinomial(reports - at_home, pattern)
    by_member[np.arange(88), rng.choice(cells, 88, p=pattern)] += at_home
    return by_member, rng.multinomial(RECORDS, pattern)


Test = Callable[[np.ndarray, np.ndarray, float], bool]


def _ours(members: np.ndarray, officials: np.ndarray, dispersion: float) -> bool:
    return bool(CLEAR & set(cell_tests(checked(members, officials), dispersion).verdicts))


def _rounded_down(members: np.ndarray, officials: np.ndarray, dispersion: float) -> bool:
    fewer = alternative_implementations.rounded_down(members.tolist(), dispersion)
    return _ours(np.array(fewer), officials, 1.0)


def _false_maps(rng: Rng, maps: int, cells: int, test: Test, *, clustered: bool = True) -> int:
    failures = 0
    for _ in range(maps):
        by_member, officials = _clustered_town(rng, cells, home=0.5)
        dispersion = dispersion_of(by_member, rng) if clustered else 1.0
        failures += test(by_member.sum(axis=0), officials, dispersion)
    return failures


@pytest.mark.parametrize(("cells", "share"), [(10, 0.05), (60, 0.08)])
def test_clustered_reporters_make_no_map_differ(
    rng: Rng, record: Record, cells: int, share: float
) -> None:
    """One pooled factor serves ten cells; over sixty some have keener shops than others."""
    maps = 400
    failures = _false_maps(rng, maps, cells, _ours)

    record(maps, failures)

    assert failures <= at_most(share, maps)


def test_without_the_division_most_maps_would_differ(rng: Rng, record: Record) -> None:
    maps = 100
    failures = _false_maps(rng, maps, 10, _ours, clustered=False)

    record(maps, failures)

    assert failures >= 0.4 * maps


def test_rounding_every_count_down_would_make_more_maps_differ(rng: Rng, record: Record) -> None:
    """Why each count is rounded towards no difference and the total is not the sum."""
    maps = 400
    failures = _false_maps(rng, maps, 60, _rounded_down)

    record(maps, failures)

    assert failures >= 0.12 * maps
