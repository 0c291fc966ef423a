"""Did the money work? The report of a frozen plan, and its evidence pack."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hotspots import queries
from hotspots.actions import evidence
from hotspots.models import FundingPlan
from hotspots.presenters import downloads
from hotspots.presenters import funding as present
from hotspots.presenters.downloads import Taken
from hotspots.queries import FUNDING_READERS
from hotspots.sections import FUNDING_EDITORS
from hotspots.views.sending import as_csv, as_geopackage
from members import formats
from members.access import Viewer, only_for


@require_safe
@only_for(frozenset(FUNDING_READERS))
def funding(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the report of a plan; before its result, what it waits for."""
    plans = queries.frozen_plans(viewer.district)
    if not plans:
        context = {"district": viewer.district, "cannot_tell": present.CANNOT_TELL}
        return render(request, "hotspots/funding_empty.html", {**context, **_ways(viewer)})
    plan = _chosen(request, plans)
    context = {"district": viewer.district, "plans": _choices(plans, plan), **_ways(viewer)}
    payload = queries.funding_payload(viewer.district, viewer.audience, plan.pk)
    if payload is None:
        return render(request, "hotspots/funding_waiting.html", {**context, **_waiting(plan)})
    context |= {"page": present.funding_page(payload), **_files_of(viewer, plan)}
    return render(request, "hotspots/funding.html", context)


@require_safe
@only_for(frozenset(FUNDING_READERS))
def pack(request: HttpRequest, viewer: Viewer, plan: UUID) -> HttpResponse:
    """Send the signed evidence pack of a plan, and write down who was given it."""
    found = queries.pack_of_plan(viewer.district, plan)
    if found is None:
        raise Http404
    evidence.note_download(pack=found, by=viewer.actor, at=timezone.now())
    response = HttpResponse(bytes(found.content), content_type="application/zip")
    name = f"evidence-{viewer.district.slug}-{found.sha256[:8]}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@only_for(frozenset(FUNDING_READERS))
def funding_csv(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send the official counts of a plan by area, month and category as CSV."""
    return as_csv(_taken(request, viewer))


@require_safe
@only_for(frozenset(FUNDING_READERS))
def funding_geopackage(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Send areas, counts and figures of a plan as a GeoPackage, with its data dictionary."""
    return as_geopackage(_taken(request, viewer))


def _taken(request: HttpRequest, viewer: Viewer) -> Taken:
    plans = queries.frozen_plans(viewer.district)
    if not plans:
        raise Http404
    plan = _chosen(request, plans)
    payload = queries.funding_payload(viewer.district, viewer.audience, plan.pk)
    if payload is None:
        raise Http404
    return downloads.funding.taken(payload)


@require_safe
def evidence_keys(request: HttpRequest) -> JsonResponse:
    """Publish the public keys of evidence packs to whoever asks."""
    return JsonResponse(queries.published_keys(), json_dumps_params={"indent": 1})


def _files_of(viewer: Viewer, plan: FundingPlan) -> dict[str, str]:
    slug, query = viewer.district.slug, f"?plan={plan.pk}"
    return {
        "pack_url": _pack_url(viewer, plan),
        "csv_url": reverse("hotspots:funding_csv", args=[slug]) + query,
        "gpkg_url": reverse("hotspots:funding_geopackage", args=[slug]) + query,
        "methods_url": reverse("hotspots:methods", args=[slug]),
    }


def _pack_url(viewer: Viewer, plan: FundingPlan) -> str:
    """Return where the pack is, or nothing while there is none."""
    if queries.pack_of_plan(viewer.district, plan.pk) is None:
        return ""
    return reverse("hotspots:funding_pack", args=[viewer.district.slug, plan.pk])


def _chosen(request: HttpRequest, plans: list[FundingPlan]) -> FundingPlan:
    """Return the plan asked for, or the newest; only the id of a frozen one is a plan."""
    if "plan" not in request.GET:
        return plans[0]
    found = next((one for one in plans if str(one.pk) == request.GET["plan"]), None)
    if found is None:
        raise Http404
    return found


def _choices(plans: list[FundingPlan], shown: FundingPlan) -> list[dict[str, Any]]:
    return [
        {
            "value": str(one.pk),
            "words": f"{one.funder}, from {formats.day(one.after_start)}",
            "chosen": one.pk == shown.pk,
        }
        for one in plans
    ]


def _waiting(plan: FundingPlan) -> dict[str, Any]:
    assert plan.frozen is not None, "only frozen plans are shown"
    stamped = queries.stamp_of(plan)
    page = present.promise_page(plan.frozen["plan"], stamped, plan.frozen["outlook"])
    return {"page": page, "cannot_tell": present.CANNOT_TELL}


def _ways(viewer: Viewer) -> dict[str, Any]:
    """Return the way to the plans, for those who may write them."""
    if viewer.audience not in FUNDING_EDITORS:
        return {}
    return {"plans_url": reverse("hotspots:funding_plans", args=[viewer.district.slug])}
