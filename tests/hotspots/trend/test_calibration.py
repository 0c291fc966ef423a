"""Do the ranges of the trend hold, and does it cry wolf? Run by `make prove`."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from fixtures import planted_town
from fixtures.planted_town import Month
from fixtures.planted_town.cast import ORGANISATIONS
from fixtures.planted_town.ground import ground
from fixtures.planted_town.members_side import active_share
from fixtures.planted_town.police_side import ASB, CRIME_TYPES
from hotspots.concentration import gini
from hotspots.concentration.near_repeat import knox
from hotspots.trend.gap import gap
from hotspots.trend.series import Line
from hotspots.trend.told import told_by
from layers.projection import to_metres
from tests.hotspots.proofs import Record, Rng, at_most, record, rng  # noqa: F401 - fixtures

# ruff: noqa: F811 - the arguments of a test are named after its fixtures

pytestmark = pytest.mark.prove

SEASON = 1 + 0.3 * np.sin(np.arange(36) * np.pi / 6)
CHRISTMAS = 1 + 0.4 * (np.arange(36) % 12 == 11)


def _months(rng: Rng, mean: np.ndarray, dispersion: float) -> list[int]:
    """Draw months whose variance is so many times their mean."""
    if dispersion == 1:
        return rng.poisson(mean).tolist()
    return rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion).tolist()


def _lines(
    rng: Rng, years: int, size: tuple[float, float], phi: float, gap_: float
) -> tuple[Line, Line]:
    months = 12 * years
    weeks = np.linspace(500, 900, months)
    level = np.repeat(np.linspace(1, 1 / gap_, years), 12)
    ours = size[0] * CHRISTMAS[:months] * weeks / weeks.mean()
    theirs = size[1] * SEASON[:months] * level
    days = [30.4] * months
    return Line(_months(rng, ours, phi), weeks.tolist()), Line(_months(rng, theirs, phi), days)


@pytest.mark.parametrize("years", [2, 3])
@pytest.mark.parametrize(
    ("size", "true"), [((50, 72), 1.0), ((50, 72), 1.4), ((25, 40), 1.0)],
    ids=["none", "gap", "small"],
)  # fmt: skip
def test_trend_range_holds_at_a_dispersion_of_one_and_a_half(
    rng: Rng, record: Record, years: int, size: tuple[float, float], true: float
) -> None:
    trials, missed = 1_200, 0
    for _ in range(trials):
        found = gap(*_lines(rng, years, size, 1.5, true)).odds
        missed += not found.low <= true <= found.high

    record(trials, missed)

    assert 0.03 <= missed / trials <= 0.07


@pytest.mark.parametrize("phi", [1.0, 2.5])
def test_trend_calls_no_gap_where_there_is_none(rng: Rng, record: Record, phi: float) -> None:
    trials, called = 1_000, 0
    for _ in range(trials):
        found = gap(*_lines(rng, 2, (50, 72), phi, 1.0)).odds
        called += not found.low <= 1 <= found.high

    record(trials, called)

    assert called <= at_most(0.055, trials)


def test_without_the_dispersion_one_gap_in_seven_would_be_false(rng: Rng, record: Record) -> None:
    """The negative proof: what the widening prevents."""
    trials, called = 500, 0
    for _ in range(trials):
        found = gap(*_lines(rng, 2, (50, 72), 2.0, 1.0))
        half = (found.odds.high / found.odds.low) ** (0.5 / found.dispersion**0.5)
        called += not 1 / half <= found.odds.value <= half

    record(trials, called)

    assert called >= 0.1 * trials


def test_growth_of_the_scheme_is_no_gap(rng: Rng, record: Record) -> None:
    trials, called = 600, 0
    for _ in range(trials):
        weeks = np.linspace(300, 1_200, 24)
        ours = Line(_months(rng, 0.07 * weeks, 1.5), weeks.tolist())
        found = gap(ours, Line(_months(rng, np.full(24, 70.0), 1.5), [30.4] * 24)).odds
        called += not found.low <= 1 <= found.high

    record(trials, called)

    assert called <= at_most(0.055, trials)


def _planted(seed: int) -> tuple[Line, Line]:
    until = Month(2026, 10)
    play = planted_town.play(seed, until)
    months, official = play.report_months, play.official_months
    first = official.index(months[0])
    starts = np.array([month.first_day.toordinal() for month in (*months, until.plus(1))])
    comparable = play.reported.incidents.category < 7
    reports = np.histogram(play.reported.incidents.day[comparable], starts)[0]
    weeks = [
        float(active_share(play.terms, range(start, end)).sum() * ORGANISATIONS / 7)
        for start, end in pairwise(starts.tolist())
    ]
    rows = play.recorded
    inside = (rows.snap >= 0) & ground().snap_inside[rows.snap]
    kept = inside & (rows.crime_type == CRIME_TYPES.index(ASB)) & (rows.month >= first)
    records = np.bincount(rows.month[kept] - first, minlength=24)
    days = [float(month.days) for month in months]
    return Line(reports.tolist(), weeks), Line(records.tolist(), days)


def test_planted_gap_is_in_its_range(rng: Rng, record: Record) -> None:
    """The invented town over many seeds: its truth is worked out without a random draw."""
    true = planted_town.truth_of(1, Month(2026, 10))["trend"]["gap"]
    trials, missed, found_higher = 200, 0, 0
    for seed in range(5_000, 5_000 + trials):
        found = gap(*_planted(seed)).odds
        missed += not found.low <= true <= found.high
        found_higher += found.low > 1

    record(trials, missed)

    assert missed <= at_most(0.06, trials)
    assert found_higher >= 0.7 * trials


def test_wilson_ranges_of_clustered_answers_hold(rng: Rng, record: Record) -> None:
    trials, missed = 800, 0
    for _ in range(trials):
        habit = rng.beta(1.5, 3.5, 60)
        shop = rng.integers(0, 60, 300)
        told = (rng.random(300) < habit[shop]).astype(int)
        share = told_by(["all"], [0] * 300, told, shop)[0].share
        assert share is not None
        missed += not share.low <= 0.3 <= share.high

    record(trials, missed)

    assert missed <= at_most(0.07, trials)


@pytest.mark.parametrize(("home", "fewest"), [(0.0, 0.82), (0.3, 0.65)], ids=["apart", "at-home"])
def test_range_of_the_gini_holds_the_pattern_beneath(
    rng: Rng, record: Record, home: float, fewest: float
) -> None:
    trials, missed = 150, 0
    pattern = rng.dirichlet(np.full(59, 0.6))
    true = gini.generalised_gini(np.round(pattern * 1e7).astype(int), unbiased=True)
    for seed in range(trials):
        keen, doors = rng.gamma(2, 1, 150), rng.choice(59, 150, p=pattern)
        made = rng.multinomial(700, keen / keen.sum())
        own = rng.binomial(made, home)
        by_member = rng.multinomial(made - own, pattern)
        by_member[np.arange(150), doors] += own
        found = gini.spreads(by_member, seed)[0]
        missed += not found.low <= true <= found.high

    record(trials, missed)

    assert missed <= at_most(1 - fewest, trials)


def test_near_repeats_are_not_called_out_where_there_are_none(rng: Rng, record: Record) -> None:
    """Places that gather and seasons that swell, but nothing that repeats."""
    trials, called = 60, 0
    middle = np.array(to_metres([-0.8945], [52.2378])).ravel()
    season = 1 + 0.5 * np.sin(np.arange(365) * 2 * np.pi / 365)
    for seed in range(trials):
        spots = rng.normal(0, 250, (40, 2))
        places = middle + spots[rng.integers(0, 40, 300)] + rng.normal(0, 25, (300, 2))
        days = rng.choice(365, 300, p=season / season.sum())
        called += bool(knox(places, days, seed=seed).called_out[0, 0])

    record(trials, called)

    assert called <= at_most(0.05, trials)
