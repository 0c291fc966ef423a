"""Which hexagons a neighbour is not told about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hotspots.weekly.withholding import LEAST_HERE, withheld


def hexagon(
    cell: str, *, here: int, count: int = 0, members: int | None = None
) -> dict[str, object]:
    told = members if members is not None else min(count, here)
    return {"cell": cell, "members_here": here, "count": count, "members": told}


def test_a_lone_shop_is_withheld_whether_or_not_it_reported() -> None:
    others = [hexagon("c", here=9), hexagon("d", here=5, count=4)]

    with_one = withheld([hexagon("a", here=1, count=1), hexagon("b", here=2), *others])
    with_none = withheld([hexagon("a", here=1), hexagon("b", here=2), *others])

    assert with_one == with_none == {"a", "b"}


def test_where_three_reported_nobody_is_named() -> None:
    cells = [hexagon("a", here=1, count=5, members=3), hexagon("b", here=4)]

    assert withheld(cells) == frozenset()


def test_where_nobody_has_premises_nobody_is_named() -> None:
    assert withheld([hexagon("a", here=0, count=1, members=1), hexagon("b", here=3)]) == frozenset()


def test_a_lone_withheld_shop_takes_others_with_it() -> None:
    """Or the town's total, less what is shown, would be its report."""
    cells = [hexagon("a", here=1, count=1), hexagon("b", here=7, count=9), hexagon("c", here=3)]

    assert withheld(cells) == {"a", "c"}


def test_a_district_of_two_members_shows_nothing() -> None:
    cells = [hexagon("a", here=1, count=1), hexagon("b", here=1), hexagon("c", here=0)]

    assert withheld(cells) == {"a", "b", "c"}


HEXAGONS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 5)), max_size=12
).map(
    lambda rows: [
        hexagon(f"{at:02}", here=here, count=count, members=min(members, count))
        for at, (here, count, members) in enumerate(rows)
    ]
)


@given(HEXAGONS)
def test_whoever_is_withheld_hides_among_three(cells: list[dict[str, object]]) -> None:
    hidden = withheld(cells)

    inside = [one for one in cells if one["cell"] in hidden]
    together = sum(int(str(one["members_here"])) for one in inside)
    assert not hidden or together >= LEAST_HERE or len(hidden) == len(cells)
    for one in cells:
        lonely = one["members_here"] in (1, 2) and one["members"] < LEAST_HERE
        assert not lonely or one["cell"] in hidden
