"""What the database itself refuses of official statistics, whoever writes."""

from datetime import date

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from layers.models import OfficialCount, OfficialRelease, SnapList, SnapPoint
from tests.layers.police_builders import PLANTED, row, street, take

pytestmark = pytest.mark.django_db


def test_invented_and_real_releases_share_no_point():
    take(street(row()))
    take(street(row(falls_within="Planted Town Police")), name=PLANTED)

    universes = SnapPoint.objects.order_by("pk").values_list("snap_list__universe", flat=True)
    assert list(universes) == ["police.uk", "invented"]


@pytest.mark.parametrize(
    "changes",
    [
        {"force": "planted-town"},
        {"universe": "invented"},
        {"force": "planted-town", "universe": "invented"},  # with a real list
        {"snap_list_id": 19},
        {"rows_read": 2},
        {"sha256": "x" * 64},
        {"month": date(2024, 1, 2)},
        {},  # held already
    ],
)
def test_the_database_refuses_a_release_that_does_not_hold_together(changes):
    take(street())
    release = OfficialRelease.objects.get()
    release.pk = None
    for field, value in changes.items():
        setattr(release, field, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        release.save(force_insert=True)


def test_the_database_refuses_a_count_of_another_universe():
    take(street())
    take(street(row(falls_within="Planted Town Police")), name=PLANTED)
    real = OfficialRelease.objects.get(universe="police.uk")
    invented = SnapPoint.objects.get(snap_list__universe="invented")

    with pytest.raises(IntegrityError, match="of another list"), transaction.atomic():
        OfficialCount.objects.create(release=real, snap_point=invented, category=1, n=1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"snap_point_id": (3 << 48) + 1}, "snap point that is not there"),
        ({"release_id": 10_000_000}, "release that is not there"),
        ({"n": 0}, "official_count_at_least_1"),
        ({"category": 17}, "official_count_category_known"),
        ({"category": 1}, "layers_officialcount_pkey"),
    ],
)
def test_the_database_refuses_a_count_without_its_release_or_point(changes, sentence):
    take(street())
    count = OfficialCount.objects.get()
    fields = {"snap_point_id": count.snap_point_id, "release_id": count.release_id,
              "category": 2, "n": 1}  # fmt: skip

    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        OfficialCount(**(fields | changes)).save(force_insert=True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"id": 1}, "snap_point_number_is_its_place"),
        ({"snap_list_id": 2}, "snap_point_number_is_its_place"),
        ({"point": "SRID=4326;POINT(NaN NaN)"}, "."),
        ({"point": "SRID=4326;POINT(0 0)"}, "snap_point"),
        ({"snap_list_id": 15, "id": (15 << 48) + 1}, "snap_point"),
    ],
)
def test_the_database_refuses_a_point_that_is_not_its_number(changes, sentence):
    take(street())
    point = SnapPoint.objects.get()
    for field, value in changes.items():
        setattr(point, field, value)

    with pytest.raises((IntegrityError, psycopg.Error), match=sentence), transaction.atomic():
        point.save(force_insert=True)


def test_the_database_refuses_a_point_of_a_list_that_is_not_there():
    with pytest.raises(IntegrityError, match="list that is not there"), transaction.atomic():
        SnapPoint.objects.create(
            id=3 << 48, snap_list_id=3, name="x", point="SRID=4326;POINT(-9.5 49)",
            cell_8=1, cell_9=1, cell_10=1, cell_11=1,
        )  # fmt: skip


@pytest.mark.parametrize("model", [SnapList, SnapPoint, OfficialRelease, OfficialCount])
def test_the_application_may_not_change_or_remove_what_was_published(model):
    take(street())
    table = connection.ops.quote_name(model._meta.db_table)
    column = model._meta.concrete_fields[-1].column

    for statement in (
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
        f"UPDATE {table} SET {column} = NULL",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
