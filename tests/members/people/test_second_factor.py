"""Whoever can read personal data signs in with a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from django.test import Client
from django.urls import reverse

from members.audiences import Audience

pytestmark = pytest.mark.django_db


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
