"""How often do alerts, hot corners and before-and-after cry wolf? Run by `make prove`."""

import numpy as np
import pytest

from hotspots.contrast.clustering import dispersion_of
from hotspots.evaluation import Areas, BeforeAfter, wdd
from hotspots.weekly import alerts, neighbourhood_test, weekly_dispersion
from hotspots.weekly.drift import cusum, weekly_z
from tests.hotspots.proofs import Record, Rng, at_most, record, rng  # noqa: F401 - fixtures
from tests.hotspots.weekly.test_alerting import lattice

# ruff: noqa: F811 - the arguments of a test are named after its fixtures

pytestmark = pytest.mark.prove


# --- (b) Quiet weeks ----------------------------------------------------------------------------


def _weeks(rng: Rng, means: np.ndarray, dispersion: float, weeks: int) -> np.ndarray:
    if dispersion == 1:
        return rng.poisson(means, (weeks, means.size))
    return rng.negative_binomial(means / (dispersion - 1), 1 / dispersion, (weeks, means.size))


@pytest.mark.parametrize("cells", [9, 59])
@pytest.mark.parametrize("dispersion", [1.0, 1.5, 2.0])
def test_quiet_weeks_raise_few_alerts(
    rng: Rng, record: Record, cells: int, dispersion: float
) -> None:
    weeks, alarms = 1_500, 0
    for _ in range(weeks):
        history = _weeks(rng, 16 * rng.dirichlet(np.ones(cells)), dispersion, 27)
        found = alerts(history[-14:-1], history[-1], weekly_dispersion(history[:-1]))
        alarms += found.flagged.any()

    record(weeks, alarms)

    assert alarms <= at_most(0.07, weeks)


# --- (c) Before and after -----------------------------------------------------------------------


@pytest.mark.parametrize("estimated", [False, True], ids=["known", "estimated"])
def test_the_range_of_no_effect_holds_nothing_95_times_in_100(
    rng: Rng, record: Record, estimated: bool
) -> None:
    """Dispersion 1.5, a year before and after; known, or from the months before."""
    trials, missed, means = 4_000, 0, np.array([72.0, 99.0])
    for _ in range(trials):
        months = _weeks(rng, means, 1.5, 24)
        before, after = months[:12].sum(axis=0), months[12:].sum(axis=0)
        found = wdd(
            Areas(
                control=BeforeAfter(before[1], after[1]), treated=BeforeAfter(before[0], after[0])
            ),
            dispersion=weekly_dispersion(months[:12]) if estimated else 1.5,
        )
        missed += not found.low <= 0 <= found.high

    record(trials, missed)

    assert 0.03 * trials <= missed <= 0.07 * trials


# --- (d) Empty and even corners -----------------------------------------------------------------


def test_an_empty_corner_is_never_hot(rng: Rng, record: Record) -> None:
    maps, failures, near = 500, 0, lattice(8)
    for _ in range(maps):
        counts = rng.poisson(rng.gamma(0.2, 3, 64))
        found = neighbourhood_test(counts, np.ones(64), near)
        empty = near @ counts == 0
        failures += bool((found.flagged[empty]).any() or (found.p[empty] <= 0.05).any())

    record(maps, failures)

    assert failures == 0


def test_an_even_map_is_seldom_hot(rng: Rng, record: Record) -> None:
    maps, failures, near = 1_000, 0, lattice(8)
    for _ in range(maps):
        counts = rng.multinomial(120, np.full(64, 1 / 64))
        failures += neighbourhood_test(counts, np.ones(64), near).flagged.any()

    record(maps, failures)

    assert failures <= at_most(0.05, maps)


@pytest.mark.parametrize("shops", [12, 40])
def test_an_even_map_of_keen_shops_is_seldom_hot(rng: Rng, record: Record, shops: int) -> None:
    """Reports come in clumps: each shop sends several, all of one cell."""
    maps, failures, near = 600, 0, lattice(4)
    for _ in range(maps):
        home, sent = rng.integers(0, 16, shops), rng.geometric(0.5, shops)
        by_member = np.zeros((shops, 16), dtype=np.int64)
        by_member[np.arange(shops), home] = sent
        clustering = dispersion_of(by_member, rng)
        found = neighbourhood_test(by_member.sum(axis=0), np.ones(16), near, clustering=clustering)
        failures += found.flagged.any()

    record(maps, failures)

    assert failures <= at_most(0.05, maps)


# --- Slow drift ---------------------------------------------------------------------------------

BASE, RUN = 13, 26


def _ends_drifting(weeks: np.ndarray) -> bool:
    base, run = weeks[:BASE], weeks[BASE:]
    phi = weekly_dispersion(base)
    chart = cusum([weekly_z(int(week[0]), float(base.mean()), phi) for week in run])
    return any(one.drifting for one in chart)


@pytest.mark.parametrize("dispersion", [1.0, 1.5])
def test_a_steady_town_seldom_drifts(rng: Rng, record: Record, dispersion: float) -> None:
    """Half a year against a norm of thirteen weeks: the norm's own error counts here too."""
    towns, alarms = 1_500, 0
    for _ in range(towns):
        alarms += _ends_drifting(_weeks(rng, np.array([16.0]), dispersion, BASE + RUN))

    record(towns, alarms)

    assert alarms <= at_most(0.07, towns)


def test_a_town_that_rises_by_one_spread_is_found(rng: Rng, record: Record) -> None:
    towns, missed = 500, 0
    for _ in range(towns):
        quiet = _weeks(rng, np.array([16.0]), 1.0, BASE)
        missed += not _ends_drifting(np.vstack([quiet, _weeks(rng, np.array([20.0]), 1.0, RUN)]))

    record(towns, missed)

    assert missed <= 0.35 * towns
