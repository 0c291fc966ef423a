"""Lists, places, forces and categories: the facts that the importer knows."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import coordinate_guess, snapping
from layers.policeuk import lists
from layers.policeuk.categories import CATEGORIES, CODES, SLUGS, categories_of, codes_of
from layers.policeuk.forces import FORCES, INVENTED, POLICE_UK, universe_of
from layers.policeuk.lists import (
    LISTS,
    degrees_of,
    list_for,
    numbers_between,
    place_numbers,
    point_numbers,
)
from members.geometry import UK_BOX

LNG = st.integers(lists.WEST_E6, lists.EAST_E6)
LAT = st.integers(lists.SOUTH_E6, lists.NORTH_E6)


def numbers(lng_e6, lat_e6, list_number=3):
    places = place_numbers(np.array([lng_e6]), np.array([lat_e6]))
    return point_numbers(places, list_number)


@given(LNG, LAT, st.sampled_from(LISTS))
def test_a_number_is_its_list_and_its_place(lng_e6, lat_e6, version):
    found = numbers(lng_e6, lat_e6, version.number)

    lng, lat = degrees_of(found)
    assert (lng[0], lat[0]) == (float(f"{lng_e6 / 1e6:.6f}"), float(f"{lat_e6 / 1e6:.6f}"))
    assert found[0] >> lists.LIST_SHIFT == version.number
    assert 0 < found[0] < 2**53


@given(LNG, LAT, LAT, LAT)
def test_points_between_latitudes_are_between_numbers(lng_e6, lat_e6, one, other):
    south, north = sorted((one, other))

    first, last = numbers_between(3, south / 1e6, north / 1e6)

    assert (first <= numbers(lng_e6, lat_e6)[0] <= last) == (south <= lat_e6 <= north)


def test_latitudes_beyond_the_box_are_cut_off():
    assert numbers_between(3, -90, 90) == numbers_between(3, 49.0, 61.5)


def test_the_box_is_that_of_the_tables_and_of_the_forms():
    edges = (lists.WEST_E6, lists.SOUTH_E6, lists.EAST_E6, lists.NORTH_E6)

    assert tuple(edge / 1e6 for edge in edges) == UK_BOX == coordinate_guess.UK_BOX


@pytest.mark.parametrize("universe", [POLICE_UK, INVENTED])
@pytest.mark.parametrize(
    "month", [date(2010, 12, 1), date(2011, 11, 1), date(2011, 12, 1), date(2022, 6, 1),
              date(2022, 7, 1), date(2030, 1, 1)],
)  # fmt: skip
def test_the_list_of_a_month_is_that_of_the_snapping(universe, month):
    version = list_for(month, universe)

    assert version.slug == snapping.list_for_month(month, universe=universe)
    assert (version.first_month, version.last_month) == snapping.months_of_list(month)


def test_months_before_the_first_list_have_none():
    with pytest.raises(ValueError, match="2010-11"):
        list_for(date(2010, 11, 1), POLICE_UK)
    with pytest.raises(ValueError, match="2022-07"):
        list_for(date(2022, 7, 1), POLICE_UK, grid=True)


def test_list_numbers_tell_the_universe():
    assert len({one.number for one in LISTS}) == len({one.slug for one in LISTS}) == len(LISTS)
    for version in LISTS:
        assert (version.number >= lists.FIRST_INVENTED) == (version.universe == INVENTED)


def test_categories_have_one_code_and_one_slug_each():
    assert len(SLUGS) == len(CODES) == len(CATEGORIES)
    assert len(categories_of(date(2013, 5, 1))) == 14
    assert codes_of(["drugs", "anti-social-behaviour"]) == (5, 1)
    with pytest.raises(ValueError, match="'asb'"):
        codes_of(["asb"])


def test_forces_are_real_unless_planted():
    assert len(FORCES) == 45
    assert {universe_of(force) for force in FORCES} == {POLICE_UK}
    assert universe_of("planted-town") == INVENTED
