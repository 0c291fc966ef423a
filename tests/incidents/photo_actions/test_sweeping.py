"""What nobody claimed is swept after an hour."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from incidents.actions import photos
from incidents.actions.photos import add_photo
from incidents.jobs import sweep_photos
from incidents.models import Photo
from members.models import AuditEvent
from tests.incidents.photo_actions.storing import aged, store

pytestmark = pytest.mark.django_db


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
