"""The training sessions of the invented town: more of them once there was money."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import numpy as np

from fixtures.planted_town.control_towns import FUNDED_MONTHS
from hotspots.periods import add_months
from members.actions.training import record_session
from members.models import Organisation
from ntars_geo.demo.stages.seeding_run import BY, Seeding

_SUBJECTS: Final = ("How to report", "Keeping calm at the door", "What happens to a report")
_BEFORE: Final = 4
_AFTER: Final = 14
_MOST_BUSINESSES: Final = 9
_EVENING: Final = time(17)


def hold_training(seeding: Seeding) -> None:
    """Record a few sessions of the year before the money, and one or two a month since."""
    rng = np.random.default_rng([seeding.town.seed, 61])
    end = add_months(seeding.town.until.first_day, 1)
    start = add_months(end, -FUNDED_MONTHS)
    days = [*_days(rng, add_months(start, -12), start, _BEFORE), *_days(rng, start, end, _AFTER)]
    payers = Organisation.objects.filter(
        district=seeding.district, kind=Organisation.Kind.LEVY_PAYER
    )
    for number, day in enumerate(days):
        ids = payers.in_force(day).order_by("pk").values_list("pk", flat=True)
        came = rng.permutation(list(ids))[: int(rng.integers(4, _MOST_BUSINESSES))]
        record_session(
            district=seeding.district,
            held_on=day,
            subject=_SUBJECTS[number % len(_SUBJECTS)],
            people={int(one): int(rng.integers(1, 4)) for one in came},
            by=BY,
            at=datetime.combine(day, _EVENING, UTC),
        )


def _days(rng: np.random.Generator, start: date, end: date, sessions: int) -> list[date]:
    """Return Tuesdays to Thursdays, spread over a span."""
    apart = (end - start).days / sessions
    days = [start + timedelta(days=int(apart * (one + rng.random()))) for one in range(sessions)]
    return [day - timedelta(days=day.weekday()) + timedelta(days=1 + day.day % 3) for day in days]
