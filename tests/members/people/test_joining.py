"""A link is used once, within seven days, by whom it was sent to."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.access import acting_in
from members.actions import Asked, InvitationNotValid, invite, open_invitation
from members.actions.invitations import LIVES
from members.audiences import Audience
from members.models import Invitation, Membership, Person
from tests.members.people.test_leaving import end

pytestmark = pytest.mark.django_db


def join(browser, link):
    return browser.post(link, {"name": "A new person", "password": "four unusual words"})


def test_somebody_new_joins_once(client, link, town, bakery):
    looked = client.get(link)
    joined = join(client, link)

    assert "Invented Bakery" in looked.content.decode()
    assert joined["Location"] == reverse("account_login")
    person = Person.objects.get(email="new@example.invalid")
    assert person.check_password("four unusual words")
    with acting_in(town.pk):
        membership = Membership.objects.get(person=person)
        assert (membership.audience, membership.organisation_id) == ("MEMBER", bakery.pk)
    assert join(Client(), link).status_code == 404


def test_every_link_that_is_not_valid_gets_the_same_page(client, link):
    token = link.split("/")[2]
    bad = [token.upper(), token[:-1], token + "A", "x", "0" * 43, "é", "a" * 3000]
    join(Client(), link)
    used = client.get(link)

    for one in bad:
        answer = client.get(reverse("members:invited", args=[one]))
        assert (answer.status_code, answer.content) == (404, used.content)


def test_a_link_lives_seven_days(link):
    token = link.split("/")[2]
    now = timezone.now()

    open_invitation(token, now + LIVES - timedelta(minutes=1))
    with pytest.raises(InvitationNotValid):
        open_invitation(token, now + LIVES)


def test_a_withdrawn_or_replaced_link_is_dead(managed, link, town, viewer, bakery):
    with acting_in(town.pk):
        first = Invitation.objects.get()
    managed.post(reverse("members:withdraw", args=[town.slug, first.pk]))
    assert Client().get(link).status_code == 404

    asked = Asked(["again@example.invalid"], Audience.MEMBER, bakery.pk)
    invite(viewer=viewer, asked=asked, at=timezone.now())
    invite(viewer=viewer, asked=asked, at=timezone.now())

    with acting_in(town.pk):
        assert Invitation.objects.open(timezone.now()).count() == 1


@pytest.mark.parametrize("password", ["short", "password1234", "x" * 129, ""])
def test_a_weak_password_is_asked_for_again(client, link, password):
    page = client.post(link, {"name": "A new person", "password": password})

    assert "There is a problem" in page.content.decode()
    assert not Person.objects.filter(email="new@example.invalid").exists()


def test_who_has_a_sign_in_shows_it_first(client, link, town, make_person):
    person = make_person("new@example.invalid")

    assert client.post(link)["Location"].startswith(reverse("account_login"))
    client.force_login(make_person("other@example.invalid"))
    assert client.post(link)["Location"].startswith(reverse("account_login"))
    client.force_login(person)
    assert client.post(link)["Location"] == "/"
    with acting_in(town.pk):
        assert Membership.objects.filter(person=person).count() == 1


def test_nobody_belongs_twice(client, link, bakery, make_staff):
    client.force_login(make_staff(bakery, email="new@example.invalid"))

    assert client.post(link).status_code == 409
    assert client.get(link).status_code == 200


def test_a_leaver_can_be_invited_back(client, viewer, town, bakery, make_staff, request):
    person = make_staff(bakery, email="new@example.invalid")
    end(person, town)
    client.force_login(Person.objects.get(pk=person.pk))

    client.post(request.getfixturevalue("link"))

    with acting_in(town.pk):
        assert Membership.objects.in_force(timezone.localdate()).filter(person=person).exists()
