"""A boundary is imported whole, once, by name, and never over an older one."""

from datetime import date, timedelta

import pytest
import shapely

from layers import geo_input
from layers.actions.boundaries import SecondLookNeeded, import_boundary
from layers.models import Boundary
from layers.queries import boundaries as queries
from layers.queries.boundaries import NewBoundary, NoBoundary
from members import audit
from members.access import acting_in
from members.models import AuditEvent
from tests.conftest import MOMENT
from tests.layers.boundary_builders import ELSEWHERE, HOLE, SQUARE

DAY = date(2024, 1, 1)
INSIDE = tuple((-0.897 + (lng + 0.897) / 4, 52.2375 + (lat - 52.2375) / 4) for lng, lat in SQUARE)
BESIDE = tuple((lng + 0.004, lat) for lng, lat in SQUARE)
SHIFTED = tuple((lng + 0.0001, lat) for lng, lat in SQUARE)


def new(*rings, valid_from: date = DAY, sha: str = "a", **changes) -> NewBoundary:
    shape = geo_input.boundary_polygon([rings or [SQUARE]], srid=4326)
    facts = {"name": "Centre", "source": "A test", "illustrative": False, **changes}
    return NewBoundary(shape=shape, valid_from=valid_from, sha256=sha * 64, **facts)


def store(district, boundary: NewBoundary, *, confirmed: bool = False, later: int = 0):
    at = MOMENT + timedelta(hours=later)
    with acting_in(district.pk):
        return import_boundary(
            district=district, new=boundary, by="test", at=at, confirmed=confirmed
        )


def test_a_boundary_is_stored_with_its_audit_row(district):
    done = store(district, new(SQUARE, HOLE))

    assert done.changed
    stored = Boundary.objects.get()
    assert str(stored) == f"boundary {stored.pk}"
    assert shapely.equals(queries.shape_of(stored), new(SQUARE, HOLE).shape)
    assert (stored.name, stored.source, stored.imported_at) == ("Centre", "A test", MOMENT)
    event = AuditEvent.objects.get()
    assert (event.what, event.detail) == (
        "boundary imported", {"boundary": stored.pk, "doubts_confirmed": 0}
    )  # fmt: skip


def test_the_same_boundary_twice_changes_nothing(district):
    first = store(district, new())

    again = store(district, new(), later=1)

    assert again.boundary == first.boundary
    assert not again.changed
    assert AuditEvent.objects.count() == 1


def test_the_audit_row_and_the_boundary_stand_or_fall_together(district, monkeypatch):
    def fail(**_):
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", fail)

    with pytest.raises(RuntimeError):
        store(district, new())
    assert not Boundary.objects.exists()


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (new(SHIFTED), "already has a boundary from that day"),
        (new(sha="b", valid_from=date(2025, 1, 1)), "same as that of the boundary in force"),
        (new(name="Another name"), "already has a boundary from that day"),
        (new(INSIDE, valid_from=date(2025, 1, 1)), "keeps only 6% of the area"),
        (new(ELSEWHERE, valid_from=date(2025, 1, 1)), "keeps only 0% of the area"),
        (new(SHIFTED, valid_from=date(2025, 1, 1), illustrative=True), "It is illustrative"),
    ],
)
def test_an_unusual_successor_needs_a_second_look(district, second, says):
    store(district, new())

    with pytest.raises(SecondLookNeeded, match=says) as refusal:
        store(district, second)

    assert says in " ".join(refusal.value.doubts)
    assert Boundary.objects.count() == 1


def test_a_boundary_that_grows_needs_a_second_look(district):
    store(district, new(INSIDE))

    with pytest.raises(SecondLookNeeded, match=r"16\.0 times the area"):
        store(district, new(valid_from=date(2025, 1, 1)))


def test_a_confirmed_successor_is_stored_and_the_older_one_stays(district):
    store(district, new())

    store(district, new(INSIDE, valid_from=date(2025, 1, 1)), confirmed=True)

    assert [found.valid_from.year for found in queries.releases(district)] == [2025, 2024]
    assert queries.boundary_in_force(district, date(2024, 12, 31)).valid_from == DAY
    assert AuditEvent.objects.latest("number").detail["doubts_confirmed"] == 1


def test_an_ordinary_successor_needs_no_second_look(district):
    store(district, new())

    assert store(district, new(SHIFTED, valid_from=date(2025, 1, 1))).changed


def test_of_two_from_the_same_day_the_later_import_is_in_force(district):
    store(district, new())
    store(district, new(SHIFTED, name="Corrected"), confirmed=True, later=1)

    assert queries.boundary_in_force(district, DAY).name == "Corrected"


def test_before_the_first_boundary_there_is_none(district):
    store(district, new())

    with pytest.raises(NoBoundary, match="has no boundary on 31 December 2023"):
        queries.boundary_in_force(district, date(2023, 12, 31))


@pytest.mark.parametrize(
    ("ring", "says"),
    [
        (SHIFTED, r"overlaps by 8[0-9],\d{3} m2 the boundary of district neighbour"),
        (BESIDE, "touches the boundary of district neighbour"),
    ],
)
def test_a_boundary_that_meets_another_districts_needs_a_second_look(make_district, ring, says):
    store(make_district("neighbour"), new(ring))

    with pytest.raises(SecondLookNeeded, match=says):
        store(make_district(), new())


def test_a_neighbours_boundary_that_has_ended_is_no_matter(make_district):
    neighbour = make_district("neighbour")
    store(neighbour, new(valid_from=date(2020, 1, 1)))
    store(neighbour, new(ELSEWHERE, valid_from=date(2022, 1, 1)), confirmed=True)

    assert store(make_district(), new()).changed


def test_a_neighbours_boundary_still_to_come_is_named(make_district):
    store(make_district("neighbour"), new(valid_from=date(2026, 1, 1)))

    with pytest.raises(SecondLookNeeded, match="neighbour"):
        store(make_district(), new())


def test_a_neighbours_boundary_still_in_force_is_named(make_district):
    store(make_district("neighbour"), new(valid_from=date(2020, 1, 1)))

    with pytest.raises(SecondLookNeeded, match="neighbour"):
        store(make_district(), new())
