"""What there is of a week to take away: its files, and the choice of its e-mail."""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hotspots.actions.weekly_letters import choose_letter
from hotspots.actions.weekly_maps import map_folder
from hotspots.map_folder import FileDamaged
from hotspots.models import WeeklyMap
from hotspots.presenters.monday import taking
from hotspots.queries.weekly_files import (
    files_by_week,
    standing_in_place_of,
    wants_letter,
    weekly_map,
)
from hotspots.weekly.weeks import Week
from members.access import Viewer, only_for
from members.audiences import WEEK_READERS

logger = logging.getLogger(__name__)

_TYPES: Final = {
    WeeklyMap.Medium.PDF.value: "application/pdf",
    WeeklyMap.Medium.HTML.value: "text/html; charset=utf-8",
}


@require_safe
@only_for(WEEK_READERS)
def weekly_files(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List what there is of the last weeks to print, project and pass on."""
    weeks = files_by_week(viewer)
    context = {
        "district": viewer.district,
        "weeks": [taking.week(week, maps) for week, maps in weeks],
        "wants_letter": wants_letter(viewer),
    }
    return render(request, "hotspots/weekly_files.html", context)


@require_safe
@only_for(WEEK_READERS)
def weekly_file(request: HttpRequest, viewer: Viewer, file: UUID) -> HttpResponse:
    """Send one file of a week, if it is of a version that this audience may take."""
    found = weekly_map(viewer, file)
    if found is None:
        raise Http404
    try:
        content = map_folder().get(found.path, found.sha256)
    except FileDamaged as damage:
        if newer := standing_in_place_of(found):
            return redirect("hotspots:weekly_file", viewer.district.slug, newer.pk)
        logger.error("Weekly map %s cannot be sent: %s", found.pk, damage)
        return HttpResponse(
            "This file cannot be read any more. Ask whoever runs the site to make it again.",
            status=503,
            content_type="text/plain; charset=utf-8",
        )
    response = HttpResponse(content, content_type=_TYPES[found.medium])
    # To be kept, not opened here: the scripts in it are for a page of its own.
    response.headers["Content-Disposition"] = f'attachment; filename="{_name(found, viewer)}"'
    return response


@require_POST
@only_for(WEEK_READERS)
def weekly_letter(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Store whether somebody wants the e-mail of a district's weeks."""
    wanted = {"yes": True, "no": False}.get(request.POST.get("wanted", ""))
    if wanted is None:
        return HttpResponseBadRequest("Say yes or no.", content_type="text/plain; charset=utf-8")
    choose_letter(viewer=viewer, wanted=wanted, at=timezone.now())
    messages.success(
        request,
        "You will get the summary by e-mail every Monday."
        if wanted
        else "You will get no more e-mails about the weeks of this district.",
    )
    return redirect("hotspots:weekly_files", viewer.district.slug)


def _name(found: WeeklyMap, viewer: Viewer) -> str:
    week = Week.of(found.analysis.period_start).name
    parts = ("mondays-map", viewer.district.slug, week, found.version.lower())
    return f"{'-'.join(parts)}.{found.medium.lower()}"
