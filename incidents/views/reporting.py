"""The report page: one form, for a person or a device, with script or without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents.envelopes import sealed_by, with_carried
from incidents.forms import AGO, ReportForm
from incidents.models import Receipt, Report
from incidents.presenters.questions import question_fields
from incidents.queries import Desk, desk_of, receipt_of
from incidents.queries.photos import photos_with
from incidents.questions import SPOTS
from incidents.references import as_reference
from incidents.sealing import SealBroken, seal_key
from incidents.views.alike import alike_to_sent
from incidents.views.attaching import attach
from incidents.views.taking import Taken, take
from layers.queries.basemap import basemap_config, ground_of
from layers.strict_text import InputRefused
from members.access import acting_in
from members.passes import sender_of
from members.senders import Sender
from outreach.models import Sighting


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the report page of the sender's own district."""
    sender = sender_of(request)
    if sender is None:
        return ask(request)
    return redirect("incidents:report", sender.district.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, district: str) -> HttpResponse:
    """Show the form; take a report that was sent without script."""
    sender = sender_of(request, district)
    if sender is None:
        return ask(request)
    if request.method != "POST":
        return page(request, sender, desk_of(sender), values=_fresh())
    try:
        data = with_carried(request.POST, district)
    except (InputRefused, SealBroken) as refusal:
        return _refused(request, sender, request.POST.dict(), str(refusal))
    now = timezone.now()
    photos = attach(request, sender, data, now)
    values = request.POST.dict() | {"photos": photos.keys}
    if photos.refusal:
        return _refused(request, sender, values, photos.refusal, field="photos")
    taken = take(sender=sender, data=data | {"photos": photos.keys}, now=now)
    if taken.accepted:
        return redirect("incidents:report_sent", district, taken.accepted.receipt.reference)
    if taken.form.stops:
        return render(request, "incidents/report_stop.html", _about(sender, why=taken.form.stops))
    return _again(request, sender, taken, values)


@require_safe
def sent(request: HttpRequest, district: str, reference: str) -> HttpResponse:
    """Say that a report arrived, what happens next, and under which reference."""
    sender = sender_of(request, district)
    if sender is None:
        return ask(request)
    mine = receipt_of(sender, as_reference(reference) or "")
    if mine is None:
        raise Http404
    welfare = mine.kind == Receipt.Kind.SIGHTING
    alike = alike_to_sent(sender, mine, timezone.now())
    context = _about(
        sender,
        reference=mine.reference,
        welfare=welfare,
        alike=alike,
        photos=photos_with(sender, mine),
    )
    return render(request, "incidents/report_sent.html", context)


@require_safe
def ground(request: HttpRequest, district: str) -> HttpResponse:
    """Send the streets, names and boundary that the report page's map is drawn from."""
    sender = sender_of(request, district)
    if sender is None:
        raise Http404
    with acting_in(sender.district.pk):
        found = ground_of(sender.district, timezone.localdate())
    return JsonResponse(found, content_type="application/geo+json")


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """Show the page that stands in when the network is gone. It is the same for everybody."""
    # Rendered without the request, so that nothing of whoever asks can be in what is cached.
    return HttpResponse(render_to_string("incidents/report_shell.html"))


def ask(request: HttpRequest) -> HttpResponse:
    """Say how to get to report; the same words whatever the address and whoever asks."""
    return render(request, "incidents/report_ask.html", status=403)


def page(
    request: HttpRequest,
    sender: Sender,
    desk: Desk,
    *,
    values: Mapping[str, Any],
    form: ReportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the form with some values in it."""
    context = _about(
        sender,
        desk=desk,
        form=form,
        values=values,
        spots=[(code, words) for code, (words, _) in SPOTS.items()],
        ago=[(code, words) for code, (words, _) in AGO.items()],
        questions=question_fields(desk.questionnaire, desk.categories, values),
        more_given=any(values.get(name) for name in values if _is_more(name)),
        told=Report.ToldPolice.choices,
        asked=Sighting.Asked.choices,
        seal=seal_key(settings.SECRET_KEY, sender.district.slug),
        sealed_by=sealed_by(sender),
        tiles=basemap_config(sender.district),
        now=timezone.now(),
    )
    return render(request, "incidents/report.html", context, status=status)


def _is_more(name: str) -> bool:
    return name.startswith("q_") or name in {"told_police", "police_log", "minutes_lost"}


def _fresh() -> dict[str, Any]:
    # The server makes the key, so that two presses of Send without script are one report.
    return {"key": str(uuid4()), "when": "now"}


def _again(
    request: HttpRequest, sender: Sender, taken: Taken, values: Mapping[str, Any]
) -> HttpResponse:
    """Show the form as it was filled in, with what is wrong with it."""
    # Photographs that were refused are left out, so that the next press sends the rest.
    left = {"photos": ""} if "photos" in taken.form.errors else {}
    response = page(
        request,
        sender,
        taken.form.desk,
        values={**values, **left},
        form=taken.form,
        status=taken.status,
    )
    if taken.status == 429:
        response.headers["Retry-After"] = "60"
    return response


def _refused(
    request: HttpRequest,
    sender: Sender,
    values: Mapping[str, Any],
    why: str,
    field: str | None = None,
) -> HttpResponse:
    desk = desk_of(sender)
    form = ReportForm(values, desk=desk, at=timezone.now())
    form.full_clean()
    form.add_error(field, why)
    return page(request, sender, desk, values=values, form=form, status=422)


def _about(sender: Sender, **more: Any) -> dict[str, Any]:
    return {"district": sender.district, "sender": sender, **more}
