"""A device reports for its business, and reads nothing personal."""

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from members import passes
from members.access import acting_in, holding
from members.actions import (
    Enrolment,
    end_membership,
    enrol_device,
    make_code,
)
from members.audiences import Audience
from members.models import AuditEvent, DevicePass, EnrolmentCode, Membership, Organisation
from members.passes import sender_of
from tests.conftest import MOMENT
from tests.members.passes.asking import request_of

pytestmark = pytest.mark.django_db


def test_a_device_is_a_sender(device, bakery, town):
    sender = sender_of(request_of(device))

    assert (sender.district, sender.organisation_id) == (town, bakery.pk)
    assert sender.premises_id is not None
    assert sender.person_id is None
    assert sender.actor == f"device {sender.device_id}"


def test_a_device_is_a_sender_of_its_own_district_alone(device, next_door, town):
    assert sender_of(request_of(device), town.slug) is not None
    assert sender_of(request_of(device), next_door.slug) is None
    assert sender_of(request_of(device), "no-such-town") is None


def test_a_pass_survives_signing_out_of_the_same_browser(device, manager):
    device.force_login(manager)
    device.post(reverse("account_logout"))

    assert sender_of(request_of(device)) is not None


def test_the_person_comes_before_the_device(device, bakery, make_staff):
    person = make_staff(bakery)
    request = request_of(device)
    request.user = person

    assert sender_of(request).person_id == person.pk


@pytest.mark.parametrize("audience", Audience)
def test_only_those_who_report_are_senders(bakery, make_staff, audience):
    request = RequestFactory().get("/")
    request.user = make_staff(bakery, audience)

    found = sender_of(request)

    expected = audience in {Audience.MEMBER, Audience.MANAGER, Audience.OPERATIONS}
    assert (found is not None) == expected


def test_nobody_reports_for_no_business(town, make_member):
    request = RequestFactory().get("/")
    request.user = make_member(town, Audience.OPERATIONS)

    assert sender_of(request) is None


def test_a_revoked_pass_is_dead_at_the_next_request(device, client, manager, town):
    client.force_login(manager)
    with acting_in(town.pk):
        held = DevicePass.objects.get()

    client.post(reverse("members:revoke_device", args=[town.slug, held.pk]))

    assert sender_of(request_of(device)) is None
    assert b"no pass" in device.get(reverse("members:pass_held")).content
    with acting_in(town.pk):
        assert AuditEvent.objects.filter(what="device revoked").count() == 1


def test_asking_whether_to_revoke_revokes_nothing(device, client, manager, town):
    client.force_login(manager)
    with acting_in(town.pk):
        held = DevicePass.objects.get()

    client.get(reverse("members:revoke_device", args=[town.slug, held.pk]))

    assert sender_of(request_of(device)) is not None


def test_a_business_that_left_reports_no_more(device, bakery, make_staff):
    staff = RequestFactory().get("/")
    staff.user = make_staff(bakery)
    with acting_in(bakery.district_id):
        Organisation.objects.update(ends_on=timezone.localdate())

    assert sender_of(request_of(device)) is None
    assert sender_of(staff) is None


def test_a_leavers_device_stays_with_the_business(device, town, manager):
    with acting_in(town.pk):
        membership = Membership.objects.get(person=manager)
        end_membership(
            membership=membership, ends_on=timezone.localdate(), by="test", at=timezone.now()
        )

    assert sender_of(request_of(device)) is not None


@pytest.mark.parametrize(
    "token", ["", "x", "0" * 43, "é" * 43, "../" * 20, "0" * 9000, "a" * 42 + "\n"]
)
def test_other_cookies_are_no_pass(device, token):
    request = RequestFactory().get("/")
    request.COOKIES[settings.PASS_COOKIE_NAME] = token

    assert sender_of(request) is None


def test_the_day_of_use_is_noted(device, town):
    sender_of(request_of(device))

    with acting_in(town.pk):
        assert DevicePass.objects.get().last_used_on == timezone.localdate()


def test_a_pass_reads_nothing_personal(device, town, manager, make_member):
    make_member(town, Audience.OPERATIONS)
    pages = ["members:people", "members:invite", "members:devices", "members:new_device"]

    for page in (*pages, "hotspots:contrast", "basemap"):
        answer = device.get(reverse(page, args=[town.slug]))
        assert answer.status_code == 302
        assert manager.email not in answer.content.decode()


def test_the_database_shows_a_token_its_own_pass_alone(device, town, viewer, bakery):
    other = enrol_device(
        code=make_code(viewer=viewer, enrolment=Enrolment("Till 2", bakery.pk), at=MOMENT),
        at=MOMENT,
    )

    with holding(passes.hash_of(other)):
        seen = list(DevicePass.objects.values_list("label", flat=True))
        assert EnrolmentCode.objects.count() == 0
        assert Organisation.objects.count() == 0
        assert DevicePass.objects.update(label="Taken over") == 0

    assert seen == ["Till 2"]
