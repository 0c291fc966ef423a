"""A code gives one device its pass."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from members.access import acting_in
from members.actions import (
    CodeNotValid,
    enrol_device,
    living_code,
)
from members.actions.devices import LIVES, new_code
from members.models import DevicePass, EnrolmentCode

pytestmark = pytest.mark.django_db


def test_a_code_has_80_random_bits_and_can_be_typed():
    assert new_code(bytes(10)) == "0000-0000-0000-0000"
    assert new_code(b"\xff" * 10) == "zzzz-zzzz-zzzz-zzzz"
    assert re.fullmatch(r"([0-9a-z]{4}-){3}[0-9a-z]{4}", new_code())


def test_only_hashes_are_stored(device, code, town):
    token = device.cookies[settings.PASS_COOKIE_NAME].value

    with acting_in(town.pk):
        stored = str([DevicePass.objects.values().get(), EnrolmentCode.objects.values().get()])

    assert len(token) == 43
    assert token not in stored
    assert code not in stored


def test_the_pass_is_kept_as_safely_as_a_cookie_can_be(device):
    kept = device.cookies[settings.PASS_COOKIE_NAME]

    assert kept["httponly"]
    assert kept["samesite"] == "Strict"
    assert kept["max-age"] == 400 * 24 * 3600
    assert (kept["path"], kept["domain"]) == ("/", "")


def test_the_pass_has_a_host_cookie_over_https(settings, code, client):
    settings.SECURE, settings.PASS_COOKIE_NAME = True, "__Host-pass"

    client.post(reverse("members:enrol", args=[code]))

    assert client.cookies["__Host-pass"]["secure"]


def test_looking_at_a_code_uses_nothing_up(client, code):
    for method in (client.get, client.head, client.get):
        assert method(reverse("members:enrol", args=[code])).status_code == 200

    assert settings.PASS_COOKIE_NAME not in client.cookies
    assert client.post(reverse("members:enrol", args=[code])).status_code == 302


def test_a_code_works_once_for_a_quarter_of_an_hour(code):
    now = timezone.now()
    living_code(code, now + LIVES - timedelta(seconds=9))
    with pytest.raises(CodeNotValid):
        enrol_device(code=code, at=now + LIVES)
    enrol_device(code=code, at=now)

    with pytest.raises(CodeNotValid):
        enrol_device(code=code, at=now)


def bad_codes(code):
    return [code.upper(), code[:-1], code + "0", code.replace("-", ""), "x", "%00", "é", "0" * 900]


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_code_that_is_not_valid_gets_the_same_page(device, client, code, method):
    used = getattr(client, method)(reverse("members:enrol", args=[code]))

    for bad in bad_codes(code):
        answer = getattr(client, method)(reverse("members:enrol", args=[bad]))
        assert (answer.status_code, answer.content) == (404, used.content)


def test_the_device_is_told_what_its_pass_can_do(device, client):
    told = device.get(reverse("members:pass_held")).content.decode()
    not_told = client.get(reverse("members:pass_held")).content.decode()

    assert "Till 1, for Invented Bakery" in told
    assert "It cannot" in told
    assert "no pass" in not_told
