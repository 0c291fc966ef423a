"""The manager's pages: devices are listed, named and revoked."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from members.access import acting_in
from members.audiences import Audience
from members.models import DevicePass, EnrolmentCode
from members.passes import sender_of
from tests.members.passes.asking import request_of

pytestmark = pytest.mark.django_db


def test_a_manager_makes_a_code_that_is_shown_once(client, manager, town, bakery):
    client.force_login(manager)
    address = reverse("members:new_device", args=[town.slug])

    page = client.post(address, {"label": " Till\t 2 ", "place": f"{bakery.pk}-0"}).content.decode()

    (link,) = re.findall(rf"{settings.BASE_URL}(/enrol/[0-9a-z-]{{19}}/)", page)
    assert '<path d="M' in page
    assert client.get(link).status_code == 200
    assert "Till 2, for Invented Bakery" in client.get(link).content.decode()


def test_the_devices_are_listed_with_their_last_day(device, client, manager, town):
    sender_of(request_of(device))
    client.force_login(manager)

    page = client.get(reverse("members:devices", args=[town.slug])).content.decode()

    assert "Till 1" in page
    assert "Invented Bakery, Drapery" in page
    assert "Not yet" not in page


@pytest.mark.parametrize("sent", [{}, {"label": ""}, {"label": "x", "place": "9-9"}])
def test_half_a_device_is_asked_for_again(client, manager, town, sent):
    client.force_login(manager)

    page = client.post(reverse("members:new_device", args=[town.slug]), sent)

    assert "There is a problem" in page.content.decode()
    with acting_in(town.pk):
        assert EnrolmentCode.objects.count() == 0


@pytest.mark.parametrize("label", ["a\x00b", "a\x07b", "a\u202eb", "\u200b", " ", "x" * 81])
def test_a_label_is_something_to_read(client, manager, bakery, label):
    client.force_login(manager)
    sent = {"label": label, "place": f"{bakery.pk}-0"}

    page = client.post(reverse("members:new_device", args=[bakery.district.slug]), sent)

    assert "There is a problem" in page.content.decode()


def test_a_manager_manages_the_devices_of_their_business_alone(
    device, client, town, make_business, make_staff
):
    rival = make_business(town, "Rival Bakery")
    client.force_login(make_staff(rival, Audience.MANAGER, "rival@example.invalid"))
    with acting_in(town.pk):
        held = DevicePass.objects.get()

    listed = client.get(reverse("members:devices", args=[town.slug]))
    theirs = client.get(reverse("members:revoke_device", args=[town.slug, held.pk]))

    assert "Till 1" not in listed.content.decode()
    assert theirs.status_code == 404
