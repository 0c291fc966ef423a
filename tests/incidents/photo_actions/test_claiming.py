"""A photograph belongs to one report, once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from incidents.actions import PhotoNotYours, photos
from incidents.actions.photos import add_photo
from incidents.actions.submitting import submit_report
from incidents.models import Incident, IncidentChange, IncidentReport, Photo
from members.ids import new_id
from members.models import AuditEvent
from members.senders import Sender
from tests.conftest import MOMENT
from tests.incidents.photo_actions.storing import store
from tests.incidents.test_submitting import sent

pytestmark = pytest.mark.django_db


def test_later_photograph_is_appended_once_and_recorded(sender, folder, accepted):
    photo = store(sender, folder)

    for _ in range(2):
        add_photo(sender=sender, report_id=accepted.pk, photo=photo, at=MOMENT)

    assert Photo.objects.get().report_id == accepted.pk
    event = AuditEvent.objects.get(what="photo added")
    assert event.detail == {"report": str(accepted.pk), "photo": str(photo.pk)}


def test_incident_tells_that_a_photograph_came_later(sender, folder, accepted, town):
    incident = Incident.objects.create(
        id=new_id(MOMENT), district=town, status="OPEN", opened_at=MOMENT,
        category=town.category_set.get(code="begging"),
    )  # fmt: skip
    IncidentReport.objects.create(district=town, incident=incident, report_id=accepted.pk)

    add_photo(sender=sender, report_id=accepted.pk, photo=store(sender, folder), at=MOMENT)

    (change,) = IncidentChange.objects.all()
    assert change.kind == IncidentChange.Kind.PHOTO_ADDED
    assert change.after["version"] == Incident.objects.get().version == 2


def test_photograph_of_another_report_or_sender_is_not_added(sender, folder, accepted):
    other = submit_report(sender=sender, sent=sent(), at=MOMENT).receipt
    taken = store(sender, folder)
    add_photo(sender=sender, report_id=other.pk, photo=taken, at=MOMENT)
    till = Sender(sender.district, sender.organisation_id, device_id=uuid4())

    for whose, photo in ((sender, taken), (till, store(sender, folder, content=b"two"))):
        with pytest.raises(PhotoNotYours):
            add_photo(sender=whose, report_id=accepted.pk, photo=photo, at=MOMENT)


def test_report_takes_nine(sender, folder, accepted, monkeypatch):
    monkeypatch.setattr(photos, "MOST_ON_A_REPORT", 1)
    add_photo(sender=sender, report_id=accepted.pk, photo=store(sender, folder), at=MOMENT)

    with pytest.raises(photos.TooManyPhotos, match="1 photographs at most"):
        add_photo(
            sender=sender,
            report_id=accepted.pk,
            photo=store(sender, folder, content=b"2"),
            at=MOMENT,
        )


def test_thirty_a_minute(sender, folder, monkeypatch):
    monkeypatch.setattr(photos, "MOST_A_MINUTE", 2)
    for content in (b"1", b"2"):
        store(sender, folder, content=content)

    with pytest.raises(photos.TooManyPhotos, match="in a minute"):
        store(sender, folder, content=b"3")
    assert store(sender, folder, content=b"3", at=MOMENT + timedelta(minutes=1))


def test_application_edits_nothing_of_a_photograph_but_its_report(sender, folder):
    store(sender, folder)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Photo.objects.update(sha256="1" * 64)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE incidents_photo SET report_id = NULL")
        assert cursor.rowcount == 1
