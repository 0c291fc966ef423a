"""Photographs and their rows: on the disk first, claimed once, swept when nobody wants them."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from incidents.actions import PhotoNotYours, photos
from incidents.actions.photos import NewPhoto, add_photo, store_photo
from incidents.actions.submitting import submit_report
from incidents.cleaning import CleanPhoto
from incidents.jobs import sweep_photos
from incidents.models import Incident, IncidentChange, IncidentReport, Photo
from incidents.photo_files import PhotoFolder
from incidents.photo_place import photo_folder
from members.access import acting_in
from members.actions import NewOrganisation, add_organisations
from members.ids import new_id
from members.models import AuditEvent, District
from members.senders import Sender
from tests.conftest import MOMENT
from tests.incidents.conftest import open_town
from tests.incidents.test_submitting import sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return photo_folder()


def plain(content, boxes):
    return CleanPhoto(b"large " + content, b"small", 2, 1)


def store(sender, folder, *, at=MOMENT, key=None, content=b"one"):
    new = NewPhoto(key or uuid4(), content)
    return store_photo(sender=sender, new=new, folder=folder, clean=plain, at=at).photo


def aged(path, hours=2):
    moment = timezone.now().timestamp() - hours * 3600
    os.utime(path, (moment, moment))


# --- The disk ------------------------------------------------------------------------------------


def test_file_is_whole_and_synchronised_before_it_has_its_name(tmp_path, monkeypatch):
    steps = []
    real = {name: getattr(os, name) for name in ("fsync", "open")}

    def fsync(descriptor):
        target = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        size = target.stat().st_size if target.is_file() else "folder"
        steps.append(
            ("fsync", "incoming" if target.parent.name == "incoming" else target.name, size)
        )
        real["fsync"](descriptor)

    def rename(self, other):
        steps.append(("rename", other.name, None))
        os.rename(self, other)

    monkeypatch.setattr("incidents.photo_files.os.fsync", fsync)
    monkeypatch.setattr(Path, "rename", rename)
    photo = uuid4()

    PhotoFolder(tmp_path / "photos").put(7, photo, large=b"12345", small=b"123")

    assert steps == [
        ("fsync", "photos", "folder"),  # the district's folder itself, new
        ("fsync", "incoming", 5),
        ("rename", f"{photo}.jpg", None),
        ("fsync", "incoming", 3),
        ("rename", f"{photo}-small.jpg", None),
        ("fsync", "district-7", "folder"),
    ]


def test_row_comes_after_the_files(sender, folder, monkeypatch):
    seen = []
    save = Photo.save

    def watched(self, **options):
        seen.append([one.path.stat().st_size for one in folder.stored(sender.district.pk)])
        save(self, **options)

    monkeypatch.setattr(Photo, "save", watched)

    store(sender, folder, content=b"1234")

    assert seen == [[5, 10]]


# --- Claimed once --------------------------------------------------------------------------------


@pytest.fixture
def accepted(sender):
    return submit_report(sender=sender, sent=sent(), at=MOMENT).receipt


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


# --- Swept ---------------------------------------------------------------------------------------


def test_unclaimed_goes_after_an_hour_with_its_files(
    sender, folder, accepted, django_capture_on_commit_callbacks
):
    now = timezone.now()
    late = store(sender, folder, at=now - timedelta(minutes=61), content=b"late")
    fresh = store(sender, folder, at=now - timedelta(minutes=59), content=b"fresh")
    kept = store(sender, folder, at=now - timedelta(days=9), content=b"kept")
    add_photo(sender=sender, report_id=accepted.pk, photo=kept, at=now)

    with django_capture_on_commit_callbacks(execute=True):
        gone = sweep_photos()

    assert gone == {"unclaimed": 1, "files": 0}
    assert set(Photo.objects.values_list("pk", flat=True)) == {fresh.pk, kept.pk}
    left = {one.photo_id for one in folder.stored(sender.district.pk)}
    assert left == {fresh.pk, kept.pk}
    assert late.pk not in left
    event = AuditEvent.objects.get(what="unclaimed photos thrown away")
    assert (event.kind, event.detail) == (AuditEvent.Kind.ERASURE, {"photos": 1})


def test_nothing_to_sweep_leaves_no_trace(sender, folder):
    store(sender, folder, at=timezone.now())
    before = AuditEvent.objects.count()

    assert sweep_photos() == {"unclaimed": 0, "files": 0}
    assert AuditEvent.objects.count() == before


def test_files_that_no_row_names_go_after_an_hour(sender, folder):
    named = store(sender, folder, at=timezone.now())
    folder.put(sender.district.pk, orphan := uuid4(), large=b"1", small=b"2")
    folder.put(sender.district.pk, young := uuid4(), large=b"1", small=b"2")
    half = folder.turns / "incoming" / "half"
    half.write_bytes(b"ha")
    odd = folder.large(sender.district.pk, named.pk).with_name("odd.txt")
    odd.write_bytes(b"?")
    for one in (folder.large, folder.small):
        aged(one(sender.district.pk, orphan))
        aged(one(sender.district.pk, named.pk))
    aged(half)
    aged(odd)

    gone = sweep_photos()

    assert gone == {"unclaimed": 0, "files": 4}
    left = {one.photo_id for one in folder.stored(sender.district.pk)}
    assert left == {named.pk, young}


def test_one_district_that_fails_stops_no_other(sender, folder, make_district, monkeypatch, caplog):
    make_district("another")
    real = photos.throw_away_unclaimed

    def failing(*, district, **more):
        if district == sender.district:
            raise PermissionError(13, "no")
        return real(district=district, **more)

    monkeypatch.setattr(photos, "throw_away_unclaimed", failing)

    assert sweep_photos() == {"unclaimed": 0, "files": 0}
    assert "Unable to sweep photographs" in caplog.text


# --- At once -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_with_one_key_are_one_photograph(make_district, make_person, folder):
    sender = committed_sender(make_district, make_person)
    key = uuid4()

    def send(_):
        try:
            return store(sender, folder, key=key, at=timezone.now()).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(send, range(8)))

    with acting_in(sender.district.pk):
        assert found == {Photo.objects.get().pk}
    assert {one.photo_id for one in folder.stored(sender.district.pk)} == found


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sweeping_and_claiming_at_once_never_leave_a_report_without_its_file(
    make_district, make_person, folder
):
    sender = committed_sender(make_district, make_person)
    hour_ago = timezone.now() - timedelta(hours=2)
    late = [store(sender, folder, at=hour_ago, content=b"%d" % one).pk for one in range(8)]

    def claim(pk):
        try:
            submit_report(sender=sender, sent=sent(photos=(pk,)), at=MOMENT)
        except PhotoNotYours:
            pass
        finally:
            connections.close_all()

    def sweep(_):
        sweep_photos()
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(claim, pk) for pk in late] + [pool.submit(sweep, 0) for _ in range(4)]
        for job in jobs:
            job.result()

    with acting_in(sender.district.pk):
        claimed = set(Photo.objects.filter(report__isnull=False).values_list("pk", flat=True))
    assert claimed <= {one.photo_id for one in folder.stored(sender.district.pk)}


def committed_sender(make_district, make_person):
    town = open_town(make_district())
    new = NewOrganisation(name="Invented Bakery", kind="LEVY_PAYER", starts_on=date(2020, 1, 1))
    (shop,) = add_organisations(district=town, organisations=[new], by="test", at=MOMENT)
    assert District.objects.filter(pk=town.pk).exists()
    return Sender(town, organisation_id=shop.pk, person_id=make_person().pk)
