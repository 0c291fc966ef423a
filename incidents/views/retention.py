"""How long photographs stay: seen with its history, changed as a new dated version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents.actions import retention as actions
from incidents.actions.vocabulary import VocabularyRefused
from incidents.presenters import retention as presenter
from incidents.queries import retention as queries
from incidents.retention import FEWEST_DAYS, MOST_DAYS
from incidents.views.vocabulary_form import version_of
from members.access import Viewer, only_for
from members.permissions import CHANGES_VOCABULARY, READS_VOCABULARY


class PhotoPeriodForm(forms.Form):
    """How many days photographs stay."""

    days = forms.IntegerField(
        label="Days from the day a photograph arrived",
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        help_text=f"{FEWEST_DAYS} to {MOST_DAYS}.",
    )


@require_safe
@only_for(READS_VOCABULARY)
def photo_period(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Say how long photographs stay, how many there are, and when the next one goes."""
    context = {
        "district": viewer.district,
        "page": presenter.photo_period_page(queries.retention_of(viewer.district.pk)),
        "may_change": viewer.audience in CHANGES_VOCABULARY,
    }
    return render(request, "incidents/photo_period.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(CHANGES_VOCABULARY)
def change_photo_period(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask for the period, show what goes with it, and make the version."""
    at = timezone.now()
    found = queries.retention_of(viewer.district.pk)
    sent = request.POST if request.method == "POST" else None
    form = PhotoPeriodForm(sent, initial={"days": found.days})
    context: dict[str, Any] = {
        "district": viewer.district,
        "form": form,
        "version": found.version,
    }
    if sent is None or not form.is_valid() or "again" in sent:
        return render(request, "incidents/photo_period_edit.html", context)
    days = form.cleaned_data["days"]
    if "sure" not in sent:
        going = queries.count_due(viewer.district.pk, days=days, at=at)
        context["changes"] = presenter.differences(found.days, days, going)
        return render(request, "incidents/photo_period_preview.html", context)
    try:
        actions.change_photo_period(
            district=viewer.district,
            days=days,
            version=version_of(sent.get("version", "")),
            by=viewer.actor,
            at=at,
        )
    except VocabularyRefused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "incidents/photo_period_edit.html", context)
    messages.success(request, "That is in force from now on.")
    return redirect("incidents:photo_period", viewer.district.slug)
