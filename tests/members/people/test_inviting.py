"""People are invited in bulk, and by nobody below them."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from members import notifications
from members.access import acting_in
from members.actions import Asked, invite
from members.actions.invitations import LIVES
from members.audiences import Audience
from members.models import Invitation
from members.permissions import MAY_ADMIT
from tests.members.people.inviting import sent

pytestmark = pytest.mark.django_db


def test_a_list_is_invited_and_mailed(managed, town, bakery, django_capture_on_commit_callbacks):
    addresses = ["One@Example.invalid", "", "  two@example.invalid  "]

    with django_capture_on_commit_callbacks(execute=True):
        answer = managed.post(reverse("members:invite", args=[town.slug]), sent(addresses))

    assert answer.status_code == 302
    assert [one.to for one in mail.outbox] == [["one@example.invalid"], ["two@example.invalid"]]
    with acting_in(town.pk):
        stored = Invitation.objects.all()
        assert {(one.organisation_id, one.audience) for one in stored} == {(bakery.pk, "MEMBER")}
        assert all(one.mailed_at for one in stored)


@pytest.mark.parametrize(
    ("bad", "verdict"),
    [
        ("no address", "Not an e-mail address"),
        ("Jo <jo@example.invalid>", "Not an e-mail address"),
        ("a@b@example.invalid", "Not an e-mail address"),
        ("straße@example.invalid", "Not an e-mail address"),
        ("İ@example.invalid", "Not an e-mail address"),
        ("x" * 260 + "@example.invalid", "Not an e-mail address"),
        ("GOOD@example.invalid", "Stands in the list twice"),
        ("Manager@example.invalid", "Belongs already"),
    ],
)
def test_one_bad_line_holds_all_back(managed, town, bad, verdict):
    page = managed.post(
        reverse("members:invite", args=[town.slug]), sent(["good@example.invalid", bad])
    ).content.decode()

    assert verdict in page
    assert "1 of 2 lines cannot be used" in page
    with acting_in(town.pk):
        assert Invitation.objects.count() == 0
    assert mail.outbox == []


def test_a_header_cannot_be_smuggled_into_an_address(managed, town):
    page = managed.post(
        reverse("members:invite", args=[town.slug]),
        sent(["a@example.invalid\r\nBcc: b@example.invalid"]),
    ).content.decode()

    assert "1 of 2 lines cannot be used" in page


def test_more_than_a_shift_is_too_many(managed, town):
    many = [f"p{number}@example.invalid" for number in range(51)]

    page = managed.post(reverse("members:invite", args=[town.slug]), sent(many))

    assert "at most 50 addresses" in page.content.decode()


@pytest.mark.parametrize("audience", sorted(set(Audience) - MAY_ADMIT[Audience.MANAGER]))
def test_a_manager_lets_in_nobody_above_them(managed, town, audience):
    page = managed.post(
        reverse("members:invite", args=[town.slug]),
        sent(["new@example.invalid"], audience=audience.value),
    )

    assert page.status_code == 200
    with acting_in(town.pk):
        assert Invitation.objects.count() == 0


def test_other_fields_change_nothing(managed, town, bakery, make_business):
    rival = make_business(town, "Rival Bakery")
    smuggled = {"organisation": rival.pk, "district": 99, "expires_at": "2099-01-01", "id": "1"}

    managed.post(
        reverse("members:invite", args=[town.slug]), sent(["a@example.invalid"], **smuggled)
    )

    with acting_in(town.pk):
        made = Invitation.objects.get()
    assert (made.organisation_id, made.district_id) == (bakery.pk, town.pk)
    assert made.expires_at - made.made_at == LIVES


@pytest.mark.parametrize(
    ("audience", "with_business", "right"),
    [
        ("MEMBER", False, False),
        ("MEMBER", True, True),
        ("POLICE", True, False),
        ("POLICE", False, True),
        ("OPERATIONS", True, True),
        ("OPERATIONS", False, True),
    ],
)
def test_staff_belong_to_a_business_and_partners_to_none(
    client, town, bakery, make_member, audience, with_business, right
):
    client.force_login(make_member(town, Audience.ADMINISTRATOR))
    business = bakery.pk if with_business else ""

    client.post(
        reverse("members:invite", args=[town.slug]),
        sent(["a@example.invalid"], audience=audience, organisation=business),
    )

    with acting_in(town.pk):
        assert Invitation.objects.count() == int(right)


def test_an_e_mail_that_was_not_sent_is_told(
    managed, town, viewer, bakery, monkeypatch, django_capture_on_commit_callbacks
):
    def away():
        raise OSError

    monkeypatch.setattr(notifications, "get_connection", away)
    asked = Asked(["new@example.invalid"], Audience.MEMBER, bakery.pk)
    with django_capture_on_commit_callbacks(execute=True):
        invite(viewer=viewer, asked=asked, at=timezone.now())

    page = managed.get(reverse("members:people", args=[town.slug])).content.decode()

    assert "could not be sent" in page


def test_the_e_mail_holds_a_link_and_nobody(link, manager):
    message = mail.outbox[-1]

    assert "evil" not in message.body
    for personal in ("new@example.invalid", manager.name, manager.email):
        assert personal not in message.body + message.subject


def test_the_link_is_made_of_the_fixed_address(
    managed, town, settings, django_capture_on_commit_callbacks
):
    settings.ALLOWED_HOSTS = ["*"]
    with django_capture_on_commit_callbacks(execute=True):
        managed.post(
            reverse("members:invite", args=[town.slug]),
            sent(["new@example.invalid"]),
            headers={"Host": "evil.invalid", "X-Forwarded-Host": "evil.invalid"},
        )

    assert "http://127.0.0.1:8000/invited/" in mail.outbox[0].body
    assert "evil" not in mail.outbox[0].body
