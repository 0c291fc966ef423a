"""Who makes a week's files: one worker, once; again after a failure, an outage or late reports."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from django.db import connections

from hotspots import mondays, weekly_jobs
from hotspots.actions import weekly_runs
from hotspots.actions.weekly_maps import MadeFile, keep_weekly_files, map_folder
from hotspots.map_folder import FileDamaged
from hotspots.models import WeeklyLetter, WeeklyMap, WeeklyRun
from hotspots.monday import make_files, make_week
from members.access import acting_in
from members.actions import ensure_district
from members.audiences import Audience
from members.models import AuditEvent
from tests.hotspots.monday.committed import a_reported_district
from tests.hotspots.weekly.conftest import MONDAY, WEEK

pytestmark = pytest.mark.django_db
READY = mondays.ready_at(WEEK)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(monkeypatch):
    """Return a function that sets what the job takes for the present."""
    now = [READY]
    monkeypatch.setattr(weekly_jobs.timezone, "now", lambda: now[0])
    monkeypatch.setattr(weekly_jobs, "wake", lambda job: None)

    def set_to(moment: datetime) -> None:
        now[0] = moment

    return set_to


@pytest.fixture
def quick(monkeypatch):
    """Make small files in place of real ones; return how often."""
    made = []

    def files_of(versions, ground):
        made.append(list(versions))
        return [MadeFile(name.upper(), "PDF", name.encode()) for name in versions]

    monkeypatch.setattr("hotspots.monday.files_of", files_of)
    return made


# --- Files -------------------------------------------------------------------------------------


def test_make_week_keeps_a_pdf_and_a_map_of_each_version(northampton, reported) -> None:
    made = make_week(district=northampton, week=WEEK, by="test", at=MONDAY)
    again = make_week(district=northampton, week=WEEK, by="test", at=MONDAY + MINUTE)

    kinds = {(row.version, row.medium) for row in made.maps}
    assert kinds == {(v, m) for v in WeeklyMap.Version.values for m in WeeklyMap.Medium.values}
    assert [row.pk for row in again.maps] == [row.pk for row in made.maps]
    for row, one in zip(
        sorted(made.maps, key=lambda row: (row.version, row.medium)),
        sorted(made.files, key=lambda one: (one.version, one.medium)),
        strict=True,
    ):
        assert map_folder().get(row.path, row.sha256) == one.content
        assert row.size == len(one.content)
    assert AuditEvent.objects.filter(what="weekly files made").count() == 1


def test_files_of_the_same_analysis_are_the_same_bytes(northampton, analysis) -> None:
    first = make_files(district=northampton, analysis=analysis, by="test", at=MONDAY)
    later = make_files(district=northampton, analysis=analysis, by="test", at=MONDAY + MINUTE)

    assert [one.content for one in first.files] == [one.content for one in later.files]


def test_a_damaged_or_missing_file_is_never_given_out(analysis, kept) -> None:
    (row,) = keep_weekly_files(
        analysis=analysis, files=[MadeFile("BOARD", "PDF", b"a")], by="test", at=MONDAY
    )
    place = kept / "weekly" / row.path

    place.write_bytes(b"b")
    with pytest.raises(FileDamaged, match="not the one"):
        map_folder().get(row.path, row.sha256)
    place.unlink()
    with pytest.raises(FileDamaged, match="missing"):
        map_folder().get(row.path, row.sha256)
    assert not list(place.parent.iterdir()), "nothing half written is left behind"


# --- Runs --------------------------------------------------------------------------------------


def test_job_makes_the_newest_week_once_from_four_o_clock(
    northampton, analysis, quick, clock
) -> None:
    clock(READY - MINUTE)
    early = weekly_jobs.build_weekly_maps()
    clock(READY)
    first, again = weekly_jobs.build_weekly_maps(), weekly_jobs.build_weekly_maps()

    assert early == {"northampton": WEEK.plus(-1).name}  # the newest that is ready by then
    assert (first, again) == ({"northampton": WEEK.name}, {})
    assert quick == [["operations", "board", "briefing", "members"]] * 2
    run = WeeklyRun.objects.get(week_start=WEEK.start)
    assert (run.attempts, run.done_at) == (1, READY)


def test_job_after_an_outage_makes_what_was_missed_and_mails_the_newest_alone(
    northampton, send, analysis, quick, clock, enlist
) -> None:
    enlist("operations@example.invalid", Audience.OPERATIONS)
    weekly_jobs.build_weekly_maps()
    send([0], week=WEEK.plus(3))
    clock(mondays.ready_at(WEEK.plus(3)))

    came = weekly_jobs.build_weekly_maps()

    weeks = WeeklyRun.objects.filter(done_at__isnull=False).order_by("week_start")
    assert came == {"northampton": WEEK.plus(1).name}  # the newest first, then further back
    assert [run.week_start for run in weeks] == [WEEK.plus(n).start for n in range(4)]
    mailed = WeeklyLetter.objects.order_by("week_start").values_list("week_start", flat=True)
    assert list(mailed) == [WEEK.start, WEEK.plus(3).start]


def test_job_makes_files_again_for_late_reports_and_mails_nobody_twice(
    northampton, send, analysis, quick, clock, enlist
) -> None:
    enlist("operations@example.invalid", Audience.OPERATIONS)
    weekly_jobs.build_weekly_maps()
    late = READY + timedelta(hours=3)
    send([0, 0, 0], submitted_at=late)
    clock(late + MINUTE)

    came = weekly_jobs.build_weekly_maps()

    assert came == {"northampton": WEEK.name}
    assert len(quick) == 2
    assert WeeklyMap.objects.values("analysis").distinct().count() == 2
    assert WeeklyLetter.objects.count() == 1


def test_a_district_that_fails_fails_alone_and_is_tried_again(
    northampton, analysis, quick, clock, monkeypatch, caplog
) -> None:
    other = ensure_district(
        slug="aaa", name="Aaa", force="northamptonshire", invented=False, by="t", at=MONDAY
    )
    real = weekly_jobs.actions.build_due_weeks

    def build(*, district, **rest):
        if district.pk == other.pk:
            raise RuntimeError("no such district")
        return real(district=district, **rest)

    monkeypatch.setattr(weekly_jobs.actions, "build_due_weeks", build)

    with caplog.at_level(logging.ERROR):
        came = weekly_jobs.build_weekly_maps()

    assert came == {"northampton": WEEK.name}
    assert "Unable to analyse the weeks of district" in caplog.text


def test_files_that_cannot_be_made_are_tried_later_and_later_then_given_up(
    northampton, analysis, clock, monkeypatch, caplog
) -> None:
    def broken(versions, ground):
        raise RuntimeError("no fonts")

    monkeypatch.setattr("hotspots.monday.files_of", broken)
    moment, tries = READY, []
    for _ in range(200):
        clock(moment)
        if weekly_jobs.build_weekly_maps():
            tries.append(moment)
        moment += 5 * MINUTE

    waited = [later - earlier for earlier, later in pairwise(tries)]
    assert len(tries) == mondays.MOST_TRIES
    assert waited == [mondays.pause_after(number) for number in range(1, 5)]
    run = WeeklyRun.objects.get()
    assert run.given_up_at is not None
    assert run.done_at is None
    assert f"Gave up weekly run {run.pk}" in caplog.text


def test_a_slow_worker_whose_lease_ran_out_stores_nothing(northampton, analysis, enlist) -> None:
    enlist("operations@example.invalid", Audience.OPERATIONS)
    slow = weekly_runs.claim_next_run(district=northampton, at=READY)
    later = READY + mondays.LEASE
    quick = weekly_runs.claim_next_run(district=northampton, at=later)
    assert slow is not None
    assert quick is not None

    weekly_runs.finish_run(run=quick, analysis=analysis, at=later)
    with pytest.raises(weekly_runs.RunTaken):
        weekly_runs.finish_run(run=slow, analysis=analysis, at=later)
    weekly_runs.postpone_run(run=slow, at=later)

    run = WeeklyRun.objects.get()
    assert run.done_at == later
    assert WeeklyLetter.objects.count() == 1


def test_a_leased_week_is_nobody_elses(northampton, analysis) -> None:
    assert weekly_runs.claim_next_run(district=northampton, at=READY) is not None
    assert weekly_runs.claim_next_run(district=northampton, at=READY + MINUTE) is None


def test_job_that_runs_out_of_time_calls_the_next(northampton, analysis, monkeypatch) -> None:
    called = []
    monkeypatch.setattr(weekly_jobs, "wake", called.append)
    monkeypatch.setattr(weekly_jobs, "_ENOUGH_SECONDS", -1.0)

    assert weekly_jobs.build_weekly_maps() == {}
    assert called == ["hotspots.weekly_jobs.build_weekly_maps"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_one_map(db, settings, tmp_path, monkeypatch) -> None:
    """Two workers begin at the same moment, in two connections; the database decides."""
    settings.MEDIA_ROOT = tmp_path
    district = a_reported_district()
    monkeypatch.setattr(weekly_jobs.timezone, "now", lambda: READY)
    monkeypatch.setattr(weekly_jobs, "wake", lambda job: None)
    start, came = Barrier(2), []

    def work() -> None:
        start.wait()
        came.append(weekly_jobs.build_weekly_maps())
        connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    weekly_jobs.build_weekly_maps()  # what one left because the other was at it
    with acting_in(district.pk):
        assert WeeklyRun.objects.filter(week_start=WEEK.start).count() == 1
        assert WeeklyMap.objects.filter(analysis__period_start=WEEK.start).count() == 8
        assert WeeklyMap.objects.values("analysis").distinct().count() == 1
