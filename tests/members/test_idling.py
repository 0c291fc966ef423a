"""Ten idle minutes end what a sign-in may read, and never what a device may send."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.actions import Enrolment, make_code
from members.audiences import Audience

pytestmark = pytest.mark.django_db

PEOPLE = "/d/exampleton/people/"
REPORT = "/d/exampleton/report/"
MINE = "/d/exampleton/my-reports/"
TEN = timedelta(minutes=10)


@pytest.fixture
def signed_in(town, bakery, make_staff):
    """Return a maker of a browser that somebody of the bakery is signed in to and has used."""

    def make(audience):
        client = Client()
        client.force_login(make_staff(bakery, audience, f"idle-{audience.lower()}@example.invalid"))
        client.get("/")
        return client

    return make


@pytest.fixture
def device(viewer, bakery):
    """A browser that holds a pass."""
    code = make_code(viewer=viewer, enrolment=Enrolment("Till", bakery.pk), at=timezone.now())
    browser = Client()
    browser.post(reverse("members:enrol", args=[code]))
    return browser


def idle(client, minutes):
    """Put the last sign of life of a browser back by some minutes."""
    session = client.session
    session["seen_at"] = (timezone.now() - timedelta(minutes=minutes)).timestamp()
    session.save()


def status(client, address, **headers):
    return client.get(address, headers=headers).status_code


@pytest.mark.parametrize(
    "audience", [Audience.MANAGER, Audience.OPERATIONS, Audience.ADMINISTRATOR]
)
def test_sign_in_that_reads_others_data_ends_after_ten_idle_minutes(signed_in, audience):
    client = signed_in(audience)
    idle(client, 9.9)
    assert status(client, PEOPLE) == 200

    idle(client, 10.1)
    answer = client.get(PEOPLE, follow=True)

    assert answer.redirect_chain == [(f"/account/login/?next={PEOPLE}", 302)]
    assert b"nothing happened here for ten minutes" in answer.content
    assert "_auth_user_id" not in client.session


def test_ended_session_is_gone_from_the_server(signed_in):
    client = signed_in(Audience.MANAGER)
    key = client.session.session_key
    idle(client, 11)

    client.get(PEOPLE)

    assert not Session.objects.filter(session_key=key).exists()


def test_every_page_that_somebody_opens_is_a_sign_of_life(signed_in):
    client = signed_in(Audience.MANAGER)

    for _ in range(3):
        idle(client, 9)
        assert status(client, PEOPLE) == 200

    assert client.session["seen_at"] > (timezone.now() - TEN).timestamp()


def test_open_page_in_use_keeps_it_and_what_a_page_does_by_itself_does_not(signed_in):
    client = signed_in(Audience.MANAGER)
    idle(client, 9)
    before = client.session["seen_at"]

    client.get(reverse("csrf_token"), headers={"Sec-Fetch-Mode": "cors"})
    assert client.session["seen_at"] == before
    client.get(reverse("still_here"), headers={"Sec-Fetch-Mode": "cors"})

    assert client.session["seen_at"] > before


def test_what_a_page_does_by_itself_ends_an_idle_sign_in_too(signed_in):
    client = signed_in(Audience.MANAGER)
    idle(client, 11)

    client.get(reverse("csrf_token"), headers={"Sec-Fetch-Mode": "cors"})

    assert "_auth_user_id" not in client.session


def test_staff_go_on_sending_and_sign_in_anew_to_read(signed_in, town):
    client = signed_in(Audience.MEMBER)
    assert status(client, MINE) == 200
    idle(client, 11)

    assert status(client, REPORT) == 200
    assert status(client, REPORT) == 200
    answer = client.get(MINE)

    assert answer["Location"] == f"/account/login/?next={MINE}"
    assert "_auth_user_id" not in client.session


def test_pass_of_a_device_survives(signed_in, device):
    manager = signed_in(Audience.MANAGER)
    manager.cookies[settings.PASS_COOKIE_NAME] = device.cookies[settings.PASS_COOKIE_NAME].value
    idle(manager, 600)

    assert status(manager, PEOPLE) == 302
    assert status(manager, REPORT) == 200
    assert b"no pass" not in manager.get(reverse("members:pass_held")).content


def test_moment_is_not_written_for_every_click(signed_in):
    client = signed_in(Audience.MANAGER)
    before = client.session["seen_at"]

    client.get("/")

    assert client.session["seen_at"] == before
