"""A leaver is gone at the next request."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.access import acting_in
from members.actions import end_membership
from members.audiences import Audience
from members.models import Membership, Person

pytestmark = pytest.mark.django_db


def end(person, district):
    with acting_in(district.pk):
        membership = Membership.objects.get(person=person)
    end_membership(
        membership=membership, ends_on=timezone.localdate(), by="test", at=timezone.now()
    )


def test_a_leaver_loses_everything_at_the_next_request(managed, town, bakery, make_staff):
    leaver = make_staff(bakery, Audience.OPERATIONS)
    theirs = Client()
    theirs.force_login(leaver)
    page = reverse("members:people", args=[town.slug])
    assert theirs.get(page).status_code == 200

    end(leaver, town)

    assert theirs.get(page).status_code == 302
    theirs.force_login(Person.objects.get(pk=leaver.pk))
    assert theirs.get(page).status_code == 404


def test_a_manager_ends_a_membership(managed, town, bakery, make_staff):
    leaver = make_staff(bakery)
    with acting_in(town.pk):
        membership = Membership.objects.get(person=leaver)
    address = reverse("members:end_membership", args=[town.slug, membership.pk])

    assert managed.get(address).status_code == 200
    assert managed.post(address).status_code == 302
    assert managed.get(address).status_code == 404


def test_a_leavers_invitations_are_closed(link, client, town, bakery, make_staff):
    end(make_staff(bakery, email="new@example.invalid"), town)

    assert client.get(link).status_code == 404


def test_nobody_ends_themselves_or_those_above_them(client, town, bakery, manager, make_staff):
    operations = make_staff(bakery, Audience.OPERATIONS, "ops@example.invalid")
    client.force_login(manager)

    with acting_in(town.pk):
        keys = {one.person_id: one.pk for one in Membership.objects.all()}
    for person in (manager, operations):
        address = reverse("members:end_membership", args=[town.slug, keys[person.pk]])
        assert client.post(address).status_code == 403
