"""Do the ranges of the funding evidence hold where nothing happened? Run by `make prove`."""

from __future__ import annotations

from datetime import date
from math import sqrt

import numpy as np
import pytest

from hotspots.evaluation import interrupted_series, least_detectable, pre_trend
from hotspots.funding.areas import Role
from hotspots.funding.counts import Counts
from hotspots.funding.figures import Design, line_figures
from hotspots.periods import add_months
from tests.hotspots.proofs import Record, Rng, record, rng  # noqa: F401 - fixtures

# ruff: noqa: F811 - the arguments of a test are named after its fixtures

pytestmark = pytest.mark.prove

AREAS = ("here", "here-ring", "control-1", "control-1-ring", "control-2", "control-2-ring")
ROLES = (Role.HERE, Role.RING, Role.CONTROL, Role.CONTROL_RING, Role.CONTROL, Role.CONTROL_RING)
LEVELS = np.array([72.0, 24.0, 47.0, 20.0, 52.0, 21.0])  # a month, as in Northamptonshire
BEFORE, AFTER = 24, 12
FIRST = date(2023, 11, 1)
MONTHS = [add_months(FIRST, number) for number in range(BEFORE + AFTER)]
NAMES = tuple(f"{month:%Y-%m}" for month in MONTHS)
PLAN = {"after_start": f"{MONTHS[BEFORE]:%Y-%m-%d}"}


def towns(rng: Rng, dispersion: float, fall: float = 0.0) -> np.ndarray:
    """Draw monthly counts of all areas: one season, and more spread than chance alone."""
    season = 1 + 0.2 * np.sin(np.arange(BEFORE + AFTER) / 12 * 2 * np.pi)
    means = LEVELS[:, None] * season
    means[0, BEFORE:] *= 1 - fall
    if dispersion == 1:
        return rng.poisson(means)
    return rng.negative_binomial(means / (dispersion - 1), 1 / dispersion)


def evaluated(values: np.ndarray) -> dict:
    counts = Counts(AREAS, AREAS, ROLES, NAMES, ("asb",), values[:, :, None])
    design = Design(NAMES[:BEFORE], NAMES[BEFORE:], NAMES)
    return line_figures(counts, design, ["asb"], PLAN)


def within(share: float, trials: int) -> tuple[float, float]:
    room = 3 * sqrt(trials * share * (1 - share))
    return trials * share - room, trials * share + room


@pytest.mark.parametrize("dispersion", [1.0, 1.5, 2.0])
def test_the_range_of_the_result_holds_where_nothing_happened(
    rng: Rng, record: Record, dispersion: float
) -> None:
    """With the control scaled by an estimated ratio and the dispersion estimated from months."""
    trials = 1_500
    missed = {"result": 0, "net": 0}
    for _ in range(trials):
        line = evaluated(towns(rng, dispersion))
        for name in missed:
            missed[name] += not line[name]["low"] <= 0 <= line[name]["high"]

    record(trials, missed["result"])

    for name, count in missed.items():
        low, high = 0.03 * trials - 3 * sqrt(0.03 * trials), 0.07 * trials + 3 * sqrt(0.07 * trials)
        assert low <= count <= high, (name, count)


def test_a_planted_fall_lies_in_the_range(rng: Rng, record: Record) -> None:
    trials, missed = 1_000, 0
    truth = -LEVELS[0] * 0.2 * np.sum(1 + 0.2 * np.sin(np.arange(24, 36) / 12 * 2 * np.pi))
    for _ in range(trials):
        found = evaluated(towns(rng, 1.5, fall=0.2))["result"]
        missed += not found["low"] <= truth <= found["high"]

    record(trials, missed)

    assert missed <= 0.07 * trials + 3 * sqrt(0.07 * trials)


@pytest.mark.parametrize("dispersion", [1.0, 1.5])
def test_paths_that_are_the_same_are_called_unfair_once_in_ten(
    rng: Rng, record: Record, dispersion: float
) -> None:
    trials, unfair = 2_000, 0
    for _ in range(trials):
        values = towns(rng, dispersion)[:, :BEFORE]
        unfair += not pre_trend(values[0], values[2] + values[4]).fair

    record(trials, unfair)

    low, high = within(0.1, trials)
    assert low - 0.02 * trials <= unfair <= high + 0.01 * trials


@pytest.mark.parametrize("dispersion", [1.0, 1.5])
def test_the_range_of_the_series_holds_where_nothing_happened(
    rng: Rng, record: Record, dispersion: float
) -> None:
    trials, missed = 1_000, 0
    for _ in range(trials):
        values = towns(rng, dispersion)
        found = interrupted_series(values[0], values[2] + values[4], MONTHS, MONTHS[BEFORE])
        missed += not found.low <= 1 <= found.high

    record(trials, missed)

    assert missed <= 0.07 * trials + 3 * sqrt(0.07 * trials)


def test_the_detectable_fall_is_found_four_times_in_five(rng: Rng, record: Record) -> None:
    """Through the whole chain, with the dispersion estimated anew each time."""
    trials, missed = 1_000, 0
    base = float(LEVELS[0] * 12)
    fall = least_detectable(base, control=99.0 * 12, dispersion=1.5, before_length=2.0)
    assert fall is not None
    for _ in range(trials):
        missed += evaluated(towns(rng, 1.5, fall=fall))["result"]["high"] >= 0

    record(trials, missed)

    low, high = within(0.2, trials)
    assert low - 0.03 * trials <= missed <= high + 0.03 * trials
