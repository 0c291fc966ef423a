"""What each audience sees, by example."""

import pytest

from hotspots.contrast import Verdict, contrast
from hotspots.disclosure import (
    AudienceNotServed,
    cells_to_hide,
    disclose,
    disclose_contrast,
    member_class,
    rounded,
)
from members.audiences import Audience

GOLDEN = {"a": 12, "b": 3, "c": 7, "d": 0, "e": 2, "f": 1, "g": 9}
GOLDEN_PARENTS = dict.fromkeys("abcd", "left") | dict.fromkeys("efg", "right")
RESTRICTED = [Audience.FUNDER, Audience.ANALYST, Audience.COUNCIL]
REFUSED = sorted(
    set(Audience)
    - {Audience.PUBLIC, Audience.MEMBER, Audience.MANAGER, Audience.OPERATIONS}
    - set(RESTRICTED)
)


def one_parent(counts: dict[str, int]) -> dict[str, str]:
    return dict.fromkeys(counts, "parent")


# --- Hiding -------------------------------------------------------------------------------------


def test_golden_example_hides_b_c_e_f_g() -> None:
    assert cells_to_hide(GOLDEN, GOLDEN_PARENTS, least=5) == set("bcefg")


def test_nothing_small_hides_nothing() -> None:
    counts = {"a": 5, "b": 0, "c": 40}

    assert cells_to_hide(counts, one_parent(counts), least=5) == frozenset()


def test_a_lone_small_cell_takes_the_next_smallest_with_it() -> None:
    counts = {"a": 4, "b": 30, "c": 8, "d": 0}

    assert cells_to_hide(counts, one_parent(counts), least=5) == {"a", "c"}


def test_many_ones_need_a_companion_although_they_make_five() -> None:
    counts = {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 9}

    assert cells_to_hide(counts, one_parent(counts), least=5) == set("abcdef")


def test_a_cell_alone_in_its_parent_finds_its_companion_elsewhere() -> None:
    counts = {"a": 3, "b": 0, "c": 20, "d": 6, "e": 7}
    parents = {"a": "left", "b": "left", "c": "right", "d": "right", "e": "right"}

    assert cells_to_hide(counts, parents, least=5) == {"a", "d", "e"}


@pytest.mark.parametrize(
    "counts",
    [
        {"a": 3, "b": 0},
        {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1},
        {"a": 2, "b": 2, "c": 0},
    ],
)
def test_where_hiding_all_would_not_do_everything_is_withheld(counts: dict[str, int]) -> None:
    assert cells_to_hide(counts, one_parent(counts), least=5) is None

    seen = disclose(counts, one_parent(counts), audience=Audience.FUNDER)

    assert seen.withheld
    assert seen.total is None
    assert set(seen.values.values()) == {None}
    assert seen.hidden == set(counts)


def test_another_reason_to_hide_never_hides_a_zero() -> None:
    counts = {"a": 50, "b": 0, "c": 60}

    hidden = cells_to_hide(counts, one_parent(counts), least=10, also={"a", "b"})

    assert hidden == {"a", "c"}


# --- Audiences ----------------------------------------------------------------------------------


def test_operations_see_everything() -> None:
    seen = disclose(GOLDEN, GOLDEN_PARENTS, audience=Audience.OPERATIONS)

    assert seen.values == GOLDEN
    assert (seen.hidden, seen.total, seen.withheld) == (frozenset(), 34, False)


@pytest.mark.parametrize("audience", RESTRICTED)
def test_funder_analyst_and_council_see_no_count_under_five(audience: Audience) -> None:
    seen = disclose(GOLDEN, GOLDEN_PARENTS, audience=audience)

    assert seen.values == {
        "a": 12, "b": None, "c": None, "d": 0, "e": None, "f": None, "g": None,
    }  # fmt: skip
    assert (seen.hidden, seen.total) == (set("bcefg"), 34)


@pytest.mark.parametrize("audience", [Audience.MEMBER, Audience.MANAGER])
def test_businesses_see_classes(audience: Audience) -> None:
    seen = disclose(GOLDEN, GOLDEN_PARENTS, audience=audience)

    assert seen.values == {
        "a": "6+", "b": "3-5", "c": "6+", "d": "0", "e": "1-2", "f": "1-2", "g": "6+",
    }  # fmt: skip


def test_edges_of_the_classes() -> None:
    assert [member_class(count) for count in (0, 1, 2, 3, 5, 6, 500)] == [
        "0", "1-2", "1-2", "3-5", "3-5", "6+", "6+",
    ]  # fmt: skip


def test_the_public_sees_fives_from_ten_with_three_reporters() -> None:
    counts = {"a": 12, "b": 13, "c": 9, "d": 0, "e": 41, "f": 22}
    reporters = {"a": 3, "b": 8, "c": 5, "e": 9, "f": 2}

    seen = disclose(counts, one_parent(counts), audience=Audience.PUBLIC, reporters=reporters)

    assert seen.values == {"a": 10, "b": 15, "c": None, "d": None, "e": 40, "f": None}
    assert seen.total == 95


