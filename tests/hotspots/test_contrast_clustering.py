"""One keen shop is not a hotspot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hotspots.contrast import Verdict, contrast, dispersion_of, one_reporter
from tests import alternative_implementations

matrices = hnp.arrays(
    np.int64,
    st.tuples(st.integers(4, 30), st.integers(2, 8)),
    elements=st.integers(0, 20),
)


def _rng() -> np.random.Generator:
    return np.random.default_rng(11)


def test_one_keen_shop_is_flagged_and_makes_no_hotspot() -> None:
    others = np.array([[1, 2, 2]] * 40)
    keen = np.array([[120, 0, 0]])
    by_member = np.vstack([others, keen])
    officials = [200, 330, 330]

    believed = contrast(by_member.sum(axis=0), officials, seed=1)
    found = contrast(by_member.sum(axis=0), officials, seed=1, by_member=by_member)

    assert believed.cells[0].verdict == Verdict.HIGHER
    assert found.dispersion > 20
    assert found.cells[0].verdict != Verdict.HIGHER
    assert [cell.one_reporter for cell in found.cells] == [True, False, False]


def test_one_reporter_alone_can_show_nothing() -> None:
    found = contrast([300, 100], [100, 300], seed=1, by_member=[[300, 100], [0, 0]])

    assert found.dispersion == 400
    assert {cell.verdict for cell in found.cells} == {Verdict.TOO_FEW}


def test_members_who_report_once_are_independent() -> None:
    by_member = np.repeat(np.eye(4, dtype=int), [10, 20, 30, 40], axis=0)

    assert dispersion_of(by_member, _rng()) == pytest.approx(1.0, abs=0.1)


def test_members_who_report_only_at_home_count_about_once_each() -> None:
    by_member = np.repeat(np.eye(4, dtype=int) * 6, [10, 20, 30, 40], axis=0)

    assert dispersion_of(by_member, _rng()) == pytest.approx(6.0, rel=0.1)


def test_reports_in_one_cell_count_once_for_each_member() -> None:
    assert dispersion_of([[30], [6]], _rng()) == 18.0


def test_nobody_reported() -> None:
    assert dispersion_of(np.zeros((0, 3), dtype=int), _rng()) == 1.0
    assert dispersion_of(np.zeros((5, 3), dtype=int), _rng()) == 1.0


@given(by_member=matrices)
def test_dispersion_is_at_least_one_with_one_decimal(by_member: np.ndarray) -> None:
    dispersion = dispersion_of(by_member, _rng())

    assert dispersion >= 1
    assert round(dispersion, 1) == dispersion


@given(by_member=matrices, order=st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_matter(by_member: np.ndarray, order: object) -> None:
    shuffled = by_member.tolist()
    order.shuffle(shuffled)  # type: ignore[attr-defined]

    assert dispersion_of(shuffled, _rng()) == dispersion_of(by_member, _rng())


@pytest.mark.slow
def test_resampling_agrees_with_linearisation() -> None:
    rng = np.random.default_rng(3)
    for home in (0.0, 0.3, 0.8):
        by_member = _town(rng, home)

        found = dispersion_of(by_member, _rng())

        expected = max(1.0, alternative_implementations.cluster_variance_ratio(by_member))
        assert found == pytest.approx(expected, rel=0.12)


def _town(rng: np.random.Generator, home: float) -> np.ndarray:
    pattern = rng.dirichlet(np.ones(10))
    reports = rng.integers(1, 15, 80)
    by_member = np.array([rng.multinomial(n, pattern) for n in reports])
    for row, n in zip(by_member, reports, strict=True):
        row *= rng.random() > home
        row[rng.choice(10, p=pattern)] += n - row.sum()
    return by_member


def test_one_reporter_needs_more_than_half_of_at_least_two() -> None:
    by_member = [[0, 1, 2, 1, 3, 2], [0, 0, 0, 1, 1, 2], [0, 0, 0, 0, 1, 1]]

    assert one_reporter(by_member) == (None, None, True, False, True, False)


@pytest.mark.parametrize("by_member", [[[1, 2]], [[5, 5], [0, 2]], [5, 6], [[5, 6, 0]]])
def test_reports_that_do_not_add_up_are_refused(by_member: object) -> None:
    with pytest.raises(ValueError, match="add up"):
        contrast([5, 6], [7, 8], seed=1, by_member=by_member)
