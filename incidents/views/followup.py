"""My reports, and those of my business: what came of them, and that it still goes on."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.actions import triage as actions
from incidents.models import Report
from incidents.presenters import followup as presenter
from incidents.queries import followup as queries
from incidents.views.reading import or_unavailable, record_reading
from members.access import Viewer, only_for
from members.audiences import Audience

OWN_READERS: Final = frozenset({Audience.MEMBER, Audience.MANAGER})
_MOST_PAGES: Final = 10_000


@require_safe
@or_unavailable
@only_for(OWN_READERS)
def my_reports(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show a member their own reports, and a manager those of their business."""
    found = queries.own_reports(viewer, page=page_number(request))
    sightings = queries.own_sightings(viewer)
    record_reading(
        viewer,
        "own reports",
        at=timezone.now(),
        reports=len(found.reports),
        receipts=len(sightings),
        page=found.page,
    )
    of_business = viewer.audience == Audience.MANAGER
    page = presenter.own_page(found, sightings, of_business=of_business)
    context = {"district": viewer.district, "page": page}
    return render(request, "incidents/my_reports.html", context)


@require_POST
@only_for(OWN_READERS)
def still_happening(request: HttpRequest, viewer: Viewer, report: UUID) -> HttpResponse:
    """Say that what was reported goes on; what was closed opens again."""
    mine = Report.objects.visible_to(viewer).select_related("link__incident")
    found = mine.filter(pk=report, link__isnull=False).first()
    if found is None:
        raise Http404
    try:
        actions.mark_still_happening(
            incident=found.link.incident,
            organisation_id=found.organisation_id,
            by=viewer.actor,
            at=timezone.now(),
        )
    except actions.TriageRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Thank you. Operations see that it is still happening.")
    return HttpResponseRedirect(reverse("incidents:my_reports", args=[viewer.district.slug]))


def page_number(request: HttpRequest) -> int:
    """Return which page of a list an address asks for."""
    text = request.GET.get("page") or "1"
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) >= 1):
        raise BadRequest("There is no such page.")
    return min(int(text), _MOST_PAGES)
