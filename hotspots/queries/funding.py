"""What a funding plan is judged by: its areas, official counts, and the scheme's own counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import shapely
from django.db.models import Q

from hotspots.canonical import sha256_of_parts
from hotspots.funding.areas import Area, areas_of
from hotspots.funding.counts import Counts
from hotspots.funding.figures import TooFewToEvaluate, categories_of, lines_of, outlook
from hotspots.funding.plans import months_of
from hotspots.models import Analysis, Disclosed, FundingPlan
from hotspots.queries.studies import NothingToBuild
from layers.models import Boundary
from layers.queries import boundaries, releases
from layers.queries.areas import monthly_counts
from members.audiences import Audience
from members.models import District

Json = dict[str, Any]


def plan_as_json(plan: FundingPlan) -> Json:
    """Return a plan as plain data: what a page shows and what is stamped."""
    return {
        "id": str(plan.pk),
        "funder": plan.funder,
        "amount": f"{plan.amount:.2f}",
        "share": f"{plan.share:.2f}",
        "promise": plan.promise,
        "before_start": plan.before_start.isoformat(),
        "after_start": plan.after_start.isoformat(),
        "after_end": plan.after_end.isoformat(),
        "categories": list(plan.categories),
        "ring_from_m": plan.ring_from_m,
        "ring_to_m": plan.ring_to_m,
        "controls": plan.controls,
        "harm": plan.harm,
    }


def plans_of(district: District) -> list[FundingPlan]:
    """Return a district's plans, drafts first and then the newest period."""
    return sorted(
        FundingPlan.objects.filter(district=district),
        key=lambda one: (one.is_frozen, -one.after_start.toordinal(), str(one.pk)),
    )


def frozen_plans(district: District) -> list[FundingPlan]:
    """Return the frozen plans of a district, newest period first."""
    return [one for one in plans_of(district) if one.is_frozen]


def stamp_of(plan: FundingPlan) -> Json:
    """Return when a frozen plan was stamped, its hash, and whether that was late."""
    assert plan.frozen_at is not None, "a stamp is of a frozen plan"
    return {
        "sha256": plan.frozen_sha256,
        "frozen_at": plan.frozen_at.isoformat(),
        "late": plan.is_late(plan.frozen_at),
    }


def funding_payload(district: District, audience: Audience, plan_id: UUID) -> Json | None:
    """Return what an audience was given of a plan's evaluation; None before there is one."""
    found = _given(district, audience, plan_id)
    return dict(found.payload) if found else None


def _given(district: District, audience: Audience, plan_id: UUID) -> Disclosed | None:
    rows = Disclosed.objects.filter(
        district=district,
        audience=audience.value,
        analysis__kind=Analysis.Kind.FUNDING,
        analysis__parameters__frozen__plan__id=str(plan_id),
    )
    return rows.order_by("-analysis__built_at", "-pk").first()


def areas_now(district: District, plan: Mapping[str, Any], on: date) -> tuple[Boundary, list[Area]]:
    """Return the boundary in force on a day, and the areas that a plan then has.

    Raises
    ------
    NothingToBuild
        If the district has no boundary.
    AreasOverlap
        If two areas share ground.
    """
    try:
        boundary = boundaries.boundary_in_force(district, on)
    except boundaries.NoBoundary as error:
        raise NothingToBuild(str(error)) from error
    return boundary, areas_of(boundaries.shape_of(boundary), district.name, plan, plan["controls"])


def counts_of(
    district: District, areas: Sequence[Area], months: Sequence[date], categories: Sequence[str]
) -> tuple[Counts, list[int], list[date]]:
    """Return official counts of areas, the releases they come from, and the months without one."""
    held = releases.releases_in_force(district.force, months)
    ids = sorted(one.pk for one in held.releases)
    return counted(areas, ids, categories), ids, held.missing


def counted(areas: Sequence[Area], release_ids: Sequence[int], categories: Sequence[str]) -> Counts:
    """Return the official counts of areas in some releases."""
    months, values = monthly_counts({one.key: one.shape for one in areas}, release_ids, categories)
    return Counts(
        areas=tuple(one.key for one in areas),
        names=tuple(one.name for one in areas),
        roles=tuple(one.role for one in areas),
        months=tuple(f"{month:%Y-%m}" for month in months),
        categories=tuple(categories),
        values=values,
    )


def outlook_of(district: District, plan: Mapping[str, Any], on: date) -> Json:
    """Return what can be said before the result: by line, or a sentence why nothing can.

    Raises
    ------
    NothingToBuild, AreasOverlap
        As `areas_now`.
    """
    _, areas = areas_now(district, plan, on)
    months = months_of(plan)
    counts, _, missing = counts_of(district, areas, months["before"], categories_of(plan))
    told = {
        "missing": [f"{month:%Y-%m}" for month in missing],
        "months": len(counts.months),
        "of": len(months["before"]),
    }
    try:
        lines = {
            name: outlook(counts, counts.months, len(months["after"]), line)
            for name, line in lines_of(plan).items()
        }
    except TooFewToEvaluate as reason:
        return {**told, "lines": None, "why_not": str(reason)}
    return {**told, "lines": lines, "why_not": ""}


def months_in_use(plan: Mapping[str, Any], held: Sequence[str], known_at: datetime) -> Json:
    """Return the months of each period that are held, and those that are missing.

    Raises
    ------
    NothingToBuild
        If the period after has not ended, or its last months are not published yet, or a period
        has no month at all.
    """
    wanted = {
        name: [f"{month:%Y-%m}" for month in months] for name, months in months_of(plan).items()
    }
    last = wanted["after"][-1]
    if plan["after_end"] > f"{known_at:%Y-%m-%d}" or not held or held[-1] < last:
        raise NothingToBuild(
            "The result is made once the last month of the period after is published; it is "
            "never looked at before, because looking often finds luck."
        )
    kept = {name: [month for month in months if month in held] for name, months in wanted.items()}
    if not (kept["before"] and kept["after"]):
        raise NothingToBuild("There are no official records for one of the two periods.")
    missing = [month for month in (*wanted["before"], *wanted["after"]) if month not in held]
    return {**kept, "missing": missing}


def fingerprint_of(shape: shapely.Geometry) -> str:
    """Return the SHA-256 of a geometry, in hex."""
    return sha256_of_parts([shapely.to_wkb(shape, byte_order=1)])


def waiting_plans(district: District) -> list[FundingPlan]:
    """Return the frozen plans of which no evaluation has been built."""
    done = Analysis.objects.filter(district=district, kind=Analysis.Kind.FUNDING)
    built = {UUID(one) for one in done.values_list("parameters__frozen__plan__id", flat=True)}
    rows = FundingPlan.objects.filter(~Q(pk__in=built), district=district, frozen_at__isnull=False)
    return list(rows.order_by("after_start", "pk"))
