"""Build what a district is given without asking: its trend, and its concentration."""

from __future__ import annotations

from datetime import date, datetime

from hotspots.actions.building import Built, build_analysis
from hotspots.periods import Period, add_months, month_of
from hotspots.queries import CONCENTRATION, TREND, Study
from hotspots.standard import YEAR, trend_period
from incidents import queries as incidents
from layers.queries import releases
from members.access import acting_in
from members.models import District


def build_standard_trends(
    *, district: District, by: str, at: datetime, until: date | None = None
) -> list[Built]:
    """Build the trend up to the last official month, and the concentration of the last year.

    A trend needs three months that both sources have; a concentration needs one report in the
    last twelve complete months. What cannot be made is left out.

    Raises
    ------
    NothingToBuild
        If something else is lacking; the message says what.
    """
    with acting_in(district.pk):
        plan = _plan(district, at, until)
    return [
        build_analysis(
            study=study,
            district=district,
            start=period.start,
            end=period.end,
            by=by,
            at=at,
            audiences=sorted(study.readers),
        )
        for study, period in plan
    ]


def _plan(district: District, at: datetime, until: date | None) -> list[tuple[Study, Period]]:
    span = incidents.first_and_last_occurrence(district.pk)
    if span is None:
        return []
    last = min(add_months(month_of(at), -1), until or date.max)
    plan = []
    held = [month for month in releases.months_held(district.force) if month <= last]
    if held and (trend := trend_period(span[0], held[0], held[-1])):
        plan.append((TREND, trend))
    year = Period(add_months(last, 1 - YEAR), add_months(last, 1))
    if month_of(span[0]) <= last and month_of(span[1]) >= year.start:
        plan.append((CONCENTRATION, year))
    return plan
