"""The audit trail is a chain: what is changed, taken or moved is found."""

from datetime import timedelta

import pytest

from members import audit
from members.access import acting_in
from members.models import AuditEvent
from tests.conftest import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(district):
    for number in range(5):
        audit.record(
            district_id=district.pk,
            by="person 1",
            at=MOMENT + timedelta(minutes=number),
            kind=AuditEvent.Kind.CONSULTATION,
            what="something read",
            item=number,
        )
    return list(AuditEvent.objects.filter(district=district).order_by("number"))


def test_whole_chain_fits(district, chain):
    assert audit.check_chain(district_id=district.pk) is None


@pytest.mark.parametrize("column", ["by", "what", "kind", "previous_hash", "hash"])
def test_changed_event_is_named(chain, column):
    setattr(chain[2], column, "changed")

    assert audit.first_broken(chain) == 3


def test_event_taken_from_the_middle_is_named(chain):
    del chain[1]

    assert audit.first_broken(chain) == 2


def test_events_in_another_order_are_found(chain):
    chain[1], chain[2] = chain[2], chain[1]

    assert audit.first_broken(chain) == 2


def test_each_district_has_a_chain_of_its_own(district, chain, make_district):
    next_door = make_district("nextdoor")
    with acting_in(next_door.pk):
        event = audit.record(
            district_id=next_door.pk,
            by="person 1",
            at=MOMENT,
            kind=AuditEvent.Kind.CONSULTATION,
            what="something read",
        )

    assert (event.number, event.previous_hash) == (1, audit.GENESIS)
