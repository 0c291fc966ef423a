"""Build the weeks of a district that are due, each once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from hotspots import queries
from hotspots.actions.building import Built, build_analysis
from hotspots.models import Analysis
from hotspots.queries import WEEKLY, NothingToBuild
from hotspots.weekly.weeks import Week
from incidents.queries import first_and_last_occurrence
from incidents.queries.week import has_late_reports
from members.access import acting_in
from members.models import District

logger = logging.getLogger(__name__)

CAUGHT_UP: Final = 8
"""Weeks that are built after an outage; who needs older ones asks for them."""

LOOKED_AT_AGAIN: Final = 2
"""Weeks that are built anew if reports came late."""

_LOCK: Final = 20_070  # the first key of the lock that lets one process build a district's weeks


def build_week(*, district: District, week: Week, by: str, at: datetime) -> Built:
    """Build one week for all who read weeks, unless it stands with the same inputs and code.

    Raises
    ------
    NothingToBuild
        If it has not ended, or the district had no boundary or categories.
    """
    return build_analysis(
        study=WEEKLY,
        district=district,
        start=week.start,
        end=week.end,
        by=by,
        at=at,
        audiences=sorted(WEEKLY.readers),
    )


def build_due_weeks(
    *, district: District, by: str, at: datetime, weeks: int = CAUGHT_UP
) -> list[Built]:
    """Build every week that is missing among the last ones, and the last two anew if need be.

    What is due is found in the database, so nothing is built twice, and nothing is missed after
    an outage. Each week is a transaction of its own, and only one process builds a district's
    weeks at a time; another one finds nothing to do.
    """
    built = []
    for week in _candidates(district, at, weeks):
        try:
            built += _build_if_due(district, week, by, at)
        except NothingToBuild as reason:  # one week's gap is no reason to miss the others
            logger.info("No %s for %s: %s", week.name, district.slug, reason)
    return built


def _build_if_due(district: District, week: Week, by: str, at: datetime) -> list[Built]:
    with acting_in(district.pk):
        if not (_alone(district) and _is_due(district, week, at)):
            return []
        return [build_week(district=district, week=week, by=by, at=at)]


def _candidates(district: District, at: datetime, weeks: int) -> Iterable[Week]:
    """Return the weeks that there may be something to build for, the oldest first."""
    last = Week.last_complete(at)
    with acting_in(district.pk):
        span = first_and_last_occurrence(district.pk)
    if span is None:
        return [last]
    if district.invented:  # an invented town's time ends with its last report
        last = min(last, Week.at(span[1] + timedelta(days=1)).plus(-1))
    return [week for week in last.up_to(weeks) if week >= Week.at(span[0])]


def _alone(district: District) -> bool:
    """Hold the district's weeks until the transaction ends, unless another process does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, district.pk])
        return bool(cursor.fetchone()[0])


def _is_due(district: District, week: Week, at: datetime) -> bool:
    standing = queries.latest_of_kind(district, WEEKLY, week.start, week.end, {})
    if standing is None:
        return True
    is_recent = week > Week.last_complete(at).plus(-LOOKED_AT_AGAIN)
    return is_recent and _has_late_reports(district, week, standing)


def _has_late_reports(district: District, week: Week, standing: Analysis) -> bool:
    return has_late_reports(
        district_id=district.pk,
        start=week.begins_at,
        end=week.ends_at,
        since=datetime.fromisoformat(standing.parameters["choice"]["known_at"]),
    )
