"""The report's own form takes photographs without script."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from incidents import cleaning
from incidents.models import Photo, Receipt, Report
from incidents.photo_place import photo_folder
from tests.incidents import pictures
from tests.incidents.photo_forms.forms import BROKEN, PAGE, fields, text

pytestmark = pytest.mark.django_db


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
