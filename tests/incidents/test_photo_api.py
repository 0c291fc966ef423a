"""A photograph by the interface: one in, one id out, once for each key, or a sentence."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client

from incidents import cleaning
from incidents.envelopes import SEALED_PHOTO, sealed_by
from incidents.models import Photo, Report
from incidents.photo_place import photo_folder
from incidents.sealing import seal_key
from members.audiences import REPORTERS, Audience
from members.models import AuditEvent, Membership
from members.senders import Sender
from tests.alternative_sealing import sealed_photo_as_a_browser_does
from tests.incidents import pictures
from tests.incidents.pictures import send
from tests.incidents.sending import body, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def files(town):
    return sorted(one.path.name for one in photo_folder().stored(town.pk))


def test_photograph_is_stored_small_and_large_and_recorded(phone, town):
    answer = send(phone, pictures.jpeg(400, 300))

    photo = Photo.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {"id": str(photo.pk), "width": 400, "height": 300}
    assert files(town) == [f"{photo.pk}-small.jpg", f"{photo.pk}.jpg"]
    assert photo_folder().large(town.pk, photo.pk).stat().st_mode & 0o777 == 0o600
    assert AuditEvent.objects.filter(what="photo stored").count() == 1


def test_report_and_its_photographs_are_one(phone, town):
    ids = [send(phone, pictures.jpeg(width)).json()["id"] for width in (100, 110, 120)]

    answer = post(phone, body(photos=ids))

    assert answer.status_code == 201
    assert {str(one.pk) for one in Report.objects.get().photos.all()} == set(ids)


def test_same_key_is_the_same_photograph_and_no_other(phone, town):
    key = uuid4()

    first, again = (send(phone, pictures.jpeg(), key) for _ in range(2))
    other = send(phone, pictures.jpeg(130), key)
    covered = send(phone, pictures.jpeg(), key, boxes="0,0,0.5,0.5")

    assert [one.status_code for one in (first, again, other, covered)] == [201, 200, 422, 422]
    assert first.json() == again.json()
    assert "used for another photograph" in other.json()["detail"]
    assert len(files(town)) == 2


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        (b"", 422, "empty or cut off"),
        (b"\xff\xd8\xff", 422, "empty or cut off"),
        (b"\xff\xd8\xff" + b"x" * 50, 422, "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "not a JPEG"),
        (b"\x00\x00\x00\x18ftypheic" + b"x" * 50, 415, "Most Compatible"),
        (b"x" * (cleaning.MOST_BYTES + 1), 413, "12,000,000 bytes"),
    ],
)
def test_what_is_no_photograph_is_refused_in_a_sentence(phone, town, content, status, says):
    answer = send(phone, content)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert says in answer.json()["detail"]
    assert not Photo.objects.exists()
    assert files(town) == []


@pytest.mark.parametrize(
    ("boxes", "field"),
    [("0,0,1", "boxes"), ("0,0,2,1", "boxes"), ("0.6,0,0.6,1", "boxes"), ("a", "boxes")],
)
def test_boxes_that_are_none_are_refused(phone, boxes, field):
    answer = send(phone, pictures.jpeg(), boxes=boxes)

    assert answer.status_code == 400
    assert answer.json()["fields"][0]["field"] == field


@pytest.mark.parametrize("key", ["", "x", "A3BB189E-8BF9-4F2B-8A7E-0C1D2E3F4A5B"])
def test_key_must_be_a_uuid(phone, key):
    answer = phone.post(
        f"{pictures.URL}?district=exampleton",
        pictures.jpeg(),
        content_type="image/jpeg",
        headers={"Idempotency-Key": key},
    )

    assert answer.status_code == 400
    assert answer.json()["fields"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize("audience", Audience)
def test_every_audience_is_tried(town, shop, make_member, client, audience):
    person = make_member(town, audience)
    Membership.objects.filter(person=person).update(organisation=shop)
    client.force_login(person)

    assert send(client, pictures.jpeg()).status_code == (201 if audience in REPORTERS else 401)


def test_stranger_forger_and_other_districts_are_refused(town, phone, member, make_district):
    make_district("neighbour")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)

    others, missing = (
        send(phone, pictures.jpeg(), district=slug) for slug in ("neighbour", "nowhere")
    )

    assert send(Client(), pictures.jpeg()).status_code == 401
    assert send(strict, pictures.jpeg()).status_code == 403
    assert (others.status_code, others.content) == (missing.status_code, missing.content)
    assert others.status_code == 400


def test_photograph_of_another_sender_or_of_no_one_is_a_field_error(phone, town, sender):
    theirs = Photo.objects.create(
        id=uuid4(), district=town, reporter_id=sender.person_id, client_key=uuid4(),
        body_sha256="", sha256="0" * 64, size=1, width=1, height=1, stored_at="2026-11-01T00:00Z",
    )  # fmt: skip

    for pk in (theirs.pk, UUID(int=1)):
        answer = post(phone, body(photos=[str(pk)]))

        assert answer.status_code == 422
        assert answer.json()["fields"][0]["field"] == "photos"
    assert not Report.objects.exists()


def test_welfare_takes_no_photograph(phone, town):
    photo = send(phone, pictures.jpeg()).json()["id"]

    answer = post(phone, body(category="encampment", photos=[photo]))

    assert answer.status_code == 422
    assert "no photograph" in answer.json()["detail"]
    assert Photo.objects.unclaimed().count() == 1


def test_twelve_wait_at_most(phone, town, monkeypatch):
    monkeypatch.setattr("incidents.actions.photos.MOST_UNCLAIMED", 2)

    answers = [send(phone, pictures.jpeg()) for _ in range(3)]

    assert [one.status_code for one in answers] == [201, 201, 429]
    assert answers[2].headers["Retry-After"] == "60"


def test_full_disk_is_said_and_leaves_nothing(phone, town, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("incidents.photo_files.os.fsync", full)

    answer = send(phone, pictures.jpeg())

    assert answer.status_code == 507
    assert not Photo.objects.exists()
    assert files(town) == []
    assert list(photo_folder().half_written()) == []


def test_third_at_once_is_asked_to_come_again(phone, town):
    with cleaning.in_hand(), cleaning.in_hand():
        answer = send(phone, pictures.jpeg())

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "3"
    assert send(phone, pictures.jpeg()).status_code == 201


# --- Sealed --------------------------------------------------------------------------------------


def sealed(sender, content, key, district="exampleton", named=None):
    envelope = (seal_key(settings.SECRET_KEY, district), district)
    return sealed_photo_as_a_browser_does(content, str(key), named or sealed_by(sender), *envelope)


@pytest.fixture
def staff(town, shop, member):
    return Sender(town, organisation_id=shop.pk, person_id=member.pk)


def send_sealed(client, body, key, **more):
    return send(client, body, key, content_type=SEALED_PHOTO, **more)


def test_sealed_photograph_is_that_of_whoever_sealed_it(phone, staff):
    key = uuid4()
    body_twice = [sealed(staff, pictures.jpeg(), key) for _ in range(2)]

    first, again = (send_sealed(phone, one, key) for one in body_twice)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Photo.objects.get().reporter_id == staff.person_id


def test_seal_is_bound_to_its_key_its_district_and_to_photographs(phone, staff):
    key = uuid4()
    photo = sealed(staff, pictures.jpeg(), key)

    assert send_sealed(phone, photo, uuid4()).status_code == 422
    assert send_sealed(phone, photo[:-1] + bytes([photo[-1] ^ 1]), key).status_code == 422
    assert send_sealed(phone, sealed(staff, b"not a picture", key), key).status_code == 415
    assert (
        send_sealed(phone, sealed(staff, pictures.jpeg(), key, named="x"), key).status_code == 422
    )
    assert send_sealed(phone, b'{"key_name": "x"}\n', key).status_code == 400
    assert send_sealed(phone, b"x" * 4000, key).status_code == 400
    assert not Photo.objects.exists()


def test_twelve_million_bytes_count_inside_of_the_seal(phone, staff, monkeypatch):
    monkeypatch.setattr(cleaning, "MOST_BYTES", 1000)
    key = uuid4()

    answer = send_sealed(phone, sealed(staff, pictures.jpeg(300, 300), key), key)

    assert answer.status_code == 413
