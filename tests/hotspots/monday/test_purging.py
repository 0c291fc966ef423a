"""Files of weeks that were made anew are removed; what stands is not."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from hotspots import jobs
from hotspots.actions import build_week
from hotspots.actions.weekly_maps import MadeFile, keep_weekly_files, purge_weekly_files
from hotspots.models import WeeklyMap
from members.audiences import Audience
from members.models import AuditEvent
from tests.hotspots.weekly.conftest import MONDAY, WEEK

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LATER = MONDAY + timedelta(days=1)


def keep(analysis, at: datetime, content: bytes) -> None:
    files = [
        MadeFile(version, "PDF", content + version.encode()) for version in ("BOARD", "MEMBERS")
    ]
    keep_weekly_files(analysis=analysis, files=files, by="test", at=at)


def written(folder: Path, at: datetime) -> list[Path]:
    """Return the stored files, after setting when they were written."""
    found = sorted(one for one in folder.rglob("*") if one.is_file())
    for one in found:
        os.utime(one, (at.timestamp(), at.timestamp()))
    return found


@pytest.fixture
def made_anew(northampton, analysis, send, kept):
    """A week whose files were made, and made again on Tuesday after a late report."""
    keep(analysis, MONDAY, b"first ")
    send([0], submitted_at=LATER)
    again = build_week(district=northampton, week=WEEK, by="test", at=LATER).analysis
    assert again != analysis
    keep(again, LATER, b"second ")
    written(kept, LATER)
    return northampton


def purge(district, days: int) -> list[str]:
    return purge_weekly_files(district=district, by="test", at=LATER + timedelta(days=days))


def test_replaced_files_go_when_they_are_a_week_old_and_once(made_anew, kept) -> None:
    assert purge(made_anew, 6) == []

    gone = purge(made_anew, 8)

    left = [one.read_bytes() for one in kept.rglob("*.pdf")]
    assert len(gone) == 2
    assert sorted(left) == [b"second BOARD", b"second MEMBERS"]
    assert WeeklyMap.objects.count() == 4, "that they were given out stays on record"
    assert purge(made_anew, 9) == []
    audited = AuditEvent.objects.get(what="weekly files removed")
    assert (audited.kind, audited.detail["files"]) == ("ERASURE", 2)


def test_what_was_never_made_anew_is_kept_for_good(northampton, analysis, kept) -> None:
    keep(analysis, MONDAY, b"only ")
    written(kept, MONDAY)

    assert purge(northampton, 4000) == []


def test_what_a_stopped_process_left_goes_too(northampton, analysis, kept) -> None:
    keep(analysis, MONDAY, b"only ")
    (kept / "weekly" / f"district-{northampton.pk}" / ".half").write_bytes(b"half")
    written(kept, MONDAY)

    assert purge(northampton, 8) == [".half"]


def test_an_old_link_leads_to_the_file_that_stands(made_anew, make_member) -> None:
    client = Client()
    client.force_login(make_member(made_anew, Audience.ADMINISTRATOR))
    old, new = WeeklyMap.objects.filter(version="BOARD").order_by("built_at")
    address = reverse("hotspots:weekly_file", args=[made_anew.slug, old.pk])
    assert client.get(address).content == b"first BOARD"

    purge(made_anew, 8)

    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"{new.pk}/")
    assert client.get(answer["Location"]).content == b"second BOARD"


def test_the_standing_job_does_it_and_one_failure_stops_no_other(
    made_anew, make_district, monkeypatch, kept
) -> None:
    first = make_district("aaa", force="leicestershire")
    written(kept, MONDAY - timedelta(days=9000))

    def purge_or_fail(*, district, **given):
        if district == first:
            raise OSError("no such disk")
        return purge_weekly_files(district=district, **given)

    monkeypatch.setattr("hotspots.actions.weekly_maps.purge_weekly_files", purge_or_fail)

    assert jobs.purge_weekly_files() == {"northampton": 2}
