"""The ground under a map: streets of an invented town, place names of a real one."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from layers.actions.basemap import Area, Ground, Place, RealTownDrawn, Street, replace_basemap
from layers.actions.boundaries import import_boundary
from layers.models import GroundArea, PlaceName, StreetLine
from layers.queries.basemap import edition_of, ground_of
from layers.strict_text import InputRefused
from members.access import acting_in
from members.models import AuditEvent
from tests.conftest import MOMENT
from tests.layers.boundary_builders import SQUARE
from tests.layers.test_boundary_import import new

STREET = Street("Kiln Lane", [(-0.899, 52.236), (-0.8951234567, 52.239)], rank=1)
RAIL = Street("Branch line", [(-0.9, 52.236), (-0.89, 52.239)], rank=3, kind="RAIL")
PARK = Area("Abbots Green", "PARK", [[SQUARE]])
PLACE = Place("Drapery", (-0.897192, 52.237537), "STREET", "data.police.uk, OGL v3.0")


@pytest.fixture
def town(make_district):
    """An invented district, with the test acting in it."""
    invented = make_district("oxbarrow", force="planted-town")
    with acting_in(invented.pk):
        yield invented


def replace(district, **ground) -> bool:
    return replace_basemap(district=district, ground=Ground(**ground), by="test", at=MOMENT)


def test_the_ground_is_a_feature_collection_in_drawing_order(town):
    replace(town, streets=[STREET, RAIL], areas=[PARK], places=[PLACE])
    import_boundary(district=town, new=new(), by="test", at=MOMENT)

    ground = ground_of(town, date(2025, 1, 1))

    assert ground["type"] == "FeatureCollection"
    assert [feature["properties"] for feature in ground["features"]] == [
        {"kind": "park", "name": "Abbots Green"},
        {"kind": "rail", "name": "Branch line", "rank": 3},
        {"kind": "street", "name": "Kiln Lane", "rank": 1},
        {"kind": "boundary", "name": "Centre", "illustrative": False},
        {"kind": "place", "name": "Drapery", "rank": 2, "source": "data.police.uk, OGL v3.0"},
    ]
    assert ground["features"][2]["geometry"] == {
        "type": "LineString", "coordinates": [[-0.899, 52.236], [-0.895123, 52.239]]
    }  # fmt: skip


def test_a_district_without_a_boundary_has_none_drawn(town):
    assert ground_of(town, date(2025, 1, 1)) == {"type": "FeatureCollection", "features": []}


def test_the_ground_costs_five_questions(town, django_assert_num_queries):
    replace(town, streets=[STREET] * 20, places=[PLACE] * 20)
    import_boundary(district=town, new=new(), by="test", at=MOMENT)

    with django_assert_num_queries(5):
        ground_of(town, date(2025, 1, 1))


def test_an_edition_of_the_ground_is_another_only_when_something_drawn_is(
    town, make_district, django_assert_num_queries
):
    days = date(2025, 1, 1), date(2026, 1, 1)
    editions = [edition_of(town, days[0])]
    for ground in ({"streets": [STREET]}, {"streets": [STREET], "places": [PLACE]}, {}):
        replace(town, **ground)
        editions.append(edition_of(town, days[0]))
    import_boundary(district=town, new=new(), by="test", at=MOMENT)
    editions.append(edition_of(town, days[0]))

    assert len(set(editions)) == 4
    assert editions[3] == editions[0]  # nothing is drawn of either
    assert edition_of(town, days[1]) == editions[-1]  # the same boundary is in force
    assert edition_of(make_district("moss"), days[0]) != editions[0]
    with django_assert_num_queries(1):
        edition_of(town, days[0])


def test_the_same_ground_twice_changes_nothing(town):
    assert replace(town, streets=[STREET], areas=[PARK], places=[PLACE])
    before = list(StreetLine.objects.values_list("pk", flat=True))

    assert not replace(town, streets=[STREET], areas=[PARK], places=[PLACE])
    assert list(StreetLine.objects.values_list("pk", flat=True)) == before
    assert AuditEvent.objects.count() == 1


def test_a_new_ground_replaces_the_old_and_no_other_districts(town, make_district):
    other = make_district("another", force="planted-other")
    replace(town, streets=[STREET], areas=[PARK], places=[PLACE])
    with acting_in(other.pk):
        replace(other, streets=[STREET])

    assert replace(town, places=[PLACE])

    assert StreetLine.objects.get().district == other
    assert not GroundArea.objects.exists()
    assert PlaceName.objects.count() == 1
    assert AuditEvent.objects.latest("number").detail == {"streetline": 0, "groundarea": 0}


@pytest.mark.parametrize("ground", [{"streets": [STREET]}, {"areas": [PARK]}])
def test_no_street_of_a_real_town_is_drawn(district, ground):
    with pytest.raises(RealTownDrawn):
        replace(district, **ground)


@pytest.mark.parametrize(
    "ground",
    [
        {"streets": [Street("x", [(0.0, 0.0), (1.0, 1.0)], rank=1)]},
        {"streets": [Street("x", [STREET.positions[0]], rank=1)]},
        {"areas": [Area("x", "PARK", [[SQUARE[:4]]])]},
        {"places": [Place("x", (float("nan"), 52.0), "STREET", "x")]},
    ],
)
def test_a_ground_that_is_not_on_the_ground_is_refused(town, ground):
    with pytest.raises(InputRefused):
        replace(town, **ground)


def test_the_database_refuses_a_rank_that_does_not_exist(town):
    with pytest.raises(IntegrityError, match="street_rank_1_to_4"), transaction.atomic():
        replace(town, streets=[Street("x", STREET.positions, rank=5)])


def test_rows_are_named_by_number(town):
    replace(town, streets=[STREET], areas=[PARK], places=[PLACE])

    names = [str(model.objects.get()) for model in (StreetLine, GroundArea, PlaceName)]

    assert [name.rsplit(" ", 1)[0] for name in names] == [
        "street line", "ground area", "place name"
    ]  # fmt: skip
