"""Photographs by plain forms and in sealed reports: the same action, and no byte on a disk."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from incidents import cleaning
from incidents.envelopes import SEALED_PHOTO, sealed_by
from incidents.models import Photo, Receipt, Report
from incidents.photo_place import photo_folder
from incidents.sealing import seal_key
from members.models import DevicePass
from members.passes import hash_of, new_token
from members.senders import Sender
from tests.alternative_sealing import sealed_as_a_browser_does, sealed_photo_as_a_browser_does
from tests.conftest import MOMENT
from tests.incidents import pictures
from tests.incidents.conftest import LAT, LNG

pytestmark = pytest.mark.django_db

PAGE = "/d/exampleton/report/"
BROKEN = b"\xff\xd8\xff\xe0" + b"no picture " * 20


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def fields(*photos, name="IMG_1.jpg", **changes):
    files = [SimpleUploadedFile(name, one, "image/jpeg") for one in photos]
    return {
        "key": str(uuid4()),
        "category": "begging",
        "place": "map",
        "lng": str(LNG),
        "lat": str(LAT),
        "when": "now",
        "photo": files,
    } | changes


def text(answer):
    return answer.content.decode()


# --- The report's own form -----------------------------------------------------------------------


def test_form_brings_its_photographs_once_however_often_it_is_sent(phone):
    key = str(uuid4())

    answers = [phone.post(PAGE, fields(pictures.jpeg(), key=key)) for _ in range(2)]

    assert {one.status_code for one in answers} == {302}
    assert Photo.objects.get().report == Report.objects.get()


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a\x00.jpg", "x" * 4000 + ".jpg", "CON.jpg", ".htaccess", "gpj.\u202eexe",
     "a\r\nX: y.jpg"],
)  # fmt: skip
def test_b18_name_of_a_file_means_nothing(phone, town, name):
    phone.post(PAGE, fields(pictures.jpeg(), name=name))

    photo = Photo.objects.get()
    names = {one.path.name for one in photo_folder().stored(town.pk)}
    assert names == {f"{photo.pk}.jpg", f"{photo.pk}-small.jpg"}


def test_nothing_that_was_sent_is_written_down(phone, monkeypatch):
    def never(*_, **__):
        raise AssertionError("an upload was spooled to a disk")

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", never)
    large = pictures.jpeg() + b"\0" * 4_000_000  # beyond what Django holds in memory by itself

    assert phone.post(PAGE, fields(large)).status_code == 302


@pytest.mark.parametrize(
    ("photos", "says"),
    [
        ([BROKEN], "This picture is damaged"),
        ([b"<svg/>" * 9], "This is not a JPEG, PNG or WebP picture."),
        ([b""], "This file is empty"),
        ([pictures.jpeg(100 + one) for one in range(4)], "Send three photographs at most."),
        ([pictures.jpeg() + b"\0" * cleaning.MOST_BYTES], "at most 12,000,000 bytes"),
    ],
)
def test_refused_photograph_is_said_and_nothing_typed_is_lost(phone, photos, says):
    answer = phone.post(PAGE, fields(*photos, words="What I typed."))

    assert answer.status_code == 422
    assert says in text(answer)
    assert 'href="#id_photos"' in text(answer)
    assert "What I typed." in text(answer)
    assert not Report.objects.exists()


def test_good_photographs_stay_when_another_or_the_form_is_refused(phone):
    first = phone.post(PAGE, fields(pictures.jpeg(), BROKEN))
    kept = str(Photo.objects.get().client_key)

    assert f'name="photos" value="{kept}"' in text(first)
    second = phone.post(PAGE, fields(photos=kept, category=""))
    assert f'name="photos" value="{kept}"' in text(second)
    assert phone.post(PAGE, fields(photos=kept)).status_code == 302
    assert Photo.objects.get().report == Report.objects.get()


def test_welfare_stores_no_photograph_and_the_next_press_sends_the_rest(phone):
    answer = phone.post(PAGE, fields(pictures.jpeg(), category="encampment"))

    assert answer.status_code == 422
    assert "no photograph of anybody" in text(answer)
    assert 'name="photos" value=""' in text(answer)
    assert not Photo.objects.exists()


def test_welfare_chosen_after_the_photograph_leaves_it_out(phone):
    phone.post(PAGE, fields(pictures.jpeg(), category=""))
    kept = str(Photo.objects.get().client_key)

    answer = phone.post(PAGE, fields(photos=kept, category="encampment"))

    assert answer.status_code == 422
    assert 'name="photos" value=""' in text(answer)
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    "photos", [str(UUID(int=1)), "nonsense", " ".join(str(UUID(int=one)) for one in range(1, 5))]
)
def test_keys_of_photographs_that_are_not_there_are_refused(phone, photos):
    answer = phone.post(PAGE, fields(photos=photos))

    assert answer.status_code == 422
    assert "Photo: " in text(answer)


def test_too_much_together_is_a_page_that_says_so(phone):
    answer = phone.post(PAGE, fields(*(pictures.jpeg() + b"\0" * 7_000_000 for _ in range(3))))

    assert answer.status_code == 413
    assert "go back with your browser" in text(answer)


def test_busy_machine_asks_to_send_again(phone):
    with cleaning.in_hand(), cleaning.in_hand():
        answer = phone.post(PAGE, fields(pictures.jpeg(), words="Kept."))

    assert answer.status_code == 422
    assert "Other photographs are being read" in text(answer)
    assert "Kept." in text(answer)


# --- Later ---------------------------------------------------------------------------------------


@pytest.fixture
def reference(phone):
    phone.post(PAGE, fields())
    return Receipt.objects.get().reference


def added_to(reference):
    return f"{PAGE}sent/{reference}/photo/"


def test_photograph_is_added_to_ones_own_report_and_told_on_its_pages(phone, reference):
    page = phone.get(added_to(reference))
    answer = phone.post(
        added_to(reference), {"key": str(uuid4()), "photo": fields(pictures.jpeg())["photo"]}
    )

    assert reference in text(page)
    assert answer.url == f"{PAGE}sent/{reference}/"
    assert "1 photograph is with it." in text(phone.get(answer.url))
    assert Photo.objects.get().report == Report.objects.get()
    assert added_to(reference) in text(phone.get("/d/exampleton/my-reports/"))


@pytest.mark.parametrize(("photos", "says"), [([], "Choose a photograph."), ([BROKEN], "damaged")])
def test_what_cannot_be_added_is_said(phone, reference, photos, says):
    answer = phone.post(added_to(reference), {"photo": fields(*photos)["photo"]})

    assert answer.status_code == 422
    assert says in text(answer)


def test_nobody_else_adds_and_nothing_is_added_to_a_welfare_report(phone, reference, manager):
    phone.post(PAGE, fields(category="encampment"))
    welfare = Receipt.objects.get(kind=Receipt.Kind.SIGHTING).reference
    boss = Client()
    boss.force_login(manager)

    answers = [
        boss.get(added_to(reference)),
        phone.get(added_to(welfare)),
        phone.get(added_to("0000-0000")),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert Client().get(added_to(reference)).status_code == 403


def test_till_adds_to_what_it_sent_itself(town, shop, phone, reference):
    token = new_token()
    DevicePass.objects.create(
        id=uuid4(), district=town, organisation=shop, label="Till", token_sha256=hash_of(token),
        made_at=MOMENT,
    )  # fmt: skip
    till = Client()
    till.cookies[settings.PASS_COOKIE_NAME] = token
    till.post(PAGE, fields())
    own = Receipt.objects.get(device__isnull=False).reference

    answer = till.post(added_to(own), {"photo": fields(pictures.jpeg())["photo"]})

    assert answer.status_code == 302
    assert Photo.objects.get().report.device is not None
    assert till.get(added_to(reference)).status_code == 404


# --- Sealed --------------------------------------------------------------------------------------


@pytest.fixture
def staff(town, shop, member):
    return Sender(town, organisation_id=shop.pk, person_id=member.pk)


def sealed(staff, **changes):
    plain = {name: one for name, one in fields(**changes).items() if name != "photo"}
    content = plain | {"sealed_by": sealed_by(staff), "sealed_at": f"{timezone.now():%FT%TZ}"}
    key = seal_key(settings.SECRET_KEY, "exampleton")
    return sealed_as_a_browser_does(content, key, "exampleton")


def photographed(phone, staff, width=120):
    """Send one sealed photograph and return its key."""
    key = str(uuid4())
    district = (seal_key(settings.SECRET_KEY, "exampleton"), "exampleton")
    photo = sealed_photo_as_a_browser_does(pictures.jpeg(width), key, sealed_by(staff), *district)
    assert pictures.send(phone, photo, key, content_type=SEALED_PHOTO).status_code == 201
    return key


def post(phone, envelope, **more):
    address = f"{PAGE}sealed/"
    return phone.post(address, json.dumps(envelope | more), content_type="application/json")


def test_seal_names_its_photographs_by_their_keys(phone, staff):
    keys = [photographed(phone, staff, width) for width in (100, 110)]
    envelope = sealed(staff, photos=" ".join(keys))

    first, again = post(phone, envelope), post(phone, envelope)

    assert (first.status_code, again.status_code) == (201, 200)
    assert {str(one.client_key) for one in Report.objects.get().photos.all()} == set(keys)


def test_photograph_that_was_thrown_away_is_a_field_of_the_problem(phone, staff):
    answer = post(phone, sealed(staff, photos=str(uuid4())))

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "photos"


def test_photograph_can_be_left_out_and_none_be_put_in(phone, staff):
    key, other = photographed(phone, staff), photographed(phone, staff, 130)
    envelope = sealed(staff, photos=f"{key} {uuid4()}")
    missing = str(uuid4())

    assert post(phone, envelope, photos=other).status_code == 400
    assert post(phone, envelope, without=missing).status_code == 422
    gone = sealed(staff, photos=f"{key} {missing}")
    assert post(phone, gone, without=missing).status_code == 201
    assert [str(one.client_key) for one in Report.objects.get().photos.all()] == [key]


def test_mended_report_keeps_its_photographs_and_adds_to_them(phone, staff):
    first, second = photographed(phone, staff), photographed(phone, staff, 130)
    far = sealed(staff, photos=first, lat="52.2600")
    assert post(phone, far).status_code == 422

    mended = sealed(staff, key=far["key"], carried=json.dumps(far), photos=second)

    assert post(phone, mended).status_code == 201
    assert {str(one.client_key) for one in Report.objects.get().photos.all()} == {first, second}
