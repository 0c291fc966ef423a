"""What is left for the end of a scope: done last, inside its transaction, or not at all."""

import pytest
from django.db import connection

from incidents.views.reading import record_reading
from members.access import Viewer, acting_in, at_the_end
from members.audiences import Audience
from members.models import AuditEvent
from tests.conftest import MOMENT

pytestmark = pytest.mark.django_db


def district_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('ntars.district', true)")
        return cursor.fetchone()[0]


def test_it_is_done_when_the_scope_ends_and_as_the_scope_was(make_district):
    outer, inner, done = make_district("outer"), make_district("inner"), []

    with acting_in(outer.pk):
        at_the_end(lambda: done.append(("outer", district_now())))
        with acting_in(inner.pk):
            at_the_end(lambda: done.append(("inner", district_now())))
            assert done == []
        assert done == [("inner", str(inner.pk))]

    assert done[1:] == [("outer", str(outer.pk))]


def test_it_is_not_done_after_a_failure(make_district):
    done = []

    def fail_halfway():
        with acting_in(make_district().pk):
            at_the_end(lambda: done.append(1))
            raise RuntimeError("the page could not be made")

    with pytest.raises(RuntimeError):
        fail_halfway()

    assert done == []


def test_its_failure_takes_the_transaction_with_it(make_district):
    town = make_district()

    def fail():
        raise RuntimeError("the chain takes no event")

    def write():
        with acting_in(town.pk):
            at_the_end(fail)
            AuditEvent.objects.create(
                district=town, number=1, at=MOMENT, by="x", kind="COLLECTION", what="x"
            )

    with pytest.raises(RuntimeError):
        write()

    with acting_in(town.pk):
        assert not AuditEvent.objects.exists()


def test_there_is_an_end_only_inside_a_scope():
    with pytest.raises(AssertionError):
        at_the_end(print)


@pytest.mark.django_db(transaction=True)
def test_chain_is_free_while_a_page_is_made(make_district):
    viewer = Viewer(1, make_district(), Audience.OPERATIONS)

    with acting_in(viewer.district.pk):
        record_reading(viewer, "triage queue", at=MOMENT)
        assert _locks() == 0
    with acting_in(viewer.district.pk):
        assert AuditEvent.objects.get().what == "triage queue"


def _locks():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        return cursor.fetchone()[0]
