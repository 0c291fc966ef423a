"""Build the contrast of a district and period, or every one that is due."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from hotspots import queries
from hotspots.actions.building import Built, build_analysis
from hotspots.periods import Period, add_months, month_of
from hotspots.queries import CONTRAST, NothingToContrast
from hotspots.recipe import RESOLUTION
from hotspots.standard import disjoint_years, operations_periods
from incidents import queries as incidents
from layers.queries import releases
from members.access import acting_in
from members.audiences import Audience
from members.models import District

logger = logging.getLogger(__name__)

#: Those of them who read contrasts get whole years that never overlap.
_YEARLY: Final = (Audience.FUNDER, Audience.ANALYST)


def build_contrast(
    *,
    district: District,
    period: Period,
    by: str,
    at: datetime,
    audiences: Sequence[Audience] = (Audience.OPERATIONS,),
    resolution: int = RESOLUTION,
) -> Built:
    """Build a contrast unless one stands with the same inputs and code, and disclose it.

    Raises
    ------
    NothingToContrast
        If something that every contrast needs is lacking; the message says what.
    NotLegitimate
        If official points are too coarse for the resolution.
    PeriodsOverlap, OneResolution
        If what an audience was given before forbids it.
    """
    return build_analysis(
        study=CONTRAST,
        district=district,
        start=period.start,
        end=period.end,
        by=by,
        at=at,
        audiences=audiences,
        options={"resolution": resolution},
    )


def _first_to_compare(district: District, months: Sequence[date]) -> date:
    """Return the first month that both sources have; a district without reports has them all."""
    span = incidents.first_and_last_occurrence(district.pk)
    if span is None:
        return months[0]
    return max(months[0], month_of(span[0]))


def build_standard_contrasts(
    *, district: District, by: str, at: datetime, until: date | None = None
) -> list[Built]:
    """Build every period that a district is given without asking, up to the last official month.

    Returns nothing for a district without official data. Periods that lack something are left
    out, and the log says why.
    """
    with acting_in(district.pk):
        held = releases.months_held(district.force)
        # A file may be named after a month that has not ended, and must not stop all others.
        ended = [month for month in held if add_months(month, 1) <= month_of(at)]
        months = [month for month in ended if until is None or month <= until]
        if not months:
            return []
        first, last = _first_to_compare(district, months), months[-1]
        plan: dict[Period, list[Audience]] = {}
        for audience in _YEARLY:
            given = queries.periods_given(district, audience)
            for period in disjoint_years(last, first, given):
                plan.setdefault(period, []).append(audience)
        for period in operations_periods(last, first):
            plan.setdefault(period, []).append(Audience.OPERATIONS)
    # The longest period first: it fixes the year's colour scale.
    built = []
    for period in sorted(plan, key=lambda period: (-period.length, period)):
        try:
            made = build_contrast(
                district=district, period=period, by=by, at=at, audiences=plan[period]
            )
        except NothingToContrast as reason:  # one period's gap is no reason to miss the others
            logger.info("No contrast of %s for %s: %s", district.slug, period.slug, reason)
        else:
            built.append(made)
    return built
