"""Write a funding plan, freeze it, and evaluate it once the last month is published."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from hotspots import queries
from hotspots.actions.building import Built, build_analysis
from hotspots.canonical import sha256_of
from hotspots.funding.areas import AreasOverlap
from hotspots.funding.figures import TooFewToEvaluate
from hotspots.funding.plans import PlanRefused, check
from hotspots.models import FundingPlan
from hotspots.queries import FUNDING, NothingToBuild
from members import audit
from members.access import acting_in
from members.ids import new_id
from members.models import AuditEvent, District

logger = logging.getLogger(__name__)


class PlanFrozen(ValueError):
    """The plan is stamped; nothing of it can change."""


class PlanChanged(ValueError):
    """Somebody else saved the plan meanwhile; what was meant is not what would be stamped."""


@dataclass(frozen=True)
class Draft:
    """Everything that is written in a plan, checked field by field already."""

    funder: str
    amount: Decimal
    share: Decimal
    promise: str
    before_start: date
    after_start: date
    after_end: date
    categories: list[str]
    ring_from_m: int
    ring_to_m: int
    controls: list[dict[str, Any]]
    harm: dict[str, Any] | None = None


def save_draft(
    *,
    district: District,
    draft: Draft,
    by: str,
    at: datetime,
    plan_id: UUID | None = None,
    version: int | None = None,
) -> FundingPlan:
    """Store a draft, new or in place of an older state, with what could be said from it now.

    Raises
    ------
    PlanRefused
        If the plan could not be evaluated as it stands.
    PlanFrozen, PlanChanged
        If it is stamped, or is not of the version that was edited.
    """
    with acting_in(district.pk):
        plan = _to_write(district, plan_id, version, at)
        for name, value in vars(draft).items():
            setattr(plan, name, value)
        written = queries.plan_as_json(plan)
        check(written)
        plan.outlook = _outlook(district, written, at)
        plan.changed_at, plan.changed_by = at, by
        plan.version += plan_id is not None
        plan.save(force_insert=plan_id is None)
        _note(plan, "funding plan saved", by, at, version=plan.version)
    return plan


def _to_write(
    district: District, plan_id: UUID | None, version: int | None, at: datetime
) -> FundingPlan:
    if plan_id is None:
        return FundingPlan(id=new_id(at), district=district, made_at=at)
    return _locked(district, plan_id, version)


def _locked(district: District, plan_id: UUID, version: int | None) -> FundingPlan:
    plan = FundingPlan.objects.select_for_update().get(pk=plan_id, district=district)
    if plan.is_frozen:
        raise PlanFrozen("This plan is frozen, and nothing of it can change.")
    if plan.version != version:
        raise PlanChanged("Somebody has changed this plan meanwhile. Look at it again first.")
    return plan


def _outlook(district: District, written: dict[str, Any], at: datetime) -> dict[str, Any]:
    try:
        return queries.outlook_of(district, written, timezone.localdate(at))
    except (AreasOverlap, NothingToBuild) as reason:
        raise PlanRefused(str(reason)) from reason


def freeze_plan(
    *, district: District, plan_id: UUID, version: int, by: str, at: datetime
) -> FundingPlan:
    """Stamp a plan: with its areas as they are on this day, and a hash in the audit chain.

    A plan may be frozen after its period began; it then says so wherever it is shown.

    Raises
    ------
    PlanFrozen, PlanChanged
        If it is stamped already, or is not of the version that was looked at.
    PlanRefused
        If it cannot be evaluated any more, because the boundary has moved, for instance.
    """
    with acting_in(district.pk):
        plan = _locked(district, plan_id, version)
        written = queries.plan_as_json(plan)
        check(written)
        plan.outlook = _outlook(district, written, at)
        plan.frozen = _stamped(district, written, plan.outlook, at)
        plan.frozen_sha256 = sha256_of(plan.frozen)
        plan.frozen_at, plan.frozen_by = at, by
        plan.save()
        _note(
            plan,
            "funding plan frozen",
            by,
            at,
            sha256=plan.frozen_sha256,
            late=plan.is_late(at),
        )
    return plan


def _stamped(
    district: District, written: dict[str, Any], outlook: dict[str, Any], at: datetime
) -> dict[str, Any]:
    boundary, areas = queries.areas_now(district, written, timezone.localdate(at))
    return {
        "plan": written,
        "boundary": {
            "id": boundary.pk,
            "name": boundary.name,
            "illustrative": boundary.illustrative,
            "valid_from": boundary.valid_from.isoformat(),
            "source": boundary.source,
        },
        "areas": [one.as_json for one in areas],
        "outlook": outlook,
    }


def _note(plan: FundingPlan, what: str, by: str, at: datetime, **detail: object) -> None:
    audit.record(
        district_id=plan.district_id,
        by=by,
        at=at,
        kind=AuditEvent.Kind.ALTERATION,
        what=what,
        plan=str(plan.pk),
        **detail,
    )


def build_funding(*, district: District, plan: FundingPlan, by: str, at: datetime) -> Built:
    """Evaluate a frozen plan, and give it to the funder and to operations.

    Raises
    ------
    NothingToBuild
        If the last month after is not published yet, or a period has no records.
    TooFewToEvaluate
        If there is too little in the months before.
    """
    return build_analysis(
        study=FUNDING,
        district=district,
        start=plan.before_start,
        end=plan.after_end,
        by=by,
        at=at,
        audiences=sorted(FUNDING.readers),
        options={"plan": str(plan.pk)},
    )


def build_waiting_plans(*, district: District, by: str, at: datetime) -> list[Built]:
    """Evaluate every frozen plan whose months are all published and that has no result yet."""
    with acting_in(district.pk):
        waiting = queries.waiting_plans(district)
    built = []
    for plan in waiting:
        try:
            built.append(build_funding(district=district, plan=plan, by=by, at=at))
        except (NothingToBuild, TooFewToEvaluate) as reason:
            logger.info("No result of funding plan %s: %s", plan.pk, reason)
    return built
