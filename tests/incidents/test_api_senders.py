"""Who may send a report: every audience, strangers, leavers, devices, other districts."""

from datetime import date
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from incidents.models import Report
from members.audiences import REPORTERS, Audience
from members.models import DevicePass, Membership
from members.passes import hash_of, new_token
from tests.conftest import MOMENT
from tests.incidents.sending import body, post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("audience", Audience)
def test_every_audience_is_tried(town, shop, make_member, client, audience):
    person = make_member(town, audience)
    Membership.objects.filter(person=person).update(organisation=shop)
    client.force_login(person)

    answer = post(client, body())

    assert answer.status_code == (201 if audience in REPORTERS else 401)


def test_stranger_is_asked_to_sign_in(town, client):
    answer = post(client, body())

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_leaver_is_refused_at_the_next_request(phone, member):
    Membership.objects.filter(person=member).update(
        starts_on=date(2020, 1, 1), ends_on=date(2020, 6, 1)
    )

    assert post(phone, body()).status_code == 401


def test_another_district_and_a_missing_one_are_the_same_bytes(phone, make_district):
    make_district("neighbour")

    others, missing = (post(phone, body(district=slug)) for slug in ("neighbour", "nowhere"))

    assert (others.status_code, others.content) == (missing.status_code, missing.content)
    assert others.status_code == 400


@pytest.fixture
def till(town, shop):
    """A device that holds a pass, in a browser that enforces the token against forgery."""
    token = new_token()
    DevicePass.objects.create(
        id=uuid4(),
        district=town,
        organisation=shop,
        label="Till",
        token_sha256=hash_of(token),
        made_at=MOMENT,
    )
    device = Client(enforce_csrf_checks=True)
    device.cookies[settings.PASS_COOKIE_NAME] = token
    device.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    return device


def test_device_sends_with_its_pass(till):
    answer = post(till, body(), **{"X-CSRFToken": "a" * 32})

    assert answer.status_code == 201
    assert Report.objects.get().device is not None


@pytest.mark.parametrize(
    "headers", [{}, {"X-CSRFToken": "b" * 32}, {"X-CSRFToken": "a" * 32, "Origin": "null"}]
)
def test_forged_request_is_refused(till, headers):
    answer = post(till, body(), **headers)

    assert answer.status_code == 403
    assert not Report.objects.exists()


def test_revoked_pass_is_refused(till):
    DevicePass.objects.update(revoked_at=MOMENT)

    assert post(till, body(), **{"X-CSRFToken": "a" * 32}).status_code == 401
