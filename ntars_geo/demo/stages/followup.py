"""What was done about the reports of the last weeks: triage as the scheme's office would do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from incidents.actions.triage import (
    Done,
    assign,
    close_incident,
    open_incident,
    record_action,
)
from incidents.models import Incident, Report
from ntars_geo.demo.stages.seeding_run import BY, Seeding

#: Enough for the weekly pages and the funder's report to have something to say.
_SPAN: Final = timedelta(weeks=16)
#: The newest wait in the queue, so that there is something to triage.
_WAITING: Final = timedelta(days=7)

#: What nobody did anything about by then is closed as such.
_GIVEN_UP: Final = timedelta(days=24)

_TRIAGED: Final = 0.8
_ACTED: Final = 0.75
_CLOSED: Final = 0.7

_HOURS_TO_TRIAGE: Final = 14.0
_HOURS_TO_ACTION: Final = 20.0


@dataclass(frozen=True)
class _Work:
    """What one partner does about the reports that come to it."""

    who: str
    what: str
    minutes: tuple[int, int]
    outcomes: tuple[Incident.Outcome, ...]


_WARDENS: Final = _Work(
    "Town wardens",
    "Went there, spoke to those present and stayed until it was quiet.",
    (10, 45),
    (Incident.Outcome.MOVED_ON, Incident.Outcome.ADVISED, Incident.Outcome.NOT_FOUND),
)
_CLEANING: Final = _Work("Street cleaning", "Cleaned up.", (20, 60), (Incident.Outcome.CLEANED,))
_PARTNERSHIP: Final = _Work(
    "Business crime partnership",
    "Took a statement and passed it on.",
    (15, 40),
    (Incident.Outcome.PASSED_ON, Incident.Outcome.NO_ACTION),
)

_DOES: Final = {
    "graffiti": _CLEANING,
    "environmental_damage": _CLEANING,
    "fly_tipping": _CLEANING,
    "shop_theft": _PARTNERSHIP,
    "threatening_or_abusive": _PARTNERSHIP,
}


def follow_up(seeding: Seeding) -> None:
    """Triage, act on and close most reports of the last weeks."""
    rng = np.random.default_rng(seeding.town.seed)
    reports = list(Report.objects.filter(district=seeding.district).order_by("occurred_at", "pk"))
    newest = reports[-1].occurred_at
    for report in reports:
        if newest - _SPAN < report.occurred_at < newest - _WAITING and rng.random() < _TRIAGED:
            _handle(report, rng, before=seeding.at)


def _handle(report: Report, rng: np.random.Generator, *, before: datetime) -> None:
    """Open an incident, and do about it what its kind asks for, all of it before a moment."""
    work = _DOES.get(report.category.code, _WARDENS)
    at = _later(report.submitted_at, rng, _HOURS_TO_TRIAGE)
    incident = open_incident(report=report, by=BY, at=min(at, before))
    incident = assign(
        incident=incident, version=incident.version, to=work.who, by=BY, at=min(at, before)
    )
    if rng.random() < _ACTED:
        at = min(_later(at, rng, _HOURS_TO_ACTION), before)
        done = Done(work.what, work.who, at, int(rng.integers(*work.minutes)))
        incident = record_action(
            incident=incident, version=incident.version, done=done, by=BY, at=at
        )
        if rng.random() < _CLOSED:
            outcome = str(work.outcomes[rng.integers(len(work.outcomes))])
            close_incident(
                incident=incident, version=incident.version, outcome=outcome, by=BY, at=at
            )
    elif at + _GIVEN_UP < before:
        close_incident(
            incident=incident,
            version=incident.version,
            outcome=Incident.Outcome.NO_ACTION,
            by=BY,
            at=at + _GIVEN_UP,
        )


def _later(moment: datetime, rng: np.random.Generator, hours: float) -> datetime:
    return moment + timedelta(hours=float(rng.exponential(hours)))
