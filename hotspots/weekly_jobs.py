"""Background work of a Monday. Importing this takes seconds: it loads what makes files."""

from __future__ import annotations

import logging
import time
from typing import Final

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from hotspots import actions
from hotspots.actions import weekly_runs
from hotspots.models import Analysis, WeeklyRun
from hotspots.monday import make_files
from hotspots.queries.weekly_runs import newest_analyses
from hotspots.weekly.weeks import Week
from members.access import acting_in
from members.models import District
from members.waking import wake

logger = logging.getLogger(__name__)

_JOB: Final = "hotspots.weekly_jobs.build_weekly_maps"
_BY: Final = "job build_weekly_maps"
#: Well within what a job may take; the next job goes on where this one stopped.
_ENOUGH_SECONDS: Final = 240.0


def build_weekly_maps() -> dict[str, str]:
    """Analyse each week that is due, make its files and owe its e-mails.

    Returns what came of each district where there was something to do. Any number of these may
    run at once: a district's analysis is made behind a lock, and each week is leased to one of
    them. The first that finds work calls another worker, so as many work as there are; one that
    runs out of time calls the next.
    """
    end = time.monotonic() + _ENOUGH_SECONDS
    came: dict[str, str] = {}
    for district in District.objects.order_by("pk"):
        if time.monotonic() > end:
            wake(_JOB)
            break
        if found := _district(district, first=not came):
            came[district.slug] = found
    return came


def _district(district: District, *, first: bool) -> str:
    """Do what is due in one district; whatever fails in it stops no other."""
    try:
        actions.build_due_weeks(district=district, by=_BY, at=timezone.now())
    except (OperationalError, InterfaceError):
        raise  # The database is away: the next round goes on.
    except Exception:
        logger.exception("Unable to analyse the weeks of district %s", district.pk)
    came = ""
    while run := weekly_runs.claim_next_run(district=district, at=timezone.now()):
        if first and not came:
            wake(_JOB)
        came = _made(district, run)
    return came


def _made(district: District, run: WeeklyRun) -> str:
    """Make the files of one week and say what came of it."""
    week = Week.of(run.week_start)
    try:
        with acting_in(district.pk):
            newest = newest_analyses(district.pk)[run.week_start]
            analysis = Analysis.objects.get(pk=newest)
        make_files(district=district, analysis=analysis, by=_BY, at=timezone.now())
        weekly_runs.finish_run(run=run, analysis=analysis, at=timezone.now())
    except weekly_runs.RunTaken:
        return "taken"
    except (OperationalError, InterfaceError):
        raise  # The database is away: the lease runs out by itself.
    except Exception:
        logger.exception("Unable to make the map of district %s for %s", district.pk, week.name)
        weekly_runs.postpone_run(run=run, at=timezone.now())
        return "failed"
    return week.name
