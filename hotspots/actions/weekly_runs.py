"""Who makes the map of a week: one worker at a time, once, and again after an outage."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import Q, QuerySet

from hotspots import mondays
from hotspots.actions.weekly_letters import owe_letters
from hotspots.models import Analysis, WeeklyRun
from hotspots.queries import weekly_runs
from hotspots.weekly.weeks import Week
from members.access import acting_in
from members.models import District

logger = logging.getLogger(__name__)


class RunTaken(RuntimeError):
    """Another worker has the run meanwhile, because this one was slow."""


def claim_next_run(*, district: District, at: datetime) -> WeeklyRun | None:
    """Return the newest week of a district that is due and nobody works on, leased; or None.

    A week that has used up its tries is given up, with a line in the log.
    """
    with acting_in(district.pk):
        _plan(district, at)
        while run := _next(district, at):
            if run.attempts >= mondays.MOST_TRIES:
                _give_up(run, at)
                continue
            run.attempts += 1
            run.leased_until = at + mondays.LEASE
            run.save(update_fields=["attempts", "leased_until"])
            return run
    return None


def finish_run(*, run: WeeklyRun, analysis: Analysis, at: datetime) -> int:
    """Mark a leased run done and owe its e-mails, if it is news; return to how many people.

    Raises
    ------
    RunTaken
        If another worker has the run now; nothing is stored then.
    """
    with acting_in(run.district_id):
        marked = _held(run).update(done_at=at, leased_until=None, analysis=analysis)
        if not marked:
            raise RunTaken("Another worker has this week now.")
        if not mondays.is_news(Week.of(run.week_start), at):
            return 0
        return owe_letters(analysis=analysis, at=at)


def postpone_run(*, run: WeeklyRun, at: datetime) -> None:
    """Let a leased run that failed wait, each time twice as long."""
    with acting_in(run.district_id):
        _held(run).update(due_at=at + mondays.pause_after(run.attempts), leased_until=None)


def _held(run: WeeklyRun) -> QuerySet[WeeklyRun]:
    return WeeklyRun.objects.filter(pk=run.pk, leased_until=run.leased_until, done_at__isnull=True)


def _plan(district: District, at: datetime) -> None:
    """Write down the weeks that have become due, and open again what was analysed anew.

    A row that another worker wrote first stands. The e-mail does not go out again.
    """
    analysed = weekly_runs.newest_analyses(district.pk)
    mine = WeeklyRun.objects.filter(district=district)
    seen = mine.order_by("-week_start").values_list("week_start", flat=True)[:1]
    WeeklyRun.objects.bulk_create(
        [
            WeeklyRun(district=district, week_start=week.start, due_at=mondays.ready_at(week))
            for week in mondays.due_weeks(at, analysed, seen)
        ],
        ignore_conflicts=True,
    )
    for run in mine.filter(done_at__isnull=False, week_start__in=analysed):
        newest = analysed[run.week_start]
        if run.analysis_id != newest:
            mine.filter(pk=run.pk, analysis=run.analysis_id).update(
                done_at=None, attempts=0, due_at=at
            )


def _next(district: District, at: datetime) -> WeeklyRun | None:
    owed = WeeklyRun.objects.select_for_update(skip_locked=True).filter(
        Q(leased_until__isnull=True) | Q(leased_until__lte=at),
        district=district,
        done_at__isnull=True,
        given_up_at__isnull=True,
        due_at__lte=at,
    )
    return owed.order_by("-week_start", "pk").first()


def _give_up(run: WeeklyRun, at: datetime) -> None:
    run.given_up_at, run.leased_until = at, None
    run.save(update_fields=["given_up_at", "leased_until"])
    logger.error("Gave up weekly run %s after %d tries", run.pk, run.attempts)
