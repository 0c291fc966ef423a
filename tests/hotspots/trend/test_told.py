"""The recording gap: shares, how whole businesses answer alike, and what is too little."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.evaluation.shares import wilson
from hotspots.trend.told import NO, UNANSWERED, YES, clustering, told_by


def test_share_of_the_answers_and_not_of_the_reports() -> None:
    told = [YES] * 10 + [NO] * 10 + [UNANSWERED] * 30

    found = told_by(["all"], [0] * 50, told, np.arange(50))[0]

    assert (found.reports, found.answered, found.told) == (50, 20, 10)
    assert found.share is not None
    assert found.share.share == 0.5
    # The published range of 10 in 20 (Wilson 1927, as in most textbooks).
    assert (found.share.low, found.share.high) == pytest.approx((0.2993, 0.7007), abs=5e-5)


def test_nineteen_answers_are_too_few() -> None:
    assert told_by(["all"], [0] * 19, [YES] * 19, np.arange(19))[0].share is None


def test_reports_of_no_group_count_nowhere() -> None:
    found = told_by(["a", "b"], [0] * 5 + [-1] * 5 + [1] * 3, [YES] * 13, np.arange(13))

    assert [one.reports for one in found] == [5, 3]


def test_one_business_that_answers_for_all_counts_once() -> None:
    assert clustering([1, 0] * 20, [7] * 40) == 40


def test_businesses_that_answer_alike_widen_the_range() -> None:
    told, shops = np.repeat([YES, NO], 20), np.repeat(np.arange(8), 5)

    together = told_by(["all"], [0] * 40, told, shops)[0].share
    apart = told_by(["all"], [0] * 40, told, np.arange(40))[0].share

    assert together is not None
    assert apart is not None
    assert apart == wilson(20, 40)
    assert together.low < apart.low < apart.high < together.high


def test_clustering_by_hand() -> None:
    """Two businesses of two answers, one all yes, one all no: (2/1) (1 + 1) / 16, over 1/12."""
    assert clustering([1, 1, 0, 0], [1, 1, 2, 2]) == pytest.approx(3.0)


@pytest.mark.parametrize("told", [[], [1, 1, 1], [0, 0, 0]])
def test_without_spread_there_is_no_clustering(told: list[int]) -> None:
    assert clustering(told, list(range(len(told)))) == 1.0


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 5)), min_size=2, max_size=60))
def test_clustering_against_its_slow_twin(rows: list[tuple[int, int]]) -> None:
    told, shops = [yes for yes, _ in rows], [shop for _, shop in rows]
    share = sum(told) / len(told)
    found = clustering(told, shops)

    if len(set(shops)) == 1 or share in (0, 1):
        return
    squares = 0.0
    for shop in set(shops):
        squares += sum(yes - share for yes, one in rows if one == shop) ** 2
    among = len(set(shops)) / (len(set(shops)) - 1)
    slow = among * squares / len(rows) ** 2 / (share * (1 - share) / (len(rows) - 1))
    assert found == pytest.approx(max(1.0, slow))
