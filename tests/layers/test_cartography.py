"""The flat picture of a small town."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from layers import cartography, grid

HERE = (-0.8972, 52.2386)
LONGITUDES = st.floats(-6.0, 1.5)
LATITUDES = st.floats(50.0, 58.0)


def _ring() -> list[tuple[float, float]]:
    return grid.boundary_of(grid.cell_of(*HERE, 9))


@given(st.lists(st.tuples(LONGITUDES, LATITUDES), min_size=2, max_size=9, unique=True))
def test_view_holds_every_position_within_its_shape(positions: list[tuple[float, float]]) -> None:
    assume(len({p[0] for p in positions}) > 1 or len({p[1] for p in positions}) > 1)
    view = cartography.view_of(positions)

    for x, y in map(view.xy, positions):
        assert -0.01 <= x <= view.width + 0.01
        assert -0.01 <= y <= view.height + 0.01
    assert 0.999 <= view.width / view.height <= 1.501


def test_view_puts_north_on_top_and_keeps_shapes() -> None:
    view = cartography.view_of(_ring())

    xs, ys = zip(*map(view.xy, _ring()), strict=True)
    assert view.xy((HERE[0], HERE[1] + 0.001))[1] < view.xy(HERE)[1]
    assert (max(xs) - min(xs)) / (max(ys) - min(ys)) == pytest.approx(1.0, abs=0.18)


def test_view_of_a_single_place_is_refused() -> None:
    with pytest.raises(ValueError, match="do not span"):
        cartography.view_of([HERE, HERE])


def test_path_of_a_ring_closes_without_repeating_its_first_corner() -> None:
    path = cartography.path_of(_ring(), cartography.view_of(_ring()), closed=True)

    assert re.fullmatch(r"M[\d. ]+(L[\d. ]+){5}Z", path)


@pytest.mark.parametrize(
    ("geometry", "subpaths"),
    [
        ({"type": "LineString", "coordinates": _ring()}, 1),
        ({"type": "MultiLineString", "coordinates": [_ring(), _ring()]}, 2),
        ({"type": "Polygon", "coordinates": [_ring()]}, 1),
        ({"type": "MultiPolygon", "coordinates": [[_ring()], [_ring(), _ring()]]}, 3),
    ],
)
def test_geometry_path(geometry: dict[str, object], subpaths: int) -> None:
    path = cartography.geometry_path(geometry, cartography.view_of(_ring()))

    assert path.count("M") == subpaths


def test_geometry_that_is_no_path_is_refused() -> None:
    with pytest.raises(ValueError, match="Point is not drawn"):
        cartography.geometry_path(
            {"type": "Point", "coordinates": HERE}, cartography.view_of(_ring())
        )


def test_inset_lies_inside_its_ring() -> None:
    view = cartography.view_of(_ring())
    drawn = re.findall(r"[\d.]+", cartography.inset_path(_ring(), view, 20))

    breadth = max(map(float, drawn[::2])) - min(map(float, drawn[::2]))
    assert breadth < cartography.breadth_of(_ring(), view) - 20


@given(
    st.lists(st.tuples(st.text("abc ", min_size=1, max_size=12), st.integers(0, 30)), max_size=25)
)
def test_placed_labels_never_meet(wanted: list[tuple[str, int]]) -> None:
    view = cartography.view_of(_ring())
    positions = [
        (text, (HERE[0] + step * 0.0001 - 0.0015, HERE[1] + step * 0.00005))
        for text, step in wanted
    ]

    labels = cartography.place_labels(positions, view, size=13)

    boxes = [cartography.text_box(label.text, (label.x, label.y), 12.9) for label in labels]
    assert not any(a.meets(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_label_gives_way_to_what_is_taken() -> None:
    view = cartography.view_of(_ring())
    everywhere = cartography.Box(0, 0, view.width, view.height)

    assert cartography.place_labels([("Drapery", HERE)], view, taken=[everywhere]) == []


def test_middle_of_a_bent_line_is_half_way_along_it() -> None:
    view = cartography.View(0, 0, 10, 10, 100, 100)

    assert cartography.middle_of([(0, 0), (4, 0), (4, 4)], view) == (4, 0)
    assert cartography.middle_of([(1, 1), (1, 1)], view) == (1, 1)
