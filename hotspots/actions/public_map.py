"""Publish the quarters that are due, each once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime

from hotspots import queries
from hotspots.actions.building import Built, build_analysis
from hotspots.models import Analysis
from hotspots.periods import Period, add_months, begins_at, month_of
from hotspots.queries.public_map_study import DELAY, PUBLIC_MAP, QUARTER
from hotspots.queries.studies import NothingToBuild
from incidents import queries as incidents
from layers.queries import releases
from members.access import acting_in
from members.audiences import Audience
from members.models import District

logger = logging.getLogger(__name__)


def publish_quarters(*, district: District, by: str, at: datetime) -> list[Built]:
    """Publish every quarter that is due and has not been published, the oldest first.

    A quarter that lacks something is tried again the next time, and the log says what it lacks.
    """
    built = []
    with acting_in(district.pk):
        due = list(_quarters_due(district, at))
    for quarter in due:
        try:
            made = build_analysis(
                study=PUBLIC_MAP,
                district=district,
                start=quarter.start,
                end=quarter.end,
                by=by,
                at=at,
                audiences=(Audience.PUBLIC,),
            )
        except NothingToBuild as reason:
            logger.info("No public map of %s for %s: %s", district.slug, quarter.slug, reason)
        else:
            built.append(made)
    return built


def _quarters_due(district: District, at: datetime) -> Iterator[Period]:
    """Return the quarters since the first report that are late enough and have all their files.

    Without those that were given before.
    """
    span = incidents.first_and_last_occurrence(district.pk)
    if span is None:
        return
    given = queries.periods_given(district, Audience.PUBLIC, Analysis.Kind.PUBLIC_MAP)
    held = set(releases.months_held(district.force))
    start = _quarter_of(month_of(span[0]))
    while begins_at(end := add_months(start, QUARTER)) + DELAY <= at:
        quarter = Period(start, end)
        if quarter not in given and held.issuperset(quarter.months):
            yield quarter
        start = end


def _quarter_of(month: date) -> date:
    return month.replace(month=(month.month - 1) // QUARTER * QUARTER + 1)