def test_the_public_sees_nothing_where_nobody_says_who_reported() -> None:
    seen = disclose({"a": 50, "b": 60, "c": 0}, dict.fromkeys("abc", "p"), audience=Audience.PUBLIC)

    assert seen.values == {"a": None, "b": None, "c": None}


def test_the_public_sees_zeros_where_nothing_at_all_is_hidden() -> None:
    counts = {"a": 12, "b": 0}

    seen = disclose(counts, one_parent(counts), audience=Audience.PUBLIC, reporters={"a": 3})

    assert seen.values == {"a": 10, "b": 0}


def test_rounding_to_five() -> None:
    assert [rounded(count) for count in (0, 2, 3, 7, 8, 10, 12, 13)] == [0, 0, 5, 5, 10, 10, 10, 15]


@pytest.mark.parametrize("audience", REFUSED)
def test_an_audience_without_a_rule_sees_nothing(audience: Audience) -> None:
    with pytest.raises(AudienceNotServed, match=audience):
        disclose(GOLDEN, GOLDEN_PARENTS, audience=audience)


@pytest.mark.parametrize("audience", [*REFUSED, Audience.PUBLIC, Audience.MEMBER, Audience.MANAGER])
def test_classes_and_rounded_counts_come_with_no_contrast(audience: Audience) -> None:
    found = contrast([50, 60], [70, 80], seed=1)

    with pytest.raises(AudienceNotServed, match="contrast"):
        disclose_contrast("ab", found, dict.fromkeys("ab", "p"), audience=audience, seed=1)


# --- The contrast -------------------------------------------------------------------------------


def test_operations_see_the_contrast_as_it_is() -> None:
    found = contrast([40, 3, 20, 0], [30, 40, 20, 5], seed=1, by_member=[[40, 3, 20, 0]])

    seen = disclose_contrast(
        "abcd", found, dict.fromkeys("abcd", "p"), audience=Audience.OPERATIONS, seed=1
    )

    assert tuple(seen.cells.values()) == found.cells
    assert (seen.headline, seen.members) == (found.headline, 63)
    assert (seen.dispersion, seen.together, seen.withheld) == (found.dispersion, None, False)


def test_a_funder_sees_hidden_cells_as_one_place() -> None:
    by_member = [[30, 3, 9, 0, 50], [10, 0, 11, 0, 30]]
    found = contrast([40, 3, 20, 0, 80], [30, 40, 20, 5, 90], seed=1, by_member=by_member)

    seen = disclose_contrast(
        "abcde", found, dict.fromkeys("abcde", "p"), audience=Audience.FUNDER, seed=1
    )

    assert seen.hidden == {"b", "c"}
    assert [seen.cells[cell] is None for cell in "abcde"] == [False, True, True, False, False]
    assert seen.together is not None
    assert (seen.together.members, seen.together.officials) == (23, 60)
    assert (seen.members, seen.dispersion) == (143, found.dispersion)
    shown = seen.cells["a"]
    assert shown is not None
    assert (shown.p, shown.member_share) == (found.cells[0].p, found.cells[0].member_share)
    assert shown.one_reporter is True
    assert seen.headline.dissimilarity is not None
    assert found.headline.dissimilarity is not None
    assert seen.headline.dissimilarity <= found.headline.dissimilarity


def test_a_funder_sees_the_exact_contrast_where_nothing_is_small() -> None:
    found = contrast([40, 30, 20, 0], [30, 40, 20, 5], seed=1)

    seen = disclose_contrast(
        "abcd", found, dict.fromkeys("abcd", "p"), audience=Audience.ANALYST, seed=1
    )

    assert tuple(seen.cells.values()) == found.cells
    assert seen.headline == found.headline


def test_a_withheld_contrast_holds_no_number_from_members() -> None:
    found = contrast([3, 0, 0], [30, 40, 20], seed=1, by_member=[[3, 0, 0]])

    seen = disclose_contrast(
        "abc", found, dict.fromkeys("abc", "p"), audience=Audience.FUNDER, seed=1
    )

    assert seen.withheld
    assert set(seen.cells.values()) == {None}
    assert (seen.members, seen.dispersion, seen.together) == (None, None, None)
    assert (seen.headline.dissimilarity, seen.headline.enough) == (None, False)


def test_a_hidden_cell_has_no_verdict_to_read() -> None:
    found = contrast([40, 4, 20, 80], [30, 200, 20, 90], seed=1)
    assert found.cells[1].verdict == Verdict.LOWER

    seen = disclose_contrast(
        "abcd", found, dict.fromkeys("abcd", "p"), audience=Audience.ANALYST, seed=1
    )

    assert seen.cells["b"] is None
