"""The funding plan of the invented town, frozen on an invented day before its year began."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import shapely
from django.conf import settings
from shapely.geometry import mapping

from fixtures.planted_town import control_towns
from fixtures.planted_town.control_towns import FUNDED_MONTHS, RADIUS_M
from fixtures.planted_town.geometry import geometry_to_degrees
from hotspots.actions import Draft, build_waiting_plans, freeze_plan, save_draft
from hotspots.actions.evidence import make_key
from hotspots.evidence_jobs import sign_packs_of
from hotspots.periods import add_months
from ntars_geo.demo.stages.seeding_run import BY, SOURCE, Seeding

_BEFORE_MONTHS = 24
_DAYS_AHEAD = 11


def evaluate_funding(seeding: Seeding) -> None:
    """Draft and freeze the plan, evaluate it by the official files, and sign its pack."""
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


def _control(town: control_towns.ControlTown) -> dict[str, Any]:
    centre = shapely.Point(town.middle).buffer(RADIUS_M, quad_segs=16)
    return {
        "name": town.name,
        "source": SOURCE,
        "geometry": mapping(geometry_to_degrees(centre)),
    }
