"""Funding plans: a list, a draft that can be edited, and the freezing of it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hotspots import actions, queries
from hotspots.forms import FreezeForm, PlanForm
from hotspots.funding.plans import PlanRefused
from hotspots.models import FundingPlan
from hotspots.presenters import funding as present
from hotspots.sections import FUNDING_EDITORS
from members.access import Viewer, only_for

_READ_OR_SEND: Final = ["GET", "HEAD", "POST"]


@require_safe
@only_for(FUNDING_EDITORS)
def plans(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the plans: drafts, which can be changed, and frozen ones, which cannot."""
    context = {"district": viewer.district, "plans": queries.plans_of(viewer.district)}
    return render(request, "hotspots/plans.html", context)


@require_http_methods(_READ_OR_SEND)
@only_for(FUNDING_EDITORS)
def new_plan(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take a new draft."""
    return _edit(request, viewer, None)


@require_http_methods(_READ_OR_SEND)
@only_for(FUNDING_EDITORS)
def plan(request: HttpRequest, viewer: Viewer, plan: UUID) -> HttpResponse:
    """Show a frozen plan as it stands, or let a draft be changed."""
    found = get_object_or_404(FundingPlan, pk=plan, district=viewer.district)
    if not found.is_frozen:
        return _edit(request, viewer, found)
    if request.method == "POST":
        messages.error(request, "This plan is frozen, and nothing of it can change.")
        return redirect("hotspots:funding_plan", viewer.district.slug, found.pk)
    assert found.frozen is not None, "a frozen plan has its stamp"
    page = present.promise_page(
        found.frozen["plan"], queries.stamp_of(found), found.frozen["outlook"]
    )
    context = {"district": viewer.district, "page": page, "plan": found}
    return render(request, "hotspots/plan.html", context)


def _edit(request: HttpRequest, viewer: Viewer, found: FundingPlan | None) -> HttpResponse:
    """Show the form with what is stored, or store what was sent."""
    sent = request.method == "POST"
    form = PlanForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        plan=queries.plan_as_json(found) if found else None,
        version=found.version if found else None,
    )
    if sent and form.is_valid():
        try:
            saved = actions.save_draft(
                district=viewer.district,
                draft=form.draft,
                by=viewer.actor,
                at=timezone.now(),
                plan_id=found.pk if found else None,
                version=form.cleaned_data["version"],
            )
        except (PlanRefused, actions.PlanChanged, actions.PlanFrozen) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The draft is saved. Look at what it could show below.")
            return redirect("hotspots:funding_plan", viewer.district.slug, saved.pk)
    context = {"district": viewer.district, "form": form, "plan": found, "page": _preview(found)}
    return render(request, "hotspots/plan_edit.html", context)


def _preview(found: FundingPlan | None) -> present.PromisePage | None:
    if found is None or found.outlook is None:
        return None
    return present.promise_page(queries.plan_as_json(found), None, found.outlook)


@require_http_methods(_READ_OR_SEND)
@only_for(FUNDING_EDITORS)
def freeze(request: HttpRequest, viewer: Viewer, plan: UUID) -> HttpResponse:
    """Show once more what would be stamped, and stamp it."""
    now = timezone.now()
    drafts = FundingPlan.objects.filter(district=viewer.district, frozen_at__isnull=True)
    found = get_object_or_404(drafts, pk=plan)
    form = FreezeForm(request.POST if request.method == "POST" else None, version=found.version)
    if request.method == "POST" and form.is_valid():
        try:
            actions.freeze_plan(
                district=viewer.district,
                plan_id=found.pk,
                version=form.cleaned_data["version"],
                by=viewer.actor,
                at=now,
            )
        except (PlanRefused, actions.PlanChanged, actions.PlanFrozen) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The plan is frozen. Nothing of it can change now.")
            return redirect("hotspots:funding_plan", viewer.district.slug, found.pk)
    context = {
        "district": viewer.district,
        "form": form,
        "plan": found,
        "page": _preview(found),
        "late": found.is_late(now),
    }
    return render(request, "hotspots/plan_freeze.html", context)
