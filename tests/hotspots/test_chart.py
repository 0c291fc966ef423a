"""Charts: where everything is drawn, what is said instead of a picture, and laws of the scale."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from hotspots.presenters import chart
from hotspots.presenters.chart import Bar, BarChart, LineChart, Mark, Series, Span, scale


def _lines(**changes: object) -> LineChart:
    asked: dict[str, object] = {
        "key": "trend",
        "title": "Reports and records",
        "description": "Reports stay, records fall from 100 to 50.",
        "points": ["January", "February", "March", "April", "May"],
        "tick_names": ["Jan", "Feb", "Mar", "Apr", "May"],
        "series": [
            Series("Businesses", "members", [100, 100, None, 100, 100]),
            Series("Police", "official", [100, 90, 80, 60, 50]),
        ],
        "unit": "January = 100",
    }
    return LineChart(**{**asked, **changes})  # type: ignore[arg-type]


def test_line_chart_golden_geometry() -> None:
    drawn = chart.line_chart(_lines()).wide

    # 40 to 576 across, 354 (zero) up to 24 (one hundred).
    assert [(line.y1, line.x1, line.x2) for line in drawn.grid] == [
        (354.0, 40.0, 576.0),
        (288.0, 40.0, 576.0),
        (222.0, 40.0, 576.0),
        (156.0, 40.0, 576.0),
        (90.0, 40.0, 576.0),
        (24.0, 40.0, 576.0),
    ]
    strokes = [path.d for path in drawn.lines if "leader" not in path.style]
    assert strokes == [
        "M40 24L174 24",
        "M442 24L576 24",
        "M40 24L174 57L308 90L442 156L576 189",
    ]
    names = [text for text in drawn.texts if text.style.startswith("name")]
    assert [(text.words, text.x, text.y) for text in names] == [
        ("Businesses", 603.0, 30.0),
        ("Police", 603.0, 193.5),
    ]


def test_narrow_chart_is_no_shrunken_wide_one() -> None:
    drawn = chart.line_chart(_lines())

    assert drawn.narrow.width == 350
    assert drawn.narrow.lines[-3].d == "M40 24L93 52L146 80L199 136L252 164"


def test_a_missing_month_is_a_gap_and_a_lone_one_a_dot() -> None:
    lone = [Series("Businesses", "members", [1, None, 3, None, 5])]

    drawn = chart.line_chart(_lines(series=lone)).wide

    assert [path for path in drawn.lines if "leader" not in path.style] == []
    assert len(drawn.dots) == 3


@pytest.mark.parametrize("tail", [[3, 0], [3, None], [None, 0]])
def test_the_last_point_of_a_line_bears_its_shape(tail: list[int | None]) -> None:
    series = [Series("Police", "official", [1, 2, 2, *tail])]

    dots = chart.line_chart(_lines(series=series)).wide.dots

    assert len(dots) == 1
    assert dots[-1].d.endswith("h7v7h-7Z")


def test_series_differ_in_shape_as_well_as_in_colour() -> None:
    styles = ("members", "official", "control")
    series = [Series(name, name, [index] * 5) for index, name in enumerate(styles)]

    dots = chart.line_chart(_lines(series=series)).wide.dots

    assert len({re.sub(r"[\d.]+", "", dot.d) for dot in dots}) == 3


def test_band_is_drawn_round_the_line_and_broken_with_it() -> None:
    low, high = [90, 90, None, 80, 80], [110, 110, None, 120, 120]
    series = [Series("Businesses", "members", [100, 100, None, 100, 100], "", low, high)]

    bands = chart.line_chart(_lines(series=series)).wide.bands

    assert len(bands) == 2
    assert bands[0].d.startswith("M40 ")
    assert bands[0].d.endswith("Z")


def test_whiskers_take_the_place_of_line_and_band() -> None:
    values, low, high = [50, None, 50, 50, 50], [40, None, 40, 40, 40], [60, None, 60, 60, 60]
    series = [Series("Told police", "members", values, "", low, high, whiskers=True)]

    drawn = chart.line_chart(_lines(series=series)).wide

    assert drawn.bands == []
    assert len(drawn.ranges) == len(drawn.dots) == 4
    assert all(line.x1 == line.x2 and line.y1 > line.y2 for line in drawn.ranges)


def test_marks_stand_between_months_numbered_and_named_where_there_is_room() -> None:
    marks = [Mark(1, "Redrawn", "Points redrawn."), Mark(3, "A very long name " * 4, "Long.")]

    drawn = chart.line_chart(_lines(marks=marks))

    assert [flag.x for flag in drawn.wide.flags] == [107.0, 375.0]
    assert drawn.wide.flags[0].label is not None
    assert drawn.wide.flags[1].label is None
    assert all(flag.label is None for flag in drawn.narrow.flags)
    assert drawn.notes == [(1, "Points redrawn."), (2, "Long.")]


def test_shaded_months_reach_half_a_month_to_each_side_and_not_beyond_the_chart() -> None:
    spans = [Span(0, 1, "Covid"), Span(4, 4, "Strike")]

    rects = chart.line_chart(_lines(spans=spans)).wide.rects

    assert [(one.x, one.width) for one in rects] == [(40.0, 201.0), (509.0, 67.0)]


def test_the_table_says_all_that_the_picture_says() -> None:
    low, high = [90, None, 2, 2, 2], [110, None, 4, 4, 4]
    businesses = Series("Businesses", "members", [100, None, 3, 3, 3], "", low, high)
    series = [businesses, Series("Police", "official", [5, 4, 3, 2, 0])]

    table = chart.line_chart(_lines(series=series)).table

    assert table.head == ["", "Businesses", "Police"]
    assert table.rows[0] == ["January", "100 (90 to 110)", "5.0"]
    assert table.rows[1] == ["February", "no data", "4.0"]


def test_one_point_is_a_chart_too() -> None:
    asked = _lines(points=["January"], tick_names=["Jan"], series=[Series("A", "ink", [3])])

    assert len(chart.line_chart(asked).wide.dots) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"series": []},
        {"points": [], "tick_names": []},
        {"series": [Series("A", "ink", [1, 2])]},
        {"series": [Series("A", "ink", [1] * 5, "", [0] * 4, [2] * 5)]},
        {"tick_names": ["Jan"]},
    ],
)
def test_what_does_not_fit_together_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="needs"):
        chart.line_chart(_lines(**changes))


def _bars(*bars: Bar) -> BarChart:
    return BarChart("told", "Told police", "One bar.", bars, "Per cent", "Kind", whole=100)


def test_bar_chart_golden_geometry() -> None:
    bars = _bars(Bar("Noise", "40% (20 to 60)", 40, 20, 60, "members"), Bar("Begging", "few", None))

    drawn = chart.bar_chart(bars).wide

    assert [(one.x, one.width, one.style) for one in drawn.rects] == [(190, 160.0, "members")]
    assert [(one.x1, one.x2) for one in drawn.ranges] == [(270, 430), (270, 270), (430, 430)]
    assert drawn.height == 24 + 2 * 34 + 26
    written = {text.words: text.x for text in drawn.texts}
    assert (written["40% (20 to 60)"], written["few"]) == (438, 198)


def test_bars_on_a_phone_have_their_names_above() -> None:
    drawn = chart.bar_chart(_bars(Bar("Noise", "40%", 40))).narrow

    name = next(text for text in drawn.texts if text.words == "Noise")
    assert name.y < drawn.rects[0].y
    assert all(0 <= text.x <= drawn.width for text in drawn.texts)


@pytest.mark.parametrize(
    "bars", [(), (Bar("A", "x", -1),), (Bar("A", "x", 3, 2),), (Bar("A", "x", 3, None, 2),)]
)
def test_impossible_bars_are_refused(bars: tuple[Bar, ...]) -> None:
    with pytest.raises(ValueError, match="bar"):
        chart.bar_chart(_bars(*bars))


def test_sparkline_breaks_at_a_missing_week_and_ends_in_a_dot() -> None:
    drawn = chart.sparkline([1, 2, None, 4], words="4 this week", style="members", usual=(0, 2))

    assert drawn.lines == ["M4 22L41.3 16"]
    assert drawn.dots == ["M113 4a3 3 0 1 0 6 0a3 3 0 1 0 -6 0Z"]
    assert drawn.band.endswith("Z")


def test_sparkline_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a value"):
        chart.sparkline([None, None], words="", style="members")


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(3, 9))
def test_ticks_are_round_enclose_the_range_and_are_few(low: float, size: float, most: int) -> None:
    found = scale.ticks(low, low + size, most)

    assert found[0] <= low + 1e-6 * size
    assert found[-1] >= (low + size) - 1e-6 * size
    assert 2 <= len(found) <= most
    steps = [b - a for a, b in pairwise(found)]
    assert max(steps) - min(steps) <= 1e-6 * size


def test_ticks_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="range"):
        scale.ticks(3, 3)


@given(st.lists(st.tuples(st.floats(0, 300), st.sampled_from([19.0, 34.0])), max_size=6))
def test_labels_never_overlap_and_stay_inside_if_there_is_room(
    wanted: list[tuple[float, float]],
) -> None:
    found = scale.spread(wanted, 0, 300)

    boxes = sorted((m - h / 2, m + h / 2) for m, (_, h) in zip(found, wanted, strict=True))
    assert all(a[1] <= b[0] + 0.2 for a, b in pairwise(boxes))
    assert all(low >= -0.1 and high <= 300.1 for low, high in boxes)


@given(st.floats(0, 100), st.floats(0, 100))
def test_scale_keeps_order_and_ends(a: float, b: float) -> None:
    y = scale.Scale(0, 100, 354, 24)

    assert (y.at(0), y.at(100)) == (354, 24)
    assert (y.at(a) >= y.at(b)) if a < b else (y.at(a) <= y.at(b))


def test_tick_names_are_thinned_until_none_touches() -> None:
    assert scale.stride(["Jan 2025"] * 24, step=22, glyph=7.3) == 6
    assert scale.stride(["Jan"] * 5, step=134, glyph=7.3) == 1
    assert scale.stride(["x" * 900] * 7, step=1, glyph=7) == 7


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.styled: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.wanted |= set((found.get("aria-labelledby") or "").split())
        self.styled += [tag] if {"style", "fill", "stroke"} & found.keys() else []


def test_markup_names_both_drawings_and_chooses_no_colour() -> None:
    asked = _lines(marks=[Mark(1, "Redrawn", "<b>")], spans=[Span(0, 0, "Covid")])

    page = render_to_string("components/chart.html", {"chart": chart.line_chart(asked)})

    seen = _Ids()
    seen.feed(page)
    assert len(seen.ids) == len(set(seen.ids))
    assert seen.wanted <= set(seen.ids)
    assert seen.styled == []
    assert page.count('role="img"') == page.count("<title ") == page.count("<desc ") == 2
    assert "&lt;b&gt;" in page


def test_markup_of_a_sparkline_is_read_out_as_words() -> None:
    spark = chart.sparkline([1, 2], words="2 this week", style="members")

    assert 'aria-label="2 this week"' in render_to_string(
        "components/sparkline.html", {"spark": spark}
    )
