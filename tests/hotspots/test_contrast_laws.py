"""Laws that hold for any counts, and slow twins that must agree."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from hotspots.contrast import Verdict, contrast, contrast_given
from hotspots.contrast.counts import checked
from hotspots.contrast.exact import cell_tests, mid_p
from tests import alternative_implementations as twins

Pairs = list[tuple[int, int]]

cells = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=8)
few = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), min_size=2, max_size=5)
dispersions = st.integers(10, 60).map(lambda tenths: tenths / 10)


def _split(pairs: Pairs) -> tuple[list[int], list[int]]:
    return [a for a, _ in pairs], [b for _, b in pairs]


@given(data=st.data())
def test_mid_p_agrees_with_exact_fractions(data: Any) -> None:
    size_a, size_b = data.draw(st.integers(1, 60)), data.draw(st.integers(0, 60))
    n = data.draw(st.integers(0, size_a + size_b))
    a = data.draw(st.integers(max(0, n - size_b), min(n, size_a)))

    found = mid_p(np.array([a]), size_a, size_b, np.array([n]))[0]

    assert found == pytest.approx(float(twins.hypergeometric_mid_p(a, size_a, size_b, n)), rel=1e-9)


@settings(max_examples=50)
@given(pairs=few)
def test_testable_and_q_agree_with_trying_every_split(pairs: Pairs) -> None:
    members, officials = _split(pairs)
    assume(min(sum(members), sum(officials)) >= 2)
    with_records = sum(a + b > 0 for a, b in pairs)

    tested = cell_tests(checked(members, officials), dispersion=1.0)

    expected = [
        twins.is_testable(a + b, sum(members), sum(officials), with_records) for a, b in pairs
    ]
    assert tested.testable.tolist() == expected
    wanted = twins.benjamini_hochberg(tested.p[tested.testable].tolist())
    assert tested.q[tested.testable] == pytest.approx(wanted)


@given(pairs=cells, dispersion=dispersions)
def test_each_divided_count_is_the_more_cautious_neighbour(pairs: Pairs, dispersion: float) -> None:
    members, officials = _split(pairs)
    tested = cell_tests(checked(members, officials), dispersion)
    assume(tested.total > 0)

    for (a, b), chosen, p in zip(pairs, tested.members, tested.p, strict=True):
        assert abs(chosen - a / dispersion) < 1 + 1e-9
        if a + b:
            rivals = {int(a / dispersion + 1e-9), chosen} & set(range(tested.total + 1))
            worst = max(
                twins.hypergeometric_mid_p(one, tested.total, sum(officials), one + b)
                for one in rivals
            )
            assert p == pytest.approx(float(worst), rel=1e-9)


@given(pairs=cells, dispersion=dispersions)
def test_the_verdict_follows_the_shares_shown_and_those_tested(
    pairs: Pairs, dispersion: float
) -> None:
    members, officials = _split(pairs)
    counts = checked(members, officials)
    tested = cell_tests(counts, dispersion)

    for a, b, divided, verdict in zip(
        members, officials, tested.members, tested.verdicts, strict=True
    ):
        if verdict in {Verdict.HIGHER, Verdict.LOWER}:
            side = 1 if verdict == Verdict.HIGHER else -1
            assert side * (a * sum(officials) - b * sum(members)) > 0
            assert side * (divided * sum(officials) - b * tested.total) > 0


@settings(max_examples=40)
@given(pairs=cells, order=st.randoms(use_true_random=False), dispersion=dispersions)
def test_the_order_of_cells_changes_no_verdict(pairs: Pairs, order: Any, dispersion: float) -> None:
    places = list(range(len(pairs)))
    order.shuffle(places)
    members, officials = _split(pairs)

    here = contrast_given(members, officials, seed=1, dispersion=dispersion)
    there = contrast_given(
        [members[place] for place in places],
        [officials[place] for place in places],
        seed=1,
        dispersion=dispersion,
    )

    for place, cell in zip(places, there.cells, strict=True):
        twin = here.cells[place]
        assert (cell.verdict, cell.testable) == (twin.verdict, twin.testable)
        assert (cell.p, cell.member_share) == (twin.p, twin.member_share)
    assert there.headline.enough == here.headline.enough


@settings(max_examples=40)
@given(pairs=cells)
def test_swapping_the_sources_mirrors_everything(pairs: Pairs) -> None:
    members, officials = _split(pairs)
    mirrored = {Verdict.HIGHER: Verdict.LOWER, Verdict.LOWER: Verdict.HIGHER}

    here, there = contrast(members, officials, seed=1), contrast(officials, members, seed=1)

    assert here.headline.dissimilarity == pytest.approx(there.headline.dissimilarity)
    for cell, twin in zip(here.cells, there.cells, strict=True):
        assert cell.verdict == mirrored.get(twin.verdict, twin.verdict)
        assert cell.p == (None if twin.p is None else pytest.approx(twin.p, rel=1e-9))
        if cell.ratio is not None and twin.ratio is not None:
            assert cell.ratio * twin.ratio == pytest.approx(1.0, abs=0.1)


@settings(max_examples=40)
@given(pairs=cells, rate=st.integers(2, 9), source=st.sampled_from([0, 1]))
def test_g13_a_constant_capture_rate_changes_no_share(pairs: Pairs, rate: int, source: int) -> None:
    counts = _split(pairs)
    scaled = [list(one) for one in counts]
    scaled[source] = [n * rate for n in scaled[source]]

    here, there = contrast(*counts, seed=1), contrast(*scaled, seed=1)

    assert here.headline.dissimilarity == pytest.approx(there.headline.dissimilarity, abs=1e-12)
    for cell, twin in zip(here.cells, there.cells, strict=True):
        assert cell.member_share == pytest.approx(twin.member_share)
        assert cell.official_share == pytest.approx(twin.official_share)


@settings(max_examples=40)
@given(pairs=cells, dispersion=dispersions)
def test_what_is_always_so(pairs: Pairs, dispersion: float) -> None:
    members, officials = _split(pairs)
    found = contrast_given(members, officials, seed=1, dispersion=dispersion)

    assert (found.members, found.officials) == (sum(members), sum(officials))
    for cell in found.cells:
        assert cell.testable == (cell.q is not None) == (cell.verdict != Verdict.TOO_FEW)
        assert cell.p is None or 0 <= cell.p <= 1
        assert cell.q is None or cell.p <= cell.q <= 1
        if cell.ratio is not None:
            assert 0 < cell.ratio_low < cell.ratio < cell.ratio_high < float("inf")
    headline = found.headline
    if headline.dissimilarity is not None:
        exact = twins.dissimilarity(members, officials)
        assert headline.dissimilarity == pytest.approx(float(exact), abs=1e-12)
        assert 0 <= headline.dissimilarity <= 1
        assert 0 <= headline.chance_low <= headline.chance_high <= 1
    if sum(members):
        assert sum(cell.member_share for cell in found.cells) == pytest.approx(1.0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("members", "officials"),
    [
        ([120, 90, 80, 70, 60, 60, 50, 40, 20, 10], [90, 130, 110, 100, 90, 90, 90, 80, 50, 30]),
        ([5, 0, 3, 1], [2, 8, 1, 0]),
        ([400, 30], [300, 300]),
    ],
)
def test_ratios_agree_with_integration(members: list[int], officials: list[int]) -> None:
    wanted = twins.ratio_quantiles(members, officials, (0.05, 0.5, 0.95))

    found = contrast(members, officials, seed=9).cells

    for cell, (low, median, high) in zip(found, wanted, strict=True):
        assert cell.ratio == pytest.approx(median, rel=0.04)
        assert cell.ratio_low == pytest.approx(low, rel=0.06)
        assert cell.ratio_high == pytest.approx(high, rel=0.06)


@pytest.mark.parametrize("both", [100, 400, 1_000])
@pytest.mark.parametrize("level", [0.01, 0.05, 0.2])
def test_p_has_the_size_that_it_claims(both: int, level: float) -> None:
    """Over all splits of a cell, p falls under a level about that often, in exact sums."""
    a = np.arange(0, min(both, 600) + 1)
    chance = stats.hypergeom(1_460, 600, both).pmf(a)

    p = mid_p(a, 600, 860, np.full(a.shape, both))

    assert chance[p <= level].sum() == pytest.approx(level, rel=0.35)
