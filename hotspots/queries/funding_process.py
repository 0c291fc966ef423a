"""The scheme's own work over both periods of a funding plan: counts only, and no name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from hotspots.funding.responses import Acted, Given, banded, first_responses
from hotspots.periods import Period, add_months, begins_at, month_of
from hotspots.weekly.teams import team_of
from incidents import queries as incidents
from members import queries as members
from members.activity import Activity
from members.models import District
from members.queries.training import trained_between

Json = dict[str, Any]


def process_counts(district: District, plan: Mapping[str, Any], *, known_at: datetime) -> Json:
    """Return the scheme's own counts over both periods of a plan, uncut."""
    starts = [date.fromisoformat(plan[f"{name}_start"]) for name in ("before", "after")]
    end = date.fromisoformat(plan["after_end"])
    spans = {"before": Period(starts[0], starts[1]), "after": Period(starts[1], end)}
    active = members.active_members(district.pk, starts[0], end)
    return {
        "monthly": {
            name: _monthly(district, span, active, known_at) for name, span in spans.items()
        },
        "training": {
            name: asdict(trained_between(district, span.start, span.end, known_at=known_at))
            for name, span in spans.items()
        },
        **_work(district, spans["after"], known_at),
    }


def _monthly(district: District, span: Period, active: Activity, known_at: datetime) -> Json:
    """Return the reports of each month, and the active member-weeks in which they were made."""
    told = incidents.occurrences(
        district.pk, begins_at(span.start), begins_at(span.end), known_at=known_at
    )
    reports = Counter(month_of(moment) for moment in told)
    return {
        f"{month:%Y-%m}": {
            "reports": reports[month],
            "member_weeks": round(active.weeks_between(month, add_months(month, 1))),
        }
        for month in span.months
    }


def _work(district: District, span: Period, known_at: datetime) -> Json:
    start, end = begins_at(span.start), begins_at(span.end)
    work = incidents.work_between(district.pk, start, end, known_at=known_at)
    return {
        "members_reporting": work.reporting,
        "incidents": work.incidents,
        "acted": work.acted,
        "closed": work.closed,
        "outcomes": work.outcomes,
        "response": banded(work.hours),
        "partners": _partners(district, start, end, known_at),
    }


def _partners(district: District, start: datetime, end: datetime, known_at: datetime) -> Json:
    """Return by partner how soon it acted; what people typed is told as a team, never as a name."""
    given = [
        Given(one.incident, team_of(one.to), one.at, one.until)
        for one in incidents.assignments_between(district.pk, start, end, known_at=known_at)
    ]
    acted = [
        Acted(one.incident, team_of(one.who), one.at)
        for one in incidents.deeds_between(district.pk, start, end, known_at=known_at)
    ]
    found = first_responses(given, acted, known_at=known_at)
    return {partner: banded(hours) for partner, hours in found.items()}
