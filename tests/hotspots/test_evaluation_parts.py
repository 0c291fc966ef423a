"""Detectable change, quotient, comparability, cost, shares: golden numbers and twins."""

from math import inf, log, sqrt

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from hotspots.evaluation import (
    Areas,
    AreaWeights,
    BeforeAfter,
    FundingVerdict,
    cost_of,
    grouped_median,
    harm_wdd,
    least_detectable,
    monthly_dispersion,
    pre_trend,
    verdict_of,
    wdd,
    wdq,
    wilson,
)

PAPER = Areas(
    control=BeforeAfter(308, 318),
    treated=BeforeAfter(207, 110),
    displacement_control=BeforeAfter(150, 140),
    displacement_treated=BeforeAfter(178, 157),
)


# --- The smallest change that the data could show ------------------------------------------------


@pytest.mark.parametrize(
    ("base", "dispersion", "percent", "within"),
    [
        (60, 1, 69, 3),
        (120, 1, 48, 1),
        (240, 1, 34, 1),
        (480, 1, 24, 1),
        (860, 1, 18, 1),
        (860, 1.46, 22, 0.5),
    ],
)
def test_the_simulated_table_of_detectable_falls(
    base: int, dispersion: float, percent: int, within: float
) -> None:
    """The table was simulated; at 60 counts the normal form is three points more hopeful."""
    found = least_detectable(base, dispersion=dispersion)

    assert found is not None
    assert 100 * found == pytest.approx(percent, abs=within)


def test_a_fall_of_the_detectable_size_is_found_four_times_in_five(  # slow twin by simulation
) -> None:
    base, rng = 860, np.random.default_rng(20261121)
    fall = least_detectable(base, control=1190, dispersion=1.0)
    assert fall is not None
    found = 0
    for _ in range(2000):
        before, after = rng.poisson(base), rng.poisson(base * (1 - fall))
        there = BeforeAfter(*rng.poisson(1190, 2).tolist())
        result = wdd(
            Areas(control=there, treated=BeforeAfter(before, after)),
            area_weights=AreaWeights(control=1190 / base),
        )
        found += result.high < 0

    assert found / 2000 == pytest.approx(0.8, abs=3 * sqrt(0.16 / 2000))


def test_so_few_that_nothing_could_be_seen() -> None:
    assert least_detectable(12) is None
    assert least_detectable(60) is not None


def test_a_larger_control_shows_smaller_falls() -> None:
    small, large = (least_detectable(400, control=size) for size in (200, 4000))

    assert small is not None
    assert large is not None
    assert large < small


@pytest.mark.parametrize(("base", "control"), [(0, None), (10, 0), (-1, 5)])
def test_nothing_is_detected_from_nothing(base: float, control: float | None) -> None:
    with pytest.raises(ValueError, match="above zero"):
        least_detectable(base, control=control)


# --- Dispersion ----------------------------------------------------------------------------------


def test_a_season_shared_by_all_areas_is_no_dispersion() -> None:
    season = np.array([50, 60, 80, 100, 120, 140, 150, 140, 110, 90, 70, 60])

    assert monthly_dispersion(np.vstack([season, 2 * season, 3 * season])) == 1.0


def test_dispersion_against_a_loop() -> None:
    table = np.random.default_rng(3).negative_binomial(20, 0.3, (4, 24))
    total, pearson = table.sum(), 0.0
    for row in table:
        for column, seen in enumerate(row):
            expected = row.sum() * table[:, column].sum() / total
            pearson += (seen - expected) ** 2 / expected

    assert monthly_dispersion(table) == pytest.approx(pearson / (3 * 23))


@pytest.mark.parametrize("table", [np.ones((3, 5)), np.ones((1, 12)), np.zeros((3, 12))])
def test_dispersion_of_too_little_is_refused(table: np.ndarray) -> None:
    with pytest.raises(ValueError, match="Dispersion needs"):
        monthly_dispersion(table)


# --- Displacement quotient, harm, verdict, cost --------------------------------------------------


def test_g27_the_displacement_quotient() -> None:
    found = wdq(PAPER)

    assert found is not None
    assert found.success == pytest.approx(-0.3262, abs=5e-5)
    assert found.buffer == pytest.approx(-0.0842, abs=5e-5)
    assert found.quotient == pytest.approx(0.2582, abs=5e-5)
    assert found.net == pytest.approx(130.5, abs=0.05)


def test_no_quotient_without_success_or_control() -> None:
    worse = wdq(Areas(control=BeforeAfter(10, 10), treated=BeforeAfter(5, 9)))

    assert worse is not None
    assert worse.quotient is None
    assert wdq(Areas(control=BeforeAfter(10, 0), treated=BeforeAfter(5, 9))) is None


def test_harm_of_one_weight_is_the_plain_difference() -> None:
    plain = wdd(PAPER, dispersion=1.46)
    weighed = harm_wdd({"a": PAPER}, {"a": 3.0, "b": 7.0}, dispersion=1.46)

    assert weighed.effect == 3 * plain.effect
    assert weighed.variance == 9 * plain.variance
    assert (weighed.low, weighed.high) == pytest.approx((3 * plain.low, 3 * plain.high))


def test_harm_of_two_kinds_adds_effects_and_variances() -> None:
    other = Areas(control=BeforeAfter(10, 12), treated=BeforeAfter(20, 15))

    found = harm_wdd({"a": PAPER, "b": other}, {"a": 1, "b": 10})

    assert found.effect == -118 + 10 * -7
    assert found.variance == 1568 + 100 * 57


