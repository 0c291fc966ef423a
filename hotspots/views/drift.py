"""Say that a drift is known."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from hotspots.actions.drift import NothingToAcknowledge, acknowledge_drift
from hotspots.weekly.weeks import NoSuchWeek, Week
from members.access import Viewer, only_for
from members.audiences import Audience


@require_POST
@only_for(frozenset({Audience.OPERATIONS}))
def weekly_drift(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Note that the drift of the last week is known, and go back to that week."""
    try:
        week = Week.named(request.POST.get("week", ""))
    except NoSuchWeek:
        return HttpResponseBadRequest("Name a week.", content_type="text/plain; charset=utf-8")
    try:
        acknowledge_drift(district=viewer.district, week=week, by=viewer.actor, at=timezone.now())
    except NothingToAcknowledge as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, "Noted. From the next week on the drift is counted from zero.")
    return redirect("hotspots:weekly", viewer.district.slug)
