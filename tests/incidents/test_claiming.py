"""One trip tells how things stand for a report; it must tell what the slow questions tell."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.actions.claiming import MOST_A_MINUTE, claim
from incidents.models import Category, Receipt
from layers.models import Boundary
from layers.queries.boundaries import NoBoundary, boundary_in_force
from members.ids import new_id
from members.senders import Sender
from tests.conftest import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(town, shop):
    return Sender(town, organisation_id=shop.pk, device_id=uuid4())


def standing(sender, key=None, category="begging", at=MOMENT):
    return claim(sender=sender, client_key=key or uuid4(), category=category, at=at)


def leave_receipt(sender, key, at=MOMENT):
    return Receipt.objects.create(
        id=new_id(at),
        district=sender.district,
        kind="REPORT",
        client_key=key,
        reporter_id=sender.person_id,
        device=sender.device_id,
        organisation_id=sender.organisation_id,
        body_sha256="0" * 64,
        reference=str(key)[:9],
        made_at=at,
    )


@pytest.mark.parametrize("who", ["sender", "device"])
def test_earlier_report_is_that_of_the_same_sender_and_key(who, request, town, shop):
    mine, key = request.getfixturevalue(who), uuid4()
    other = Sender(town, organisation_id=shop.pk, device_id=uuid4())
    earlier = leave_receipt(mine, key)

    assert standing(mine, key).earlier == earlier.pk
    assert standing(mine).earlier is None
    assert standing(other, key).earlier is None


@pytest.mark.parametrize("who", ["sender", "device"])
def test_last_minute_is_counted_up_to_the_limit(who, request, town, shop):
    mine = request.getfixturevalue(who)
    for second in range(MOST_A_MINUTE + 5):
        leave_receipt(mine, uuid4(), MOMENT + timedelta(seconds=second))
    leave_receipt(Sender(town, organisation_id=shop.pk, device_id=uuid4()), uuid4())

    def recent(seconds):
        return standing(mine, at=MOMENT + timedelta(seconds=seconds)).recent

    assert recent(34) == MOST_A_MINUTE
    assert recent(80) == 14  # those of seconds 21 to 34: a minute old counts no more
    assert recent(95) == 0


def test_category_is_one_that_the_district_offers_now(sender, town, make_district):
    offered = standing(sender).category
    known = Category.objects.get(district=town, code="begging")
    assert (offered.id, offered.code, offered.welfare) == (known.pk, "begging", known.welfare)

    Category.objects.filter(pk=known.pk).update(is_offered=False)

    assert standing(sender).category is None
    assert standing(sender, category="made_up").category is None
    assert standing(replace(sender, district=make_district("next-door"))).category is None


@given(
    releases=st.lists(
        st.tuples(st.dates(date(2026, 10, 30), date(2026, 11, 5)), st.integers(0, 2)), max_size=4
    )
)
@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_boundary_is_the_one_in_force(town, make_district, releases):
    made = make_district(f"town-{uuid4().hex[:12]}")
    for valid_from, hours in releases:
        model = Boundary.objects.get(district=town)
        model.pk, model.district, model.valid_from = None, made, valid_from
        model.imported_at = MOMENT + timedelta(hours=hours)
        model.save()

    try:
        expected = boundary_in_force(made, MOMENT.date()).pk
    except NoBoundary:
        expected = None

    assert standing(Sender(made, organisation_id=1, device_id=uuid4())).boundary == expected


def test_boundary_begins_at_midnight_of_the_town(town, device):
    earlier = Boundary.objects.get(district=town)
    new = Boundary.objects.get(district=town)
    new.pk, new.valid_from = None, date(2026, 7, 2)
    new.save()
    midnight = datetime(2026, 7, 1, 23, 0, tzinfo=UTC)  # 2 July, 00:00 in summer time

    assert standing(device, at=midnight).boundary == new.pk
    assert standing(device, at=midnight - timedelta(seconds=1)).boundary == earlier.pk


@pytest.mark.django_db(transaction=True)
def test_key_is_held_until_the_transaction_ends(make_district):
    town = make_district()
    sender, key = Sender(town, organisation_id=1, device_id=uuid4()), uuid4()
    with connection.copy().cursor() as elsewhere:
        elsewhere.execute("BEGIN")
        elsewhere.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"{town.pk} {sender.actor} {key}"],
        )

        assert not standing(sender, key).claimed
        assert standing(sender).claimed
        elsewhere.execute("COMMIT")
        assert standing(sender, key).claimed
        elsewhere.connection.close()
