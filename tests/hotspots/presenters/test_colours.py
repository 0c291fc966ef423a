"""Steps of colour, legends, and what the map is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.presenters import legend, maps
from tests.front import payloads
from tests.hotspots.presenters.test_words import _cell

SCALE = {"share": [0.05, 0.1, 0.15, 0.2], "ratio": [1 / 3, 0.5, 0.8, 1.25, 2.0, 3.0]}


@pytest.mark.parametrize(
    ("share", "step"), [(None, None), (0.0, 0), (0.001, 1), (0.05, 2), (0.199, 4), (0.2, 5)]
)
def test_share_step(share: float | None, step: int | None) -> None:
    assert legend.share_step(share, SCALE) == step


@pytest.mark.parametrize(("ratio", "step"), [(0.1, 1), (0.4, 2), (1.0, 4), (1.25, 5), (9.0, 7)])
def test_ratio_step_is_symmetric_about_even(ratio: float, step: int) -> None:
    assert legend.ratio_step(ratio, SCALE) == step
    assert legend.ratio_step(1 / ratio * 0.9999, SCALE) == 8 - step


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4, unique=True).map(sorted))
def test_legend_prints_exactly_the_steps_that_the_map_can_use(edges: list[float]) -> None:
    scale = {"share": edges, "ratio": SCALE["ratio"]}

    printed = {swatch.style for swatch in legend.share_legend("m", scale)}

    used = {f"m-{legend.share_step(share / 1000, scale)}" for share in range(1001)}
    assert used <= printed


def test_more_classes_than_colours_are_refused() -> None:
    with pytest.raises(ValueError, match="more than the 5 colours"):
        legend.share_step(0.5, {"share": [0.1, 0.2, 0.3, 0.4, 0.5]})


def test_grey_stands_where_nobody_could_report() -> None:
    payload = payloads.payload()

    assert maps.styles(_cell(payload, "Long Meadow"), payload) == {
        "members": "absent",
        "official": "o-2",
        "ratio": "absent",
    }


def test_too_few_is_hatched_in_the_ratio_and_withheld_in_both() -> None:
    drawn = {
        one.place: one.hatched
        for one in maps.picture(payloads.withheld(), payloads.basemap()).hexagons
    }

    assert drawn["Lantern Row"] == {"members": False, "official": False, "ratio": False}
    assert drawn["Hatters Lane"] == {"members": True, "official": False, "ratio": True}


def test_model_names_classes_and_no_colour() -> None:
    model = maps.model(payloads.payload(), basemap_url="/basemap/demo.geojson", tiles={})

    assert len(model["cells"]) == 12
    assert "#" not in str(model)
    assert model["cells"][0]["texts"]["ratio"] == ["2.5", "2.0–3.1"]
