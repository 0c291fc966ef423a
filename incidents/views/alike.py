""" "Same as this?": a voice for what is known already, before a report is sent or right after."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents import actions
from incidents.forms import ReportForm
from incidents.handles import handle_of, report_of
from incidents.models import Receipt
from incidents.presenters.alike import in_words
from incidents.queries import Sight, alike_reports, desk_of, receipt_of, sight_sent
from incidents.references import as_reference
from members.pacing import too_often
from members.passes import sender_of
from members.senders import Sender

#: Somebody who fills in a form changes place, kind and time a handful of times. Ten a minute do
#: not let anybody comb a town: its past is closed to them, and a cell and kind cost one each.
MOST_A_MINUTE: Final = 12
#: The question belongs to the moment of sending.
_ASKED_FOR: Final = timedelta(hours=1)

Choice = tuple[str, str]


@require_POST
def alike(request: HttpRequest, district: str) -> HttpResponse:
    """Say which recent reports may be of what somebody is writing down, as [handle, words].

    By POST, so that the place that somebody looks at stands in no log of addresses.
    """
    sender = sender_of(request, district)
    if sender is None:
        raise Http404
    if _too_often(sender):
        return JsonResponse({"alike": []}, status=429, headers={"Retry-After": "60"})
    now = timezone.now()
    sight = ReportForm(request.POST, desk=desk_of(sender), at=now).sight()
    return JsonResponse({"alike": _choices(sender, sight, now) if sight else []})


@require_POST
def same(request: HttpRequest, district: str, reference: str) -> HttpResponse:
    """Take the word of a sender that the report they sent is of what another told already."""
    sender = sender_of(request, district)
    mine = receipt_of(sender, as_reference(reference) or "") if sender else None
    if sender is None or mine is None:
        raise Http404
    chosen = _report_of(request.POST.get("same_as", ""), sender)
    if chosen and actions.add_voice(sender=sender, receipt=mine, same_as=chosen, at=timezone.now()):
        messages.success(request, "Thank you. Your report counts as one more voice.")
    return redirect("incidents:report_sent", district, mine.reference)


def alike_to_sent(sender: Sender, receipt: Receipt, at: datetime) -> list[Choice]:
    """Return what a report that was sent just now may be the same as, as [handle, words]."""
    if receipt.kind != Receipt.Kind.REPORT or receipt.made_at < at - _ASKED_FOR:
        return []
    sight = sight_sent(sender, receipt)
    if sight is None or _too_often(sender):
        return []
    return _choices(sender, sight, at, besides=receipt.pk)


def _choices(
    sender: Sender, sight: Sight, at: datetime, *, besides: UUID | None = None
) -> list[Choice]:
    found = alike_reports(sender.district, sight, at=at, besides=besides)
    return [
        (
            handle_of(one.id, secret=settings.SECRET_KEY, district=sender.district.slug),
            in_words(one, at=at),
        )
        for one in found
    ]


def _report_of(handle: str, sender: Sender) -> UUID | None:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return report_of(handle, secrets=secrets, district=sender.district.slug)


def _too_often(sender: Sender) -> bool:
    return too_often("alike", sender.actor, most=MOST_A_MINUTE)
