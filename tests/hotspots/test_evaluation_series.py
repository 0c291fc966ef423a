"""The interrupted series, against statsmodels and against what was planted."""

from datetime import date
from math import log

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.stattools import durbin_watson as oracle_durbin_watson

from hotspots.evaluation import TooShort, interrupted_series
from hotspots.evaluation.fitting import NotFitted, fitted
from hotspots.evaluation.series import durbin_watson

NORMAL = 1.959963984540054


def months(first: date, count: int) -> list[date]:
    start = first.year * 12 + first.month - 1
    return [date((start + n) // 12, (start + n) % 12 + 1, 1) for n in range(count)]


def series(seed: int, *, step: float = 0.75, start: date = date(2022, 8, 1), before: int = 36):
    """Draw two towns of one season; the first steps when the money begins."""
    rng = np.random.default_rng(seed)
    when = months(start, before + 12)
    season = 80 * (1 + 0.25 * np.sin(np.array([m.month for m in when]) / 12 * 2 * np.pi))
    level = np.where(np.arange(len(when)) >= before, step, 1.0)
    return rng.poisson(season * level), rng.poisson(1.4 * season), when


def oracle(counts, control, when, start):
    """Build the stacked design one row at a time."""
    rows, seen = [], []
    middle = np.mean([m.year * 12 + m.month - 1 for m in when])
    covid = [date(2020, 3, 1) <= m <= date(2021, 7, 1) for m in when]
    for here, values in ((1.0, counts), (0.0, control)):
        for month, value, shut in zip(when, values, covid, strict=True):
            at, after = month.year * 12 + month.month - 1, float(month >= start)
            row = [1.0, here, here * after, after, (at - middle) / 12]
            for k in (1, 2):
                row += [np.sin(2 * np.pi * k * at / 12), np.cos(2 * np.pi * k * at / 12)]
            rows.append([*row, float(shut)] if 0 < sum(covid) < len(when) else row)
            seen.append(value)
    return sm.GLM(np.array(seen), np.array(rows), family=sm.families.Poisson())


def error_of(found) -> float:
    return (log(found.high) - log(found.low)) / (2 * NORMAL)


@pytest.mark.parametrize(("seed", "start"), [(1, date(2022, 8, 1)), (2, date(2019, 1, 1))])
def test_the_series_against_statsmodels(seed: int, start: date) -> None:
    counts, control, when = series(seed, start=start)
    plain = oracle(counts, control, when, when[36]).fit(scale="X2")

    found = interrupted_series(counts, control, when, when[36])

    assert not found.robust
    assert log(found.ratio) == pytest.approx(plain.params[2], abs=1e-8)
    assert error_of(found) == pytest.approx(plain.bse[2] * max(1, plain.scale**-0.5), rel=1e-6)
    assert found.dispersion == pytest.approx(plain.scale, rel=1e-6)
    assert found.line == pytest.approx(plain.fittedvalues[:48].tolist(), rel=1e-7)


def test_months_that_hang_together_get_the_sandwich() -> None:
    rng = np.random.default_rng(4)
    when = months(date(2022, 8, 1), 60)
    drift = np.exp(np.cumsum(rng.normal(0, 0.12, 60)))
    counts, control = rng.poisson(90 * drift), rng.poisson(120, 60)

    found = interrupted_series(counts, control, when, when[48])

    fit = oracle(counts, control, when, when[48]).fit(
        cov_type="hac-panel",
        cov_kwds={"groups": np.repeat([0, 1], 60), "maxlags": 2, "use_correction": False},
    )
    assert found.robust
    assert found.durbin_watson < 1.5
    assert error_of(found) == pytest.approx(fit.bse[2], rel=1e-6)


def test_a_planted_step_is_found_and_no_step_is_not() -> None:
    stepped, still = (
        interrupted_series(*series(7, step=step), date(2025, 8, 1)) for step in (0.75, 1.0)
    )

    assert stepped.low < 0.75 < stepped.high < 1
    assert still.low < 1 < still.high


def test_a_step_that_the_control_makes_as_well_is_none() -> None:
    when = months(date(2022, 8, 1), 48)
    season = 80 * (1 + 0.25 * np.sin(np.array([m.month for m in when]) / 12 * 2 * np.pi))
    both = season * np.where(np.arange(48) >= 36, 2, 1)

    found = interrupted_series(both.round(), (1.4 * both).round(), when, when[36])

    assert found.ratio == pytest.approx(1.0, abs=0.01)


def test_the_line_without_the_step_is_the_line_before_it() -> None:
    counts, control, when = series(3)
    found = interrupted_series(counts, control, when, when[36])

    assert found.line[:36] == found.without[:36]
    assert found.without[40] == pytest.approx(found.line[40] / found.ratio)


@pytest.mark.parametrize(("before", "after"), [(23, 12), (24, 11)])
def test_a_short_series_does_not_run(before: int, after: int) -> None:
    when = months(date(2023, 1, 1), before + after)

    with pytest.raises(TooShort, match="24 months before and 12 after"):
        interrupted_series([5] * len(when), [5] * len(when), when, when[before])


def test_durbin_and_watson_pooled_over_series() -> None:
    rng = np.random.default_rng(9)
    one = rng.normal(size=40)

    assert durbin_watson(one) == pytest.approx(oracle_durbin_watson(one))
    assert durbin_watson(one, one) == pytest.approx(oracle_durbin_watson(one))
    assert durbin_watson(np.zeros(5)) == 2.0


def test_regressions_that_cannot_be_made_say_so() -> None:
    ones = np.ones(20)
    with pytest.raises(NotFitted, match="say the same"):
        fitted(np.column_stack([ones, ones]), np.arange(20.0) + 1)
    halves = np.repeat([0.0, 1.0], 10)
    with pytest.raises(NotFitted):
        fitted(np.column_stack([ones, halves]), np.where(halves > 0, 5.0, 0.0))