@pytest.mark.parametrize(
    ("counts", "weights", "sentence"),
    [
        ({"a": PAPER}, {}, "no weight for a"),
        ({"a": PAPER}, {"a": 0}, "above zero"),
        ({"a": Areas(BeforeAfter(0, 0), BeforeAfter(0, 0))}, {"a": 1}, "zero everywhere"),
    ],
)
def test_harm_needs_a_whole_table(counts, weights, sentence: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=sentence):
        harm_wdd(counts, weights)


@pytest.mark.parametrize(
    ("low", "high", "detectable", "verdict"),
    [
        (-312, -62, 0.2, FundingVerdict.FELL),
        (-20, 4, 0.2, FundingVerdict.UNCLEAR),
        (-20, 0, 0.2, FundingVerdict.UNCLEAR),
        (3, 90, 0.2, FundingVerdict.ROSE),
        (-9, -1, None, FundingVerdict.TOO_FEW),
    ],
)
def test_verdicts(
    low: float, high: float, detectable: float | None, verdict: FundingVerdict
) -> None:
    assert verdict_of(low, high, detectable=detectable) is verdict


def test_cost_has_both_ends_or_cannot_be_shown() -> None:
    shown = cost_of(85_000, effect=-187, low=-312, high=-62)

    assert shown is not None
    assert (round(shown.each), round(shown.cheapest), round(shown.dearest)) == (455, 272, 1371)
    assert cost_of(85_000, effect=-100, low=-220, high=20) is None
    assert cost_of(85_000, effect=-100, low=-200, high=0) is None


@pytest.mark.parametrize(("amount", "effect"), [(0, -5), (100, 5)])
def test_cost_of_nonsense_is_refused(amount: float, effect: float) -> None:
    with pytest.raises(ValueError, match="must"):
        cost_of(amount, effect=effect, low=-10, high=-1)


# --- Shares and medians --------------------------------------------------------------------------


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_against_statsmodels(counted: tuple[int, int]) -> None:
    part, base = counted
    found = wilson(part, base)

    low, high = proportion_confint(part, base, method="wilson")
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)
    assert 0 <= found.low <= found.share <= found.high <= 1


@pytest.mark.parametrize(("part", "base"), [(1, 0), (-1, 5), (6, 5)])
def test_a_share_of_nonsense_is_refused(part: int, base: int) -> None:
    with pytest.raises(ValueError, match="base above zero"):
        wilson(part, base)


def test_a_median_lies_where_half_lie_below() -> None:
    found = grouped_median([0, 1, 4, 24, inf], [10, 30, 40, 20])

    # Half of 100 is the tenth of the forty between 4 and 24 hours.
    assert found.median == pytest.approx(4 + 20 * 10 / 40)
    assert found.low == pytest.approx(4 + 20 * (50 - 1.959964 * 5 - 40) / 40, abs=1e-6)
    assert found.high == pytest.approx(4 + 20 * (50 + 1.959964 * 5 - 40) / 40, abs=1e-6)


def test_a_median_in_the_open_band_is_not_known() -> None:
    found = grouped_median([0, 1, inf], [1, 9])

    assert (found.median, found.low, found.high) == (None, None, None)


@pytest.mark.parametrize(("edges", "counts"), [([0, 1], [0]), ([0, 1], [1, 2])])
def test_a_median_of_nothing_is_refused(edges: list[float], counts: list[int]) -> None:
    with pytest.raises(ValueError, match="median needs"):
        grouped_median(edges, counts)


# --- Were they on the same path before? ----------------------------------------------------------


def test_the_same_path_is_fair_and_a_diverging_one_is_not() -> None:
    rng = np.random.default_rng(5)
    season = 70 * (1 + 0.3 * np.sin(np.arange(24) / 12 * 2 * np.pi))
    same = pre_trend(rng.poisson(season), rng.poisson(1.4 * season))
    drift = np.exp(-0.4 * np.arange(24) / 12)
    apart = pre_trend(rng.poisson(season * drift), rng.poisson(1.4 * season))

    assert same.fair
    assert same.low < 1 < same.high
    assert not apart.fair
    assert apart.yearly == pytest.approx(np.exp(-0.4), abs=0.15)


def test_the_slope_is_the_interaction_of_a_model_with_every_month_and_area() -> None:
    """The oracle fits all 24 months, the area, and area by time; ours conditions them away."""
    rng = np.random.default_rng(8)
    ours, theirs = rng.poisson(40, 24), rng.poisson(90, 24)
    when = np.arange(24) / 12
    month = np.vstack([np.eye(24), np.eye(24)])
    area = np.repeat([1.0, 0.0], 24)
    design = np.column_stack([month, area, area * np.tile(when, 2)])
    fit = sm.GLM(np.concatenate([ours, theirs]), design, family=sm.families.Poisson()).fit(
        scale="X2"
    )

    found = pre_trend(ours, theirs)

    assert log(found.yearly) == pytest.approx(fit.params[-1], abs=1e-8)
    if found.dispersion > 1:
        assert found.dispersion == pytest.approx(fit.scale, rel=1e-6)


def test_months_without_a_record_say_nothing_of_the_path() -> None:
    ours, theirs = [4, 0, 6, 5, 7, 4, 5], [9, 0, 8, 9, 10, 8, 9]

    assert pre_trend(ours, theirs).months == 6


@pytest.mark.parametrize(("ours", "theirs"), [([1] * 5, [1] * 5), ([1] * 8, [0] * 8)])
def test_no_path_from_too_little(ours: list[int], theirs: list[int]) -> None:
    with pytest.raises(ValueError, match="path needs"):
        pre_trend(ours, theirs)
