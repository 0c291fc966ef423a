"""Whom triage gives incidents to: seen with its history, changed as a new dated version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents.actions import bearers as actions
from incidents.actions.vocabulary import VocabularyRefused
from incidents.models import BearerList
from incidents.presenters import bearers as presenter
from incidents.queries.bearers import bearer_file
from incidents.views.bearer_form import BearerForm
from incidents.views.vocabulary_form import version_of
from members.access import Viewer, only_for
from members.permissions import CHANGES_BEARERS


@require_safe
@only_for(CHANGES_BEARERS)
def bearers(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the partners, and every version that there was."""
    page = presenter.bearer_page(bearer_file(viewer.district.pk))
    return render(request, "incidents/bearers.html", {"district": viewer.district, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(CHANGES_BEARERS)
def new_bearer(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask for a new partner, show what that changes, and make the version."""

    def add(form: BearerForm, version: int) -> BearerList:
        return actions.add_bearer(
            district=viewer.district,
            entry=form.entry(),
            version=version,
            by=viewer.actor,
            at=timezone.now(),
        )

    return _edit(request, viewer, None, add)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(CHANGES_BEARERS)
def change_bearer(request: HttpRequest, viewer: Viewer, bearer: int) -> HttpResponse:
    """Ask how a partner shall be, show what that changes, and make the version."""

    def change(form: BearerForm, version: int) -> BearerList:
        return actions.change_bearer(
            district=viewer.district,
            number=bearer,
            entry=form.entry(),
            version=version,
            by=viewer.actor,
            at=timezone.now(),
        )

    return _edit(request, viewer, bearer, change)


def _edit(
    request: HttpRequest,
    viewer: Viewer,
    number: int | None,
    change: Callable[[BearerForm, int], BearerList],
) -> HttpResponse:
    """Show the form; sent once it is a preview, sent again from there it is done."""
    found = bearer_file(viewer.district.pk)
    if number is not None and number not in found.names:
        raise Http404
    name = None if number is None else found.names[number]
    place = len(found.names) + 1 if number is None else list(found.names).index(number) + 1
    sent = request.POST if request.method == "POST" else None
    form = BearerForm(sent, name=name, place=place, count=len(found.names) + (name is None))
    context: dict[str, Any] = {
        "district": viewer.district,
        "form": form,
        "name": name,
        "version": found.version,
    }
    if sent is None or not form.is_valid() or "again" in sent:
        return render(request, "incidents/bearer_edit.html", context)
    if "sure" not in sent:
        context["changes"] = presenter.differences(name, place, form.entry())
        return render(request, "incidents/bearer_preview.html", context)
    try:
        change(form, version_of(sent.get("version", "")))
    except VocabularyRefused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "incidents/bearer_edit.html", context)
    messages.success(request, "That is in force from now on.")
    return redirect("incidents:bearers", viewer.district.slug)
