"""The contrast of two sources over cells: answers, edges, the boundary and the scales."""

import numpy as np
import pytest

from hotspots.contrast import (
    RATIO_EDGES,
    Verdict,
    contrast,
    contrast_given,
    share_edges,
    steady_cells,
)
from hotspots.contrast.counts import checked
from hotspots.contrast.exact import cell_tests
from tests.stopwatch import Stopwatch

TEN_CELLS = ([120, 90, 80, 70, 60, 60, 50, 40, 20, 10], [90, 130, 110, 100, 90, 90, 90, 80, 50, 30])
"""600 reports and 860 records; the first cell holds 20 % of the one and 10 % of the other."""

# --- The answer ---------------------------------------------------------------------------------


def test_a_cell_with_twice_the_share_is_higher() -> None:
    found = contrast(*TEN_CELLS, seed=202610)
    first = found.cells[0]

    assert (found.members, found.officials, found.dispersion) == (600, 860, 1.0)
    assert first.verdict == Verdict.HIGHER
    assert (first.member_share, first.official_share) == (120 / 600, 90 / 860)
    assert first.p is not None
    assert first.q is not None
    assert first.p < first.q < 0.001
    assert first.ratio_low is not None
    assert first.ratio is not None
    assert first.ratio_high is not None
    assert 1.2 < first.ratio_low < first.ratio < first.ratio_high < 2.3
    assert found.headline.enough


def test_the_other_way_round_it_is_lower() -> None:
    found = contrast(TEN_CELLS[1], TEN_CELLS[0], seed=202610)

    assert found.cells[0].verdict == Verdict.LOWER


def test_verdicts_are_the_four_words() -> None:
    assert {str(verdict) for verdict in Verdict} == {
        "higher",
        "lower",
        "no clear difference",
        "too few to say",
    }


