"""Do the two sources part? Estimates against statsmodels, and all that must be refused."""

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from hotspots.trend import exact
from hotspots.trend.exact import Pair
from hotspots.trend.gap import Gap, TooFewToSay, gap
from hotspots.trend.series import Line

DAYS = [31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0]


def _lines(seed: int, years: int = 2, ours: float = 50, theirs: float = 70) -> tuple[Line, Line]:
    rng = np.random.default_rng(seed)
    months = 12 * years
    weeks = np.linspace(500, 800, months)
    season = 1 + 0.3 * np.sin(np.arange(months) * np.pi / 6)
    members = rng.poisson(ours * season * weeks / 650)
    officials = rng.poisson(theirs * season)
    return Line(members.tolist(), weeks.tolist()), Line(officials.tolist(), DAYS * years)


def _with(line: Line, **counts: int | None) -> Line:
    values = list(line.counts)
    for at, value in counts.items():
        values[int(at[1:])] = value
    return Line(values, line.exposure)


def _oracle(members: Line, officials: Line, years: int) -> Any:
    month = np.tile(np.arange(12 * years), 2)
    source = np.repeat([0, 1], 12 * years)
    columns = [np.ones(len(month))]
    columns += [(month // 12 == year) for year in range(1, years)]
    columns += [source == 0]
    columns += [(source == 0) & (month // 12 == year) for year in range(1, years)]
    columns += [(source == s) & (month % 12 == m) for s in (0, 1) for m in range(1, 12)]
    exposure = np.concatenate([members.exposure, officials.exposure])
    return sm.GLM(
        np.concatenate([members.counts, officials.counts]),
        np.column_stack(columns).astype(float),
        family=sm.families.Poisson(),
        offset=np.log(exposure),
    ).fit(scale="X2", tol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_three_years_against_statsmodels(seed: int) -> None:
    members, officials = _lines(seed, years=3)
    oracle = _oracle(members, officials, 3)

    found = gap(members, officials)

    parting = 5  # one, two later years, members, members in the second and in the third year
    assert np.log(found.odds.value) == pytest.approx(oracle.params[parting], abs=1e-7)
    assert np.log(found.official_change.value) == pytest.approx(oracle.params[2], abs=1e-7)
    assert found.dispersion == pytest.approx(max(1.0, oracle.scale))
    assert found.freedom == oracle.df_resid
    scale = max(1.0, oracle.scale) / oracle.scale
    test = oracle.f_test(np.eye(len(oracle.params))[[4, 5]])
    assert found.p == pytest.approx(
        _upper_tail(float(test.fvalue) / scale, 2, oracle.df_resid), rel=1e-6
    )


def _upper_tail(f: float, first: int, second: float) -> float:

    return float(stats.f.sf(f, first, second))


@pytest.mark.parametrize("seed", range(4))
def test_two_years_are_the_odds_ratio_of_the_totals(seed: int) -> None:
    members, officials = _lines(seed)

    found = gap(members, officials)

    ours = Pair(sum(members.counts[:12]), sum(members.counts[12:]))
    theirs = Pair(sum(officials.counts[:12]), sum(officials.counts[12:]))
    weeks = Pair(sum(members.exposure[:12]), sum(members.exposure[12:]))
    assert found.odds == exact.odds_ratio(
        ours, theirs, exposure=weeks, official_exposure=Pair(365, 365),
        dispersion=found.dispersion, freedom=found.freedom,
    )  # fmt: skip
    assert found.dispersion == pytest.approx(max(1.0, _oracle(members, officials, 2).scale))
    assert found.members == [ours.before, ours.after]
    assert found.p_exact == exact.fisher(ours, theirs, odds=weeks.after / weeks.before)


def test_two_years_of_even_exposure_agree_with_the_regression() -> None:
    rng = np.random.default_rng(5)
    members = Line(rng.poisson(40, 24).tolist(), [700.0] * 24)
    officials = Line(rng.poisson(60, 24).tolist(), [30.0] * 24)

    found = gap(members, officials)

    oracle = _oracle(members, officials, 2)
    assert np.log(found.odds.value) == pytest.approx(oracle.params[3], abs=1e-9)


def test_growth_of_the_scheme_alone_is_no_change() -> None:
    members = Line([20] * 12 + [60] * 12, [300.0] * 12 + [900.0] * 12)
    officials = Line([50] * 24, [30.0] * 24)

    found = gap(members, officials)

    assert found.odds.value == pytest.approx(1.0)
    assert found.odds.low < 1 < found.odds.high
    assert found.p == pytest.approx(1.0)


def test_a_month_that_is_missing_once_is_left_out_everywhere() -> None:
    members, officials = _lines(1)
    gone = _with(officials, m3=None)

    found = gap(members, gone)

    kept = [at for at in range(24) if at % 12 != 3]
    assert found.left_out == [3]
    assert sum(found.members) == sum(members.counts[at] for at in kept)
    assert sum(found.officials) == sum(officials.counts[at] for at in kept)


def test_a_month_in_which_nobody_could_report_is_left_out() -> None:
    members, officials = _lines(1)
    weeks = [0.0 if at == 17 else week for at, week in enumerate(members.exposure)]

    assert gap(Line(members.counts, weeks), officials).left_out == [5]


def test_a_season_that_is_always_empty_is_no_obstacle() -> None:
    members, officials = _lines(1)
    quiet = _with(members, m0=0, m12=0)

    found = gap(quiet, officials)

    assert isinstance(found, Gap)
    assert found.freedom == gap(members, officials).freedom - 1


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (lambda: _lines(1, years=1), "there are 12 months"),
        (lambda: _lines(1, ours=1), "20 records of each source"),
        (lambda: _lines(1, theirs=1), "20 records of each source"),
        (lambda: (_lines(1)[0], Line([0] * 24, DAYS * 2)), "here one has 0"),
        (
            lambda: (_lines(1)[0], _with(_lines(1)[1], m0=None, m13=None, m2=None, m15=None)),
            "Only 8 of the twelve",
        ),
    ],
    ids=["one year", "few reports", "few records", "none", "few months"],
)
def test_what_is_too_little_says_so(lines: object, sentence: str) -> None:
    with pytest.raises(TooFewToSay, match=sentence):
        gap(*lines())  # type: ignore[operator]


@pytest.mark.parametrize("months", [25, 30])
def test_years_are_whole(months: int) -> None:
    line = Line([5] * months, [1.0] * months)

    with pytest.raises(ValueError, match="whole"):
        gap(line, line)


def test_lines_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="whole"):
        gap(Line([5] * 24, [1.0] * 24), Line([5] * 36, [1.0] * 36))


def test_wild_months_widen_the_range() -> None:
    members, officials = _lines(2)
    wild = [count * (3 if at % 5 == 0 else 1) for at, count in enumerate(members.counts)]

    calm, rough = gap(members, officials), gap(Line(wild, members.exposure), officials)

    assert rough.dispersion > 2 > calm.dispersion
    assert rough.odds.high / rough.odds.low > calm.odds.high / calm.odds.low
