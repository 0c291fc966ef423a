"""Several new rows in one trip: the same rows as `save` would store, or none."""

from uuid import uuid4

import pytest
from django.contrib.gis.geos import Point
from django.db import DataError, transaction

from incidents.models import OutboxEvent
from members.access import acting_in
from members.ids import new_id
from members.models import AuditEvent, Premises
from members.storing import store
from tests.conftest import MOMENT

pytestmark = pytest.mark.django_db


def event(district, **changes):
    values = {"number": 1, "at": MOMENT, "by": "person 1", "kind": "COLLECTION", "what": "x"}
    return AuditEvent(district=district, **values | {"detail": {"a": ["%s", "';"]}} | changes)


def owed(district):
    return OutboxEvent(
        id=new_id(MOMENT),
        district=district,
        kind="REPORT_ACCEPTED",
        subject=uuid4(),
        made_at=MOMENT,
        due_at=MOMENT,
    )


def test_rows_of_several_tables_go_in_one_trip(district, django_assert_num_queries):
    effect = owed(district)

    with django_assert_num_queries(1):
        store(event(district), effect, owed(district))

    stored = OutboxEvent.objects.get(pk=effect.pk)
    assert (stored.subject, stored.attempts, stored.done_at) == (effect.subject, 0, None)
    assert AuditEvent.objects.get(district=district).detail == {"a": ["%s", "';"]}
    assert OutboxEvent.objects.count() == 2


def test_row_is_as_save_would_have_stored_it(town, bakery):
    values = {"district": town, "organisation": bakery, "name": "Shop", "street": "O'Neill %s Row"}
    with acting_in(town.pk):
        Premises.objects.all().delete()
        Premises(point=Point(-0.9, 52.2, srid=4326), **values).save()

        store(Premises(point=Point(-0.9, 52.2, srid=4326), **values))

        first, second = Premises.objects.order_by("pk").values()
    assert {**first, "id": 0} == {**second, "id": 0}


def test_one_row_that_is_refused_takes_the_others_with_it(district):
    with pytest.raises(DataError), transaction.atomic():
        store(owed(district), event(district, what="x" * 81))

    assert not OutboxEvent.objects.exists()


def test_stored_row_is_no_longer_new(district):
    effect = owed(district)

    store(effect)
    effect.attempts = 3
    effect.save()

    assert OutboxEvent.objects.get().attempts == 3


@pytest.mark.django_db(transaction=True)
def test_rows_without_a_transaction_are_a_mistake(make_district):
    with pytest.raises(AssertionError):
        store(owed(make_district()))
