"""The news of one's reports: read, marked as read, and by e-mail or not."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.actions import notices as actions
from incidents.presenters import notices as presenter
from incidents.queries import notices as queries
from incidents.views.followup import OWN_READERS, page_number
from incidents.views.reading import or_unavailable, record_reading
from members.access import Viewer, only_for


@require_safe
@or_unavailable
@only_for(OWN_READERS)
def notices(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what came of a member's reports, or of those of a manager's business, newest first."""
    found = queries.news_page(viewer, page=page_number(request))
    record_reading(
        viewer, "news of reports", at=timezone.now(), notices=len(found.items), page=found.page
    )
    context = {"district": viewer.district, "page": presenter.news_view(found)}
    return render(request, "incidents/notices.html", context)


@require_POST
@only_for(OWN_READERS)
def mark_read(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Mark what the page showed as read; what came since stays new."""
    actions.mark_read(viewer=viewer, until=min(_until(request), timezone.now()))
    return redirect("incidents:notices", viewer.district.slug)


@require_POST
@only_for(OWN_READERS)
def choose_email(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Switch e-mails about new statuses on or off."""
    wanted = request.POST.get("by_email", "")
    if wanted not in {"yes", "no"}:
        raise BadRequest("Choose whether you want e-mails.")
    actions.choose_email(viewer=viewer, wanted=wanted == "yes", at=timezone.now())
    says = "You get an e-mail" if wanted == "yes" else "You get no e-mail"
    messages.success(request, f"{says} when a report has a new status.")
    return redirect("incidents:notices", viewer.district.slug)


def _until(request: HttpRequest) -> datetime:
    try:
        until = datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError as error:
        raise BadRequest("There is no such moment.") from error
    if timezone.is_naive(until):
        raise BadRequest("There is no such moment.")
    return until
