"""The map on paper: what it says survives a copier, and lies where it should."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.template.loader import render_to_string

from hotspots.presenters import print_map
from hotspots.presenters.print_map import Frame, Tile
from layers import grid
from layers.cartography import view_of
from tests.conftest import ROOT
from tests.front import payloads

MIDDLE = (-0.5312, 52.0871)
HOSTILE = "</text><script>alert(1)</script>{{ 7*7 }}&amp;"
TOKENS = (ROOT / "ntars_geo" / "assets" / "css" / "tokens.css").read_text().split("@media")[0]


def tile(text: str = "4", tint: str = "members-3", **changes) -> Tile:
    cell = grid.cell_of(*MIDDLE, 9)
    return Tile(grid.boundary_of(cell), grid.centre_of(cell), text, tint, **changes)


def frame(**changes) -> Frame:
    cell = grid.cell_of(*MIDDLE, 9)
    return Frame(
        **{"ring": grid.boundary_of(cell), "centre": grid.centre_of(cell), "outlined": True}
        | changes
    )


def drawn(*tiles: Tile, frames=(), **changes) -> print_map.PrintMap:
    boundary = payloads.payload()["boundary"]["geometry"]
    asked = {"boundary": boundary, "ground": payloads.basemap(), "title": "A map"} | changes
    return print_map.drawing(tiles or [tile()], frames=frames, **asked)


def printed(**changes) -> str:
    return render_to_string("hotspots/print/_map.html", {"map": drawn(**changes)})


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", [name for name in print_map.TINTS if name[-1].isdigit()])
def test_tints_are_those_of_the_site(name: str) -> None:
    assert f"--{name}: {print_map.TINTS[name][0]};" in TOKENS


@pytest.mark.parametrize("source", ["members", "official"])
def test_tints_keep_their_order_on_a_copier(source: str) -> None:
    greys = [luminance(print_map.TINTS[f"{source}-{step}"][0]) for step in range(1, 6)]

    assert greys == sorted(greys, reverse=True)
    assert all(later < 0.75 * earlier for earlier, later in pairwise(greys))


@pytest.mark.parametrize("name", print_map.TINTS)
def test_numbers_can_be_read_on_every_tint(name: str) -> None:
    light, dark = sorted(map(luminance, print_map.TINTS[name]), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 3  # large bold text


def test_drawing_refuses_an_unknown_tint() -> None:
    with pytest.raises(ValueError, match="no tint red"):
        drawn(tile(tint="red"))


def test_hatching_stays_inside_its_hexagon() -> None:
    (one,) = drawn(tile(hatched=True)).tiles

    ends = [tuple(map(float, pair)) for pair in re.findall(r"([\d.]+) ([\d.]+)", one.lines)]
    edge = [tuple(map(float, pair)) for pair in re.findall(r"([\d.]+) ([\d.]+)", one.path)]
    assert len(ends) >= 20
    for axis in (0, 1):
        low, high = min(at[axis] for at in edge), max(at[axis] for at in edge)
        assert all(low - 2 <= end[axis] <= high + 2 for end in ends)
    assert all(abs((x + y) % 9) < 0.3 or abs((x + y) % 9) > 8.7 for x, y in ends)


def test_dots_and_hatching_are_there_only_where_asked_for() -> None:
    (plain,), (dotted,) = drawn(tile()).tiles, drawn(tile(dotted=True)).tiles

    assert (plain.lines, plain.dots) == ("", [])
    assert len(dotted.dots) == 6


def test_frame_that_passed_no_test_has_a_thin_edge_and_its_letter() -> None:
    (mark,) = drawn(frames=[frame(outlined=False, letter="A")]).marks

    assert (mark.thick, mark.letter) == (False, "A")
    assert (mark.fill, mark.ink) == (print_map.PAPER, print_map.INK)


def test_raised_frame_has_its_letter_on_black() -> None:
    (mark,) = drawn(frames=[frame(letter="B", raised=True)]).marks

    assert (mark.fill, mark.ink) == (print_map.INK, print_map.PAPER)
    assert mark.thick


def test_zero_is_printed_softly() -> None:
    zero, four = drawn(tile("0"), tile("4")).tiles

    assert (zero.text, zero.weight) == ("0", 400)
    assert zero.size < four.size


def test_letters_keep_off_the_numbers_of_smaller_tiles() -> None:
    large = grid.cell_of(*MIDDLE, 9)
    small = [grid.cell_of(*grid.centre_of(large), 10)]
    small += grid.ring(small[0], 1)
    tiles = [Tile(grid.boundary_of(one), grid.centre_of(one), "2", "none") for one in small]

    picture = drawn(*tiles, frames=[frame(letter="A")])

    (mark,) = picture.marks
    assert not any(
        abs(mark.x - one.x) < 13 + one.size * 0.28 and abs(mark.y - one.y) < 13
        for one in picture.tiles
    )


def test_letter_stands_clear_of_the_number() -> None:
    picture = drawn(tile(text="128"), frames=[frame(letter="A")])
    (number,), (mark,) = picture.tiles, picture.marks

    assert mark.y + 13 < number.y - number.size * 0.72


@pytest.mark.parametrize(("metres", "words"), [(900, "100 m"), (1_300, "200 m"), (9_000, "1 km")])
def test_scale_bar_is_a_round_distance_of_the_right_length(metres: float, words: str) -> None:
    across = metres / 111_320 / 0.61432  # degrees of longitude at 52.1 north
    view = view_of([(0, 52.1), (across, 52.1 + 0.6 * metres / 111_320)], padding=0)

    bar = print_map.scale_bar(view)

    said = float(words.split()[0]) * (1000 if "km" in words else 1)
    assert bar.words == words
    assert (bar.right - bar.left) / view.width * metres == pytest.approx(said, rel=0.01)


def test_map_says_hostile_names_as_text() -> None:
    basemap = payloads.basemap()
    for feature in basemap["features"]:
        feature["properties"]["name"] = HOSTILE

    page = printed(ground=basemap, title=HOSTILE)

    assert "<script>" not in page
    assert "{{ 7*7 }}" in page


def test_names_keep_off_numbers() -> None:
    picture = drawn(*[tile()])
    (number,) = picture.tiles

    assert picture.names
    for name in picture.names:
        apart = abs(name.x - number.x) > 20 or abs(name.y - number.y + number.size * 0.35) > 14
        assert apart, name
