"""People of a business: listed on record, invited in bulk, gone at once."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from django.core import mail
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import audit, notifications
from members.access import acting_in
from members.actions import Asked, InvitationNotValid, end_membership, invite, open_invitation
from members.actions.invitations import LIVES
from members.audiences import Audience
from members.models import AuditEvent, Invitation, Membership, Person
from members.permissions import LINKS, MAY_ADMIT, MAY_BE_OF_A_BUSINESS, links_of
from tests.incidents.conftest import open_town

pytestmark = pytest.mark.django_db

PEOPLE = ["members:people", "members:invite"]


@pytest.fixture
def managed(client, manager):
    """A browser in which the bakery's manager is signed in."""
    client.force_login(manager)
    return client


@pytest.fixture
def link(viewer, bakery, django_capture_on_commit_callbacks):
    """The address in the e-mail of an invitation."""
    asked = Asked(["new@example.invalid"], Audience.MEMBER, bakery.pk)
    with django_capture_on_commit_callbacks(execute=True):
        invite(viewer=viewer, asked=asked, at=timezone.now())
    (found,) = re.findall(r"http://127.0.0.1:8000(/invited/\S+)", mail.outbox[-1].body)
    return found


def sent(addresses, **more):
    return {"emails": "\n".join(addresses), "audience": "MEMBER", **more}


# --- Who belongs -------------------------------------------------------------------------------


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


# --- Inviting ----------------------------------------------------------------------------------


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


# --- Joining -----------------------------------------------------------------------------------


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


# --- Leaving -----------------------------------------------------------------------------------


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


# --- The second factor -------------------------------------------------------------------------


def password_only(person):
    """Return a browser that is signed in with the password alone."""
    browser = Client()
    browser.force_login(person)
    session = browser.session
    session.pop("account_authentication_methods", None)
    session.save()
    return browser


def test_a_manager_without_a_second_factor_has_to_enrol_one(town, manager):
    Authenticator.objects.all().delete()

    answer = password_only(manager).get(reverse("members:people", args=[town.slug]))

    assert answer["Location"] == reverse("mfa_activate_totp")


def test_a_session_from_before_enrolment_does_not_count(town, bakery, make_person, make_staff):
    person = make_staff(bakery, Audience.MANAGER)
    Authenticator.objects.all().delete()
    earlier = password_only(person)
    Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.TOTP,
        data={"secret": encrypt(generate_totp_secret())},
    )

    answer = earlier.get(reverse("members:people", args=[town.slug]))

    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))


def test_a_passkey_alone_is_asked_for_as_a_passkey(town, manager):
    Authenticator.objects.update(type=Authenticator.Type.WEBAUTHN, data={})

    answer = password_only(manager).get(reverse("members:people", args=[town.slug]))

    assert answer["Location"].startswith(reverse("mfa_reauthenticate_webauthn"))


@pytest.mark.parametrize(
    "route",
    [
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_view_recovery_codes",
        "account_email",
        "account_change_password",
    ],
)
def test_a_session_from_before_enrolment_changes_no_sign_in(manager, route):
    answer = password_only(manager).get(reverse(route))

    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))


def test_a_passkey_can_be_used_to_sign_in(client):
    page = client.get(reverse("account_login")).content.decode()

    assert "Sign in with a passkey" in page


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


# --- Finding one's pages -----------------------------------------------------------------------


@pytest.mark.parametrize("audience", Audience)
def test_the_head_links_to_what_opens(client, town, bakery, make_staff, audience):
    open_town(town)  # a district at work has its boundary
    client.force_login(make_staff(bakery, audience))

    head = client.get("/").content.decode()

    shown = {
        link.route for link in LINKS if f'href="{reverse(link.route, args=[town.slug])}"' in head
    }
    links = links_of(audience, of_a_business=audience in MAY_BE_OF_A_BUSINESS)
    assert {link.route for link in links} <= shown
    for link in links:
        assert client.get(reverse(link.route, args=[town.slug])).status_code == 200
