"""Who belongs is listed on record."""

import pytest
from django.db import DatabaseError
from django.urls import reverse

from members import audit
from members.access import acting_in
from members.audiences import Audience
from members.models import AuditEvent, Membership

pytestmark = pytest.mark.django_db


def test_a_manager_sees_their_own_business_on_record(managed, town, make_business, make_staff):
    make_staff(make_business(town, "Rival Bakery"), email="rival@example.invalid")

    page = managed.get(reverse("members:people", args=[town.slug])).content.decode()

    assert "manager@example.invalid" in page
    assert "rival@example.invalid" not in page
    with acting_in(town.pk):
        read = AuditEvent.objects.get(kind=AuditEvent.Kind.CONSULTATION)
    assert read.what == "people listed"


@pytest.mark.parametrize("audience", [Audience.OPERATIONS, Audience.ADMINISTRATOR])
def test_those_who_run_the_district_see_all_of_it(client, town, bakery, make_staff, audience):
    make_staff(bakery)
    client.force_login(make_staff(bakery, audience, "runs@example.invalid"))

    page = client.get(reverse("members:people", args=[town.slug])).content.decode()

    assert "staff@example.invalid" in page


def test_a_manager_without_a_business_sees_nobody(client, town, bakery, make_member, make_staff):
    make_staff(bakery)
    client.force_login(make_member(town, Audience.MANAGER))

    page = client.get(reverse("members:people", args=[town.slug])).content.decode()

    assert "staff@example.invalid" not in page


@pytest.mark.parametrize("page", ["members:people", "members:end_membership"])
def test_what_cannot_be_recorded_cannot_be_read(managed, town, manager, page, monkeypatch):
    def fail(event):
        raise DatabaseError("no audit")

    with acting_in(town.pk):
        mine = Membership.objects.get(person=manager).pk
    monkeypatch.setattr(audit, "_append", fail)
    address = [town.slug] if page == "members:people" else [town.slug, mine]

    answer = managed.get(reverse(page, args=address))

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "example.invalid" not in answer.content.decode()
    assert manager.name not in answer.content.decode()


# --- A long list ------------------------------------------------------------------------------


def test_long_list_has_pages_and_is_searched(client, bakery, make_staff, monkeypatch):
    monkeypatch.setattr("members.queries.PEOPLE_A_PAGE", 2)
    client.force_login(make_staff(bakery, Audience.MANAGER, "boss@example.invalid"))
    for number in range(3):
        make_staff(bakery, Audience.MEMBER, f"staff-{number}@example.invalid")
    page = reverse("members:people", args=[bakery.district.slug])

    first, last = client.get(page), client.get(page, {"page": "99"})
    found = client.get(page, {"q": "STAFF-1"})

    assert b"Page 1 of 2" in first.content
    assert b"Page 2 of 2" in last.content
    assert b"staff-1@example.invalid" in found.content
    assert b"staff-2@example.invalid" not in found.content
    assert b"Nobody of that name" in client.get(page, {"q": "%"}).content
    for bad in ({"page": "x"}, {"page": "-1"}, {"q": "y" * 101}):
        assert client.get(page, bad).status_code == 400
