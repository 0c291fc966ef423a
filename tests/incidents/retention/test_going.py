"""Photographs go when their time is over: row first, then files, held by open incidents."""

from __future__ import annotations

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from incidents.actions import retention as actions
from incidents.actions.photos import NewPhoto, store_photo
from incidents.actions.triage import close_incident, open_incident, reopen_incident
from incidents.cleaning import CleanPhoto
from incidents.jobs import erase_old_photos, sweep_photos
from incidents.models import Photo
from incidents.queries.photos import photos_of
from incidents.queries.retention import retention_of
from incidents.retention import AFTER_CLOSING, USUAL_DAYS, goes_at
from members import audit
from members.access import Viewer
from members.audiences import Audience
from members.models import AuditEvent
from tests.conftest import MOMENT
from tests.incidents.retention.ageing import DUE, closed, erase, files, stored

pytestmark = pytest.mark.django_db


# --- When -------------------------------------------------------------------------------------


def test_moment_counts_from_its_arrival_and_from_the_closing():
    assert goes_at(MOMENT, None, days=30) == MOMENT + timedelta(days=30)
    assert goes_at(MOMENT, MOMENT, days=30) == MOMENT + timedelta(days=30)
    assert goes_at(MOMENT, MOMENT + timedelta(days=29), days=30) == MOMENT + timedelta(days=57)


def test_photograph_goes_when_its_time_is_over_and_the_row_stays(
    town, photo, folder, django_capture_on_commit_callbacks
):
    assert erase(town, folder, DUE - timedelta(seconds=1)) == 0

    with django_capture_on_commit_callbacks(execute=True):
        assert erase(town, folder, DUE) == 1

    photo.refresh_from_db()
    assert photo.erased_at == DUE
    assert files(folder, photo) == [False, False]
    told = AuditEvent.objects.get(what="photo erased")
    assert (told.kind, told.detail["photo"]) == (AuditEvent.Kind.ERASURE, str(photo.pk))
    assert told.detail["report"] == str(photo.report_id)
    assert erase(town, folder, DUE) == 0


def test_open_incident_holds_it(town, report, photo, folder):
    open_incident(report=report, by="x", at=MOMENT)

    assert erase(town, folder, DUE + timedelta(days=365)) == 0


def test_closed_incident_holds_it_four_weeks_more(town, report, photo, folder):
    incident = closed(report, DUE)
    assert erase(town, folder, DUE + AFTER_CLOSING - timedelta(seconds=1)) == 0
    again = reopen_incident(incident=incident, version=incident.version, by="x", at=DUE)
    assert erase(town, folder, DUE + AFTER_CLOSING) == 0
    close_incident(
        incident=again, version=again.version, outcome="ADVISED", by="x",
        at=DUE + timedelta(days=9),
    )  # fmt: skip
    assert erase(town, folder, DUE + AFTER_CLOSING) == 0

    assert erase(town, folder, DUE + AFTER_CLOSING + timedelta(days=9)) == 1


def test_query_says_what_the_formula_says(town, sender, report, folder, operations):
    photo = stored(sender, report, folder)
    closed(report, DUE - timedelta(days=3))
    viewer = Viewer(operations.pk, town, Audience.OPERATIONS, None)

    shown = photos_of(viewer, [report.pk])[report.pk][0]

    last = goes_at(photo.stored_at, DUE - timedelta(days=3), days=USUAL_DAYS)
    assert shown.goes_on == timezone.localdate(last)
    assert retention_of(town.pk).next_at == last
    assert erase(town, folder, last - timedelta(seconds=1)) == 0
    assert erase(town, folder, last) == 1


def test_unclaimed_ones_are_left_to_the_sweep(town, sender, folder):
    store_photo(
        sender=sender,
        new=NewPhoto(uuid4(), b"one"),
        folder=folder,
        clean=lambda content, boxes: CleanPhoto(b"large", b"small", 2, 1),
        at=MOMENT,
    )

    assert erase(town, folder, DUE) == 0


# --- Row, files and audit -----------------------------------------------------------------------


def test_process_that_dies_before_the_files_go_leaves_them_to_the_sweep(town, photo, folder):
    erase(town, folder, DUE)  # nothing is committed here, so no file goes
    assert files(folder, photo) == [True, True]
    for place in (folder.large(town.pk, photo.pk), folder.small(town.pk, photo.pk)):
        os.utime(place, (0, 0))

    assert sweep_photos()["files"] == 2

    assert files(folder, photo) == [False, False]
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_what_cannot_be_recorded_does_not_go(town, photo, folder, monkeypatch):
    def refuse(**event):
        raise audit.AuditUnavailable

    monkeypatch.setattr(audit, "record", refuse)
    with pytest.raises(audit.AuditUnavailable):
        erase(town, folder, DUE)

    photo.refresh_from_db()
    assert photo.erased_at is None
    assert files(folder, photo) == [True, True]


def test_job_takes_all_of_every_district_and_stops_for_none(
    town, sender, report, folder, make_district, monkeypatch, caplog,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    long_ago = timezone.now() - timedelta(days=USUAL_DAYS + 1)
    old = [stored(sender, report, folder, long_ago) for _ in range(3)]
    make_district("nextdoor")
    monkeypatch.setattr(actions, "AT_ONCE", 2)

    with django_capture_on_commit_callbacks(execute=True):
        assert erase_old_photos() == {"exampleton": 3, "nextdoor": 0}

    assert [files(folder, one) for one in old] == [[False, False]] * 3


def test_district_whose_disk_fails_stops_no_other(town, make_district, monkeypatch, caplog):
    make_district("nextdoor")
    erase_due = actions.erase_due_photos

    def failing(*, district, **rest):
        if district.pk == town.pk:
            raise PermissionError(13, "not yours")
        return erase_due(district=district, **rest)

    monkeypatch.setattr(actions, "erase_due_photos", failing)

    assert erase_old_photos() == {"exampleton": 0, "nextdoor": 0}
    assert f"Unable to erase photographs of {town.pk}: errno 13" in caplog.text


def test_row_of_a_photograph_can_say_that_it_went_and_nothing_else(photo, sender, folder):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE incidents_photo SET sha256 = repeat('0', 64)")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE incidents_photoperiod SET days = 30")
