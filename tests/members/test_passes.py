"""Report-only passes: enrolled once, good for reporting alone, dead when revoked."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from members import passes
from members.access import acting_in, holding
from members.actions import (
    CodeNotValid,
    Enrolment,
    end_membership,
    enrol_device,
    living_code,
    make_code,
)
from members.actions.devices import LIVES, new_code
from members.audiences import Audience
from members.models import AuditEvent, DevicePass, EnrolmentCode, Membership, Organisation
from members.passes import sender_of
from tests.conftest import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(viewer, bakery):
    shop = acted(bakery, lambda: bakery.premises.get())
    enrolment = Enrolment("Till 1", bakery.pk, shop.pk)
    return make_code(viewer=viewer, enrolment=enrolment, at=timezone.now())


@pytest.fixture
def device(code):
    """A browser that holds a pass."""
    browser = Client()
    browser.post(reverse("members:enrol", args=[code]))
    return browser


def acted(business, answer):
    with acting_in(business.district_id):
        return answer()


def request_of(browser):
    request = RequestFactory().get("/")
    request.COOKIES.update({name: morsel.value for name, morsel in browser.cookies.items()})
    return request


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


# --- The manager's pages -----------------------------------------------------------------------


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
