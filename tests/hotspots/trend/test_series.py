"""Each month as an index of the first year."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.trend.series import Line, index, plain_dispersion
from tests.hotspots.trend.slow_twins import slow_index

COUNT = st.one_of(st.none(), st.integers(0, 90))
MONTHS = st.lists(st.tuples(COUNT, st.floats(1, 900)), min_size=1, max_size=40)


@given(MONTHS)
def test_index_against_its_slow_twin(months: list[tuple[int | None, float]]) -> None:
    counts, exposure = [one for one, _ in months], [weeks for _, weeks in months]
    found = index(Line(counts, exposure), 1.0)

    if not sum(count or 0 for count in counts[:12]):
        assert found == [None] * len(months)
        return
    slow = slow_index(counts, exposure)
    assert [one and one.value for one in found] == pytest.approx(slow)


def test_first_year_is_100_in_sum_and_not_in_mean_of_rates() -> None:
    found = index(Line([10] * 6 + [20] * 6, [100.0] * 6 + [100.0] * 6), 1.0)

    assert found[0] is not None
    assert found[0].value == pytest.approx(100 * 10 / 15)


def test_month_without_data_or_without_members_is_a_gap_and_an_empty_one_a_zero() -> None:
    found = index(Line([5, None, 0, 7], [10.0, 10.0, 10.0, 0.0]), 1.0)

    assert found[1] is None
    assert found[3] is None
    assert found[2] is not None
    assert (found[2].value, found[2].low) == (0.0, 0.0)
    assert found[2].high > 0


def test_dispersion_widens_the_range_of_each_month() -> None:
    line = Line([30] * 12, [100.0] * 12)

    narrow, wide = index(line, 1.0)[0], index(line, 4.0)[0]

    assert narrow is not None
    assert wide is not None
    assert wide.low < narrow.low < 100 < narrow.high < wide.high


def test_plain_dispersion_is_pearson_about_one_rate() -> None:
    counts, weeks = [10, 30, 20], [100.0, 100.0, 100.0]

    assert plain_dispersion(Line(counts, weeks)) == pytest.approx(np.var(counts, ddof=1) / 20)


@pytest.mark.parametrize("counts", [[5], [0, 0, 0], [None, 4, None], [20, 20, 21]])
def test_plain_dispersion_is_never_below_one(counts: list[int | None]) -> None:
    assert plain_dispersion(Line(counts, [10.0] * len(counts))) == 1.0
