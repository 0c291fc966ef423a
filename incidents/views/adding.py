"""A photograph for a report that was sent already: appended, by whoever sent the report."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.actions import ReportRefused
from incidents.actions.photos import add_photo as append
from incidents.forms import MOST_PHOTOS
from incidents.models import Receipt
from incidents.queries import receipt_of
from incidents.references import as_reference
from incidents.views.attaching import store_all
from incidents.views.reporting import ask
from members.passes import sender_of
from members.senders import Sender


@require_http_methods(["GET", "HEAD", "POST"])
def add_photo(request: HttpRequest, district: str, reference: str) -> HttpResponse:
    """Show the form for more photographs of one's own report; take them.

    A device can do so for what it sent itself. Nothing of the report is shown but its reference.
    """
    sender = sender_of(request, district)
    if sender is None:
        return ask(request)
    mine = receipt_of(sender, as_reference(reference) or "")
    if mine is None or mine.kind != Receipt.Kind.REPORT:
        raise Http404
    if request.method != "POST":
        return _page(request, sender, mine)
    refusal = _add(request, sender, mine, timezone.now())
    if refusal:
        return _page(request, sender, mine, refusal=refusal, status=422)
    return redirect("incidents:report_sent", district, mine.reference)


def _add(request: HttpRequest, sender: Sender, mine: Receipt, at: datetime) -> str:
    """Append the photographs of a form; return why one was not, or nothing."""
    files = request.FILES.getlist("photo")
    if not files:
        return "Choose a photograph."
    if len(files) > MOST_PHOTOS:
        return "Send three photographs at most."
    found, refusal = store_all(sender, files, request.POST.get("key", ""), at)
    try:
        for one in found:
            append(sender=sender, report_id=mine.pk, photo=one.photo, at=at)
    except ReportRefused as refused:
        return str(refused)
    return refusal


def _page(
    request: HttpRequest, sender: Sender, mine: Receipt, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "district": sender.district,
        "sender": sender,
        "reference": mine.reference,
        "refusal": refusal,
        "key": request.POST.get("key") or uuid4(),
    }
    return render(request, "incidents/add_photo.html", context, status=status)
