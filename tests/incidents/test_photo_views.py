"""Who sees a photograph, that it is recorded, and that nothing may keep it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from incidents.models import Photo, Report
from incidents.photo_place import photo_folder
from members.actions import NewOrganisation, add_organisations
from members.audiences import Audience
from members.models import AuditEvent, Membership
from tests.conftest import MOMENT, TODAY
from tests.incidents import pictures
from tests.incidents.pictures import send
from tests.incidents.sending import body, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def photo(phone, town):
    """A photograph of a report that a member of staff sent an hour ago."""
    pk = send(phone, pictures.jpeg(640, 480)).json()["id"]
    occurred = timezone.now() - timedelta(hours=1)
    assert post(phone, body(photos=[pk], occurred_at=f"{occurred:%FT%TZ}")).status_code == 201
    return Photo.objects.get(pk=pk)


def address(photo, size="large", district="exampleton"):
    return f"/d/{district}/photos/{photo.pk}/{size}.jpg"


def signed_in(person):
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.mark.parametrize(("size", "width"), [("large", 640), ("small", 480)])
def test_sender_sees_both_sizes_and_each_is_a_reading(phone, photo, size, width):
    answer = phone.get(address(photo, size))

    assert answer.status_code == 200
    assert pictures.opened(answer.content).width == width
    event = AuditEvent.objects.filter(what="photo").latest("number")
    assert event.kind == AuditEvent.Kind.CONSULTATION
    assert event.detail == {"photo": str(photo.pk), "report": str(photo.report_id), "size": size}


def test_nothing_may_keep_or_guess_it(phone, photo):
    answer = phone.get(address(photo), headers={"Range": "bytes=0-", "Accept": "text/html"})
    again = phone.get(address(photo), headers={"If-None-Match": "*"})

    assert (answer.status_code, again.status_code) == (200, 200)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not {"ETag", "Last-Modified", "Accept-Ranges"} & set(answer.headers)


@pytest.mark.parametrize("audience", Audience)
def test_every_audience_is_tried(town, photo, make_person, make_member, audience):
    person = make_member(town, audience) if audience != Audience.MEMBER else None
    if person is None:  # another member of staff
        person = make_person("another@example.invalid")
        Membership.objects.create(
            district=town, person=person, audience=audience, starts_on=TODAY.replace(year=2020),
            organisation_id=Report.objects.get().organisation_id,
        )  # fmt: skip
    Membership.objects.filter(person=person, audience=Audience.MANAGER).update(
        organisation_id=Report.objects.get().organisation_id
    )

    answer = signed_in(person).get(address(photo))

    sees = {Audience.OPERATIONS, Audience.MANAGER}
    assert answer.status_code == (200 if audience in sees else 404)


def test_manager_next_door_and_unclaimed_photographs_see_the_same_404(town, photo, phone, manager):
    new = NewOrganisation(name="Next Door", kind="LEVY_PAYER", starts_on=TODAY.replace(year=2020))
    (other,) = add_organisations(district=town, organisations=[new], by="test", at=MOMENT)
    Membership.objects.filter(person=manager).update(organisation=other)
    unclaimed = Photo.objects.get(pk=send(phone, pictures.jpeg()).json()["id"])
    missing = Photo(pk=uuid4())

    answers = [
        signed_in(manager).get(address(photo)),
        signed_in(manager).get(address(missing)),
        phone.get(address(unclaimed)),
        phone.get(address(photo, "original")),
    ]

    assert {one.status_code for one in answers} == {404}
    assert answers[0].content == answers[1].content
    assert not AuditEvent.objects.filter(what="photo").exists()


def test_what_cannot_be_recorded_is_not_shown(phone, photo, monkeypatch):
    def away(*_):
        raise DatabaseError("no")

    monkeypatch.setattr("members.audit._append", away)

    answer = phone.get(address(photo))

    assert answer.status_code == 503
    assert b"\xff\xd8" not in answer.content


def test_row_without_its_file_is_a_404_and_a_line_in_the_log(phone, photo, caplog):
    photo_folder().remove(photo.district_id, photo.pk)

    assert phone.get(address(photo)).status_code == 404
    assert f"Unable to find the file of photo {photo.pk}" in caplog.text


def test_pages_of_the_sender_and_of_triage_show_it(phone, photo, town, make_member):
    operations = signed_in(make_member(town, Audience.OPERATIONS))
    small = address(photo, "small")

    mine = phone.get("/d/exampleton/my-reports/").content.decode()
    triage = operations.get("/d/exampleton/triage/").content.decode()
    operations.post(
        "/d/exampleton/triage/change/",
        {"do": "open", "kind": "report", "target": str(photo.report_id), "version": "0"},
    )
    incident = Report.objects.get().link.incident_id
    history = operations.get(f"/d/exampleton/incidents/{incident}/").content.decode()

    assert small in mine
    assert triage.count(small) == 2  # in the panel, and put by for the line
    assert "1 photo" in triage
    assert small in history
