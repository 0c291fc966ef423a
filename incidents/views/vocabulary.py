"""The categories of a scheme: seen with their history, changed as a new dated version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents.actions import vocabulary as actions
from incidents.models import CategoryMapping, Crosswalk
from incidents.presenters import vocabulary as presenter
from incidents.queries import vocabulary as queries
from incidents.queries.questions import asked_now
from incidents.views.vocabulary_form import CategoryForm, code_of, version_of
from members.access import Viewer, only_for
from members.permissions import CHANGES_VOCABULARY, READS_VOCABULARY


@require_safe
@only_for(READS_VOCABULARY)
def vocabulary(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the categories with what they are compared with, and every version that there was."""
    context = {
        "district": viewer.district,
        "page": presenter.vocabulary_page(
            queries.vocabulary_of(viewer), asked_now(viewer.district.pk)
        ),
        "may_change": viewer.audience in CHANGES_VOCABULARY,
    }
    return render(request, "incidents/vocabulary.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(CHANGES_VOCABULARY)
def change_category(request: HttpRequest, viewer: Viewer, category: int) -> HttpResponse:
    """Ask how a category shall be, show what that changes, and make the version."""
    row = queries.present_row(viewer, category)
    if row is None:
        raise Http404

    def change(form: CategoryForm, version: int) -> Crosswalk:
        return actions.change_category(
            category=row.category,
            entry=form.entry(),
            version=version,
            by=viewer.actor,
            at=timezone.now(),
        )

    return _edit(request, viewer, row, change)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(CHANGES_VOCABULARY)
def new_category(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask for a new category, show what it will be, and make the version."""

    def add(form: CategoryForm, version: int) -> Crosswalk:
        return actions.add_category(
            district=viewer.district,
            code=code_of(form.cleaned_data["label"]),
            entry=form.entry(),
            version=version,
            by=viewer.actor,
            at=timezone.now(),
        )

    return _edit(request, viewer, None, add)


def _edit(
    request: HttpRequest,
    viewer: Viewer,
    row: CategoryMapping | None,
    change: Callable[[CategoryForm, int], Crosswalk],
) -> HttpResponse:
    """Show the form; sent once it is a preview, sent again from there it is done."""
    found = queries.vocabulary_of(viewer)
    sent = request.POST if request.method == "POST" else None
    form = CategoryForm(sent, row=row, count=len(found.rows))
    context: dict[str, Any] = {
        "district": viewer.district,
        "form": form,
        "row": row,
        "version": found.version,
    }
    if sent is None or not form.is_valid() or "again" in sent:
        return render(request, "incidents/vocabulary_edit.html", context)
    if "sure" not in sent:
        changes = presenter.differences(row, form.entry())
        moved = row is not None and row.position != form.entry().place
        context |= {"changes": changes, "moved": moved}
        return render(request, "incidents/vocabulary_preview.html", context)
    try:
        made = change(form, version_of(sent.get("version", "")))
    except actions.VocabularyRefused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "incidents/vocabulary_edit.html", context)
    messages.success(request, f"Version {made.version} is in force from the next report on.")
    return redirect("incidents:vocabulary", viewer.district.slug)
