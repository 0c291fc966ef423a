"""The whole contrast, from points to plain data."""

import json

import numpy as np
import pytest

from hotspots import canonical
from hotspots.recipe import NotLegitimate, compute
from layers import grid


def test_same_ingredients_and_seed_give_the_same_bytes(make_ingredients):
    first = compute(make_ingredients(), seed=202610, share_scale=None)
    second = compute(make_ingredients(), seed=202610, share_scale=None)

    assert canonical.sha256_of(first.plain) == canonical.sha256_of(second.plain)


def test_another_seed_moves_ranges_and_no_count_or_p(make_ingredients):
    first = compute(make_ingredients(), seed=1, share_scale=None)
    second = compute(make_ingredients(), seed=2, share_scale=None)

    for one, other in zip(first.cells, second.cells, strict=True):
        assert one["member_count"] == other["member_count"]
        assert one["official_share"] == other["official_share"]
    assert [one["ratio"] for one in first.cells] != [one["ratio"] for one in second.cells]


def test_result_is_plain_json_that_survives_the_journey(make_ingredients):
    result = compute(make_ingredients(), seed=1, share_scale=None).plain

    assert json.loads(canonical.canonical(result)) == result


def test_every_report_is_counted_exactly_once(make_ingredients):
    ingredients = make_ingredients()

    town = compute(ingredients, seed=1, share_scale=None).town

    total = town["members"] + town["members_outside_coverage"] + town["members_outside_boundary"]
    assert total == len(ingredients.reports.lng)


def test_cells_are_sorted_and_hold_a_snap_point_inside(make_ingredients):
    cells = [one["cell"] for one in compute(make_ingredients(), seed=1, share_scale=None).cells]

    assert cells == sorted(cells)
    assert {grid.resolution_of(cell) for cell in cells} == {9}


@pytest.mark.parametrize("resolution", [10, 11])
def test_finer_cells_are_refused_with_a_sentence(make_ingredients, resolution):
    with pytest.raises(NotLegitimate, match=f"Resolution {resolution} is too fine"):
        compute(make_ingredients(), seed=1, resolution=resolution, share_scale=None)


def test_sparse_snap_points_refuse_even_resolution_9(make_ingredients):
    with pytest.raises(NotLegitimate):
        compute(make_ingredients(spacing_m=250.0), seed=1, share_scale=None)


@pytest.mark.parametrize(("reports", "records"), [(0, 0), (0, 500), (300, 0), (1, 1)])
def test_without_enough_to_compare_every_cell_is_too_few_to_say(make_ingredients, reports, records):
    result = compute(make_ingredients(reports=reports, records=records), seed=1, share_scale=None)

    assert {one["verdict"] for one in result.cells} == {"too few to say"}
    assert result.town["enough"] is False
    assert sum(one["official_count"] for one in result.cells) == result.town["officials"]


def test_a_planted_difference_is_found_and_one_keen_reporter_is_flagged(make_ingredients):
    ingredients = make_ingredients(reports=600, records=900)
    cell = compute(ingredients, seed=1, share_scale=None).cells[0]["cell"]
    snaps = ingredients.snaps
    there = grid.cells_of(snaps.lng, snaps.lat, 9) == grid.to_int(cell)
    snaps.officials[there] = 0
    ingredients.reports.organisation[
        np.isin(
            grid.cells_of(ingredients.reports.lng, ingredients.reports.lat, 9), grid.to_int(cell)
        )
    ] = 99

    found = next(
        one for one in compute(ingredients, seed=1, share_scale=None).cells if one["cell"] == cell
    )

    assert found["official_count"] == 0
    assert found["one_reporter"] is True


def test_scale_once_fixed_stays(make_ingredients):
    fixed = compute(make_ingredients(), seed=1, share_scale=0.42).town["scale"]

    assert fixed["largest_share"] == 0.42
