"""Odds ratio, Fisher's test and Poisson rates: published numbers, twins and laws."""

from fractions import Fraction
from math import exp, inf, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import Table2x2

from hotspots.trend import exact
from hotspots.trend.exact import Pair
from tests.hotspots.trend.slow_twins import slow_fisher

COUNTS = st.integers(1, 200)


def test_g6_two_poisson_rates_as_r_compares_them() -> None:
    found = exact.poisson_test(Pair(11, 800), Pair(21, 3011))

    assert found.p == pytest.approx(0.07967, abs=5e-6)
    assert found.ratio == pytest.approx(1.971488, abs=5e-7)
    assert [found.low, found.high] == pytest.approx([0.8584264, 4.2772659], abs=5e-8)


def test_two_rates_one_of_them_empty() -> None:
    found = exact.poisson_test(Pair(3, 10), Pair(0, 10))

    assert found.ratio == inf
    assert found.high == inf
    assert found.p == pytest.approx(0.25)


@pytest.mark.parametrize(("first", "second"), [(Pair(0, 1), Pair(0, 1)), (Pair(1, 0), Pair(1, 1))])
def test_rates_without_a_count_or_an_exposure_are_refused(first: Pair, second: Pair) -> None:
    with pytest.raises(ValueError, match="above zero"):
        exact.poisson_test(first, second)


def test_g8_fisher_as_scipy_documents_it() -> None:
    assert exact.fisher(Pair(2, 8), Pair(5, 1)) == pytest.approx(0.034965034965034965, rel=1e-12)
    assert exact.odds_ratio(Pair(2, 8), Pair(5, 1)).value == pytest.approx(20.0)


def test_screen_b_police_fell_reports_rose_and_the_gap_is_wider_than_chance() -> None:
    """860 to 680 police records, 600 to 672 reports, dispersion 1.46."""
    ours, theirs = Pair(600, 672), Pair(860, 680)

    found = exact.odds_ratio(ours, theirs, dispersion=1.46)

    assert round(100 * (exact.change(theirs).value - 1)) == -21
    assert round(100 * (exact.change(ours).value - 1)) == 12
    assert [round(one, 1) for one in (found.value, found.low, found.high)] == [1.4, 1.2, 1.7]


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_odds_ratio_and_its_range_against_statsmodels(a: int, b: int, c: int, d: int) -> None:
    oracle = Table2x2(np.array([[b, a], [d, c]]))

    found = exact.odds_ratio(Pair(a, b), Pair(c, d))

    assert found.value == pytest.approx(oracle.oddsratio)
    assert (found.low, found.high) == pytest.approx(oracle.oddsratio_confint())


@given(
    *[st.integers(0, 12)] * 4,
    st.fractions(min_value=Fraction(1, 9), max_value=9, max_denominator=9),
)
def test_fisher_against_whole_fractions(a: int, b: int, c: int, d: int, odds: Fraction) -> None:
    found = exact.fisher(Pair(b, a), Pair(d, c), odds=float(odds))

    assert found == pytest.approx(slow_fisher(a, b, c, d, odds), abs=1e-9)


@given(*[st.integers(0, 40)] * 4)
def test_fisher_against_scipy(a: int, b: int, c: int, d: int) -> None:
    found = exact.fisher(Pair(b, a), Pair(d, c))

    assert found == pytest.approx(stats.fisher_exact([[a, b], [c, d]]).pvalue, abs=1e-9)


@pytest.mark.parametrize("bad", [Pair(-1, 2), Pair(1.5, 2)])
def test_fisher_refuses_what_is_no_count(bad: Pair) -> None:
    with pytest.raises(ValueError, match="whole counts"):
        exact.fisher(bad, Pair(1, 1))


def test_fisher_refuses_odds_of_zero() -> None:
    with pytest.raises(ValueError, match="odds above zero"):
        exact.fisher(Pair(1, 1), Pair(1, 1), odds=0)


def test_exposure_takes_growth_of_the_scheme_out() -> None:
    """Twice the reports from twice the members is no change."""
    found = exact.odds_ratio(Pair(100, 200), Pair(50, 50), exposure=Pair(700, 1400))

    assert found.value == pytest.approx(1.0)
    assert exact.fisher(Pair(100, 200), Pair(50, 50), odds=2.0) > 0.9
    assert exact.fisher(Pair(100, 200), Pair(50, 50)) < 0.01


def test_days_of_a_leap_year_are_taken_out_as_well() -> None:
    even = exact.odds_ratio(
        Pair(100, 100), Pair(365, 366), official_exposure=Pair(365, 366), dispersion=2
    )

    assert even.value == pytest.approx(1.0)


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.floats(1, 9))
def test_dispersion_widens_by_its_root_and_never_narrows(
    a: int, b: int, c: int, d: int, phi: float
) -> None:
    plain = exact.odds_ratio(Pair(a, b), Pair(c, d))
    wide = exact.odds_ratio(Pair(a, b), Pair(c, d), dispersion=phi)
    narrow = exact.odds_ratio(Pair(a, b), Pair(c, d), dispersion=0.2)

    assert log(wide.high / wide.value) == pytest.approx(sqrt(phi) * log(plain.high / plain.value))
    assert wide.value == plain.value
    assert narrow == plain


def test_few_degrees_of_freedom_widen_as_students_t_does() -> None:
    assert exact.reach(1.0, inf) == pytest.approx(1.959964, abs=1e-6)
    assert exact.reach(1.0, 22) == pytest.approx(2.073873, abs=1e-6)
    assert exact.reach(4.0, 22) == pytest.approx(2 * 2.073873, abs=1e-6)


@pytest.mark.parametrize(
    ("members", "officials"), [(Pair(0, 9), Pair(9, 9)), (Pair(9, 9), Pair(9, 0))]
)
def test_a_zero_cell_has_no_ratio(members: Pair, officials: Pair) -> None:
    with pytest.raises(ValueError, match="above zero"):
        exact.odds_ratio(members, officials)


def test_change_by_hand() -> None:
    found = exact.change(Pair(100, 80), dispersion=1.5)

    width = 1.959963984540054 * sqrt(1.5 * (1 / 100 + 1 / 80))
    assert found.value == pytest.approx(0.8)
    assert (found.low, found.high) == pytest.approx((0.8 * exp(-width), 0.8 * exp(width)))


@pytest.mark.parametrize(("count", "low", "high"), [(10, 4.7954, 18.3904), (0, 0.0, 3.6889)])
def test_range_of_a_count_as_published(count: int, low: float, high: float) -> None:
    found = exact.poisson_range(count)

    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 400), st.floats(1, 8))
def test_range_of_a_count_holds_it_and_widens(count: int, phi: float) -> None:
    plain, wide = exact.poisson_range(count), exact.poisson_range(count, phi)

    assert wide.low <= plain.low + 1e-9
    assert plain.high <= wide.high + 1e-9
    assert wide.low <= count <= wide.high


def test_range_of_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        exact.poisson_range(-1)
