"""Training: the sessions that were held, and how many came from which business."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from members import queries
from members.access import Viewer, only_for
from members.actions import training as actions
from members.permissions import RECORDS_TRAINING
from members.queries import training as asked
from members.views.training_form import SessionForm, rows_of

_READ_OR_SEND: Final = ["GET", "HEAD", "POST"]


@require_safe
@only_for(RECORDS_TRAINING)
def training(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the sessions, newest first, and sum up the last twelve months."""
    now = timezone.now()
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    context = {
        "district": viewer.district,
        "sessions": asked.sessions_of(viewer.district),
        "year": asked.trained_between(
            viewer.district, tomorrow - timedelta(days=365), tomorrow, known_at=now
        ),
    }
    return render(request, "members/training.html", context)


@require_http_methods(_READ_OR_SEND)
@only_for(RECORDS_TRAINING)
def new_training(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take a session with who came, and store both or neither."""
    now = timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = SessionForm(sent, initial={"held_on": timezone.localdate(now)})
    rows = rows_of(sent, queries.organisations_of(viewer, timezone.localdate(now)))
    # Both are looked at, so that everything that is wrong is said at once.
    if sent is not None and all([form.is_valid(), rows.is_valid()]):
        try:
            session = actions.record_session(
                district=viewer.district,
                **form.cleaned_data,
                people=rows.people,
                by=viewer.actor,
                at=now,
            )
        except actions.TrainingRefused as refusal:
            form.add_error("held_on", str(refusal))
        else:
            messages.success(request, "The session is recorded.")
            return redirect("members:training_session", viewer.district.slug, session.pk)
    context = {"district": viewer.district, "form": form, "rows": rows}
    return render(request, "members/training_new.html", context)


@require_http_methods(_READ_OR_SEND)
@only_for(RECORDS_TRAINING)
def training_session(request: HttpRequest, viewer: Viewer, session: UUID) -> HttpResponse:
    """Show who came to a session; take more, take some out, or withdraw all of it."""
    found = asked.session_of(viewer.district, session)
    if found is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    if sent is not None and "withdraw" in sent:
        return _withdrawn(request, viewer, found.id)
    if sent is not None and "out" in sent:
        return _set(request, viewer, found.id, {_number(sent["out"]): 0})
    rows = rows_of(sent, queries.organisations_of(viewer, found.held_on))
    if sent is not None and rows.is_valid() and rows.people:
        return _set(request, viewer, found.id, rows.people)
    context = {"district": viewer.district, "session": found, "rows": rows}
    return render(request, "members/training_session.html", context)


def _set(
    request: HttpRequest, viewer: Viewer, session: UUID, people: dict[int, int]
) -> HttpResponse:
    try:
        actions.set_attendance(
            district=viewer.district,
            session=session,
            people=people,
            by=viewer.actor,
            at=timezone.now(),
        )
    except actions.TrainingRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("members:training", viewer.district.slug)
    messages.success(request, "The list is changed.")
    return redirect("members:training_session", viewer.district.slug, session)


def _withdrawn(request: HttpRequest, viewer: Viewer, session: UUID) -> HttpResponse:
    try:
        actions.withdraw_session(
            district=viewer.district, session=session, by=viewer.actor, at=timezone.now()
        )
    except actions.TrainingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The session is withdrawn and counts no more.")
    return redirect("members:training", viewer.district.slug)


def _number(text: str) -> int:
    """Return the id of a business; the page offers no other text."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise BadRequest("The page does not offer that choice.")
    return int(text)
