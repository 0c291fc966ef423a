"""The funding plan of the invented town, frozen on an invented day before its year began."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.conf import settings
from shapely.geometry import mapping

from fixtures.planted_town import control_towns
from fixtures.planted_town.control_towns import FUNDED_MONTHS, RADIUS_M
from fixtures.planted_town.geometry import geometry_to_degrees
from hotspots.actions import Draft, build_waiting_plans, freeze_plan, save_draft
from hotspots.actions.evidence import make_key
from hotspots.actions.pulse import open_pulse, take_answer
from hotspots.evidence_jobs import sign_packs_of
from hotspots.models import PulseAnswer
from hotspots.periods import add_months
from ntars_geo.demo.stages.seeding_run import BY, SOURCE, Seeding

_BEFORE_MONTHS = 24
_DAYS_AHEAD = 11
_ROUND_DAYS = 28
_ANSWERS = 190


def evaluate_funding(seeding: Seeding) -> None:
    """Freeze the plan, evaluate it by the official files, sign its pack, and ask how it feels."""
    end = add_months(seeding.town.until.first_day, 1)
    start = add_months(end, -FUNDED_MONTHS)
    frozen_at = datetime.combine(start - timedelta(days=_DAYS_AHEAD), time(10), UTC)
    plan = save_draft(
        district=seeding.district,
        draft=Draft(
            funder="Invented Commissioner's Office",
            amount=Decimal("85000"),
            share=Decimal("85"),
            promise="Twelve months of wardens and of this scheme: less anti-social behaviour in "
            "the town centre than there would have been without them.",
            before_start=add_months(start, -_BEFORE_MONTHS),
            after_start=start,
            after_end=end,
            categories=["anti-social-behaviour"],
            ring_from_m=100,
            ring_to_m=500,
            controls=[_control(one) for one in control_towns.CONTROL_TOWNS],
        ),
        by=BY,
        at=frozen_at,
    )
    freeze_plan(
        district=seeding.district, plan_id=plan.pk, version=plan.version, by=BY, at=frozen_at
    )
    build_waiting_plans(district=seeding.district, by=BY, at=seeding.at)
    make_key(path=Path(settings.EVIDENCE_KEY), at=seeding.at)
    sign_packs_of(seeding.district, by=BY)
    _ask_feelings(seeding)


def _ask_feelings(seeding: Seeding) -> None:
    """Ask one round that has closed, with invented answers, and open another one."""
    today = seeding.at.date()
    rng = np.random.default_rng([seeding.town.seed, 60])
    closed, _ = (
        open_pulse(
            district=seeding.district,
            opens_on=today + timedelta(days=first),
            closes_on=today + timedelta(days=last),
            by=BY,
            at=seeding.at,
        )
        for first, last in ((-_ROUND_DAYS - 3, -3), (0, _ROUND_DAYS))
    )
    cells = [one["cell"] for one in closed.places]
    parts = list(PulseAnswer.Part.values)
    for _ in range(_ANSWERS):
        part = int(rng.choice(len(parts), p=[0.2, 0.35, 0.3, 0.15]))
        # By day most feel safe, at night about half.
        is_safe = rng.random() < (0.85, 0.8, 0.6, 0.45)[part]
        take_answer(
            pulse=closed,
            key=UUID(bytes=rng.bytes(16), version=4),
            cell=cells[int(rng.integers(len(cells)))],
            part=parts[part],
            feeling=int(rng.integers(3, 5) if is_safe else rng.integers(1, 3)),
            on=closed.opens_on,
        )


def _control(town: control_towns.ControlTown) -> dict[str, Any]:
    centre = shapely.Point(town.middle).buffer(RADIUS_M, quad_segs=16)
    return {
        "name": town.name,
        "source": SOURCE,
        "geometry": mapping(geometry_to_degrees(centre)),
    }