def test_the_same_seed_gives_the_same_digits_and_another_does_not() -> None:
    by_member = np.array([[n // 10 for n in TEN_CELLS[0]]] * 10)

    first = contrast(*TEN_CELLS, seed=7, by_member=by_member)
    again = contrast(*TEN_CELLS, seed=7, by_member=by_member)
    other = contrast(*TEN_CELLS, seed=8, by_member=by_member)

    assert first == again
    assert first != other
    assert [cell.verdict for cell in first.cells] == [cell.verdict for cell in other.cells]


def test_the_digits_of_a_known_contrast() -> None:
    """Pinned, so that a stored analysis does not quietly change under it."""
    found = contrast(*TEN_CELLS, seed=202610)
    cell = found.cells[0]

    assert [cell.p, cell.q] == pytest.approx([4.3680665451e-07, 4.3680665451e-06], rel=1e-9)
    assert [cell.ratio_low, cell.ratio, cell.ratio_high] == pytest.approx(
        [1.3169537450, 1.6688671831, 2.1031455476], rel=1e-9
    )
    assert found.headline.dissimilarity == pytest.approx(0.1011627907, rel=1e-9)
    assert [found.headline.chance_low, found.headline.chance_high] == pytest.approx(
        [0.03775, 0.0904651163], rel=1e-9
    )


@pytest.mark.slow
def test_sixty_cells_with_clustering_take_less_than_a_third_of_a_second() -> None:
    rng = np.random.default_rng(5)
    pattern = rng.dirichlet(np.ones(60))
    by_member = rng.multinomial(3, pattern, size=200)
    officials = rng.multinomial(860, pattern)

    def seconds() -> float:
        clock = Stopwatch()
        contrast(by_member.sum(axis=0), officials, seed=1, by_member=by_member)
        return clock.seconds()

    assert min(seconds() for _ in range(3)) < 0.35


# --- Edges --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "officials"),
    [([0, 0], [5, 9]), ([5, 9], [0, 0]), ([0, 0], [0, 0]), ([], [])],
)
def test_without_one_of_the_sources_nothing_is_said(
    members: list[int], officials: list[int]
) -> None:
    found = contrast(members, officials, seed=1)

    assert found.headline.dissimilarity is None
    assert not found.headline.enough
    for cell in found.cells:
        assert cell.verdict == Verdict.TOO_FEW
        assert (cell.p, cell.q, cell.ratio, cell.testable) == (None, None, None, False)


def test_a_single_record_shows_no_pattern() -> None:
    """The exact test alone would call one report in an empty cell significant."""
    for members, officials in [([1, 0], [0, 900]), ([0, 900], [1, 0])]:
        found = contrast(members, officials, seed=1)

        assert {cell.verdict for cell in found.cells} == {Verdict.TOO_FEW}
        assert not found.headline.enough


def test_one_cell_alone_cannot_differ() -> None:
    (cell,) = contrast([40], [70], seed=1).cells

    assert (cell.member_share, cell.official_share, cell.p) == (1.0, 1.0, 1.0)
    assert cell.verdict == Verdict.TOO_FEW


def test_a_cell_without_records_has_shares_of_nothing_but_no_ratio() -> None:
    cell = contrast([50, 0, 60], [70, 0, 50], seed=1).cells[1]

    assert (cell.member_share, cell.official_share) == (0.0, 0.0)
    assert (cell.p, cell.q, cell.ratio, cell.testable) == (None, None, None, False)


def test_huge_counts_are_compared() -> None:
    found = contrast([300_000_000, 100_000_000], [300_000_000, 299_999_999], seed=1)

    assert [cell.verdict for cell in found.cells] == [Verdict.HIGHER, Verdict.LOWER]
    assert found.cells[0].ratio == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(
    ("members", "officials", "sentence"),
    [
        ([1, 2], [1], "same length"),
        ([[1]], [[2]], "same length"),
        ([-1, 2], [1, 2], "whole numbers"),
        ([1.5, 2], [1, 2], "whole numbers"),
        ([1, 2], [float("nan"), 2], "whole numbers"),
        ([True, False], [1, 2], "whole numbers"),
        ([1, 10**9], [1, 2], "whole numbers"),
        ([5 * 10**8, 0], [5 * 10**8, 0], "fewer than a billion"),
    ],
)
def test_what_is_not_a_count_is_refused(members: object, officials: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        contrast(members, officials, seed=1)


@pytest.mark.parametrize("dispersion", [0.9, -1.0, float("inf"), float("nan")])
def test_an_impossible_dispersion_is_refused(dispersion: float) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        contrast_given([5, 6], [7, 8], seed=1, dispersion=dispersion)


# --- The 50 metres, and the colours -------------------------------------------------------------


def test_a_verdict_that_hangs_on_the_boundary_is_not_steady() -> None:
    shown = {"mid": (90, 20), "edge": (20, 60), "far": (500, 530)}
    grown = {"mid": (91, 20), "edge": (60, 62), "far": (501, 530), "new": (0, 1)}
    shrunk = {"mid": (90, 20), "edge": (19, 58), "far": (480, 530)}

    steady = steady_cells(shown, [grown, shrunk], dispersion=1.0)

    assert steady == {"mid": True, "edge": False, "far": True}
    assert steady_cells(shown, [shrunk], dispersion=1.0) == dict.fromkeys(shown, True)
    assert steady_cells(shown, [], dispersion=1.0) == dict.fromkeys(shown, True)


def test_a_cell_gone_from_a_variant_is_steady_if_it_never_had_anything_to_say() -> None:
    shown = {"few": (1, 0), "many": (300, 300), "more": (300, 300)}

    assert steady_cells(shown, [{"many": (300, 300), "more": (300, 300)}], dispersion=1.0)["few"]


@pytest.mark.parametrize(
    ("largest", "edges"),
    [
        (1.0, (0.2, 0.4, 0.6, 0.8)),
        (0.31, (0.05, 0.10, 0.15, 0.20)),
        (0.19, (0.04, 0.08, 0.12, 0.16)),
        (0.0, (0.01, 0.02, 0.03, 0.04)),
    ],
)
def test_share_edges_are_neat(largest: float, edges: tuple[float, ...]) -> None:
    assert share_edges(largest) == pytest.approx(edges)


@pytest.mark.parametrize("largest", [-0.1, 1.1, float("nan")])
def test_share_edges_of_what_is_no_share(largest: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        share_edges(largest)


def test_ratio_edges_are_symmetric_about_one() -> None:
    assert [low * high for low, high in zip(RATIO_EDGES, reversed(RATIO_EDGES), strict=True)] == (
        pytest.approx([1.0] * len(RATIO_EDGES))
    )


# --- Clustered counts ---------------------------------------------------------------------------


def test_divided_counts_are_rounded_towards_no_difference() -> None:
    tested = cell_tests(checked([60, 10, 30], [30, 40, 30]), dispersion=1.3)

    assert tested.total == 76
    assert tested.members.tolist() == [46, 8, 23]


def test_a_dispersion_of_one_divides_nothing() -> None:
    tested = cell_tests(checked([60, 10, 30], [30, 40, 30]), dispersion=1.0)

    assert tested.total == 100
    assert tested.members.tolist() == [60, 10, 30]


def test_clustering_widens_everything_and_moves_no_share() -> None:
    plain = contrast_given(*TEN_CELLS, seed=3, dispersion=1.0)
    clustered = contrast_given(*TEN_CELLS, seed=3, dispersion=9.0)

    assert clustered.cells[0].member_share == plain.cells[0].member_share
    assert clustered.headline.dissimilarity == plain.headline.dissimilarity
    assert clustered.headline.chance_high > plain.headline.chance_high
    assert clustered.cells[0].p > plain.cells[0].p
    assert clustered.cells[0].verdict == Verdict.NO_CLEAR_DIFFERENCE
