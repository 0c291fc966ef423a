"""Where sealed reports arrive, and where one that was refused is mended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.envelopes import open_parts, sender_sealed
from incidents.forms import AGO, moment_of_sealing
from incidents.models import Receipt
from incidents.queries import desk_of
from incidents.sealing import SealBroken
from incidents.views.reporting import ask, page
from incidents.views.taking import RETRY_AFTER, Taken, take
from layers.strict_text import InputRefused
from members.passes import sender_of
from members.problems import MEDIA_TYPE, FieldProblem, Refusal

_SHOWN_AGAIN = ("key", "category", "asked", "told_police", "minutes_lost")


@require_POST
def sealed(request: HttpRequest, district: str) -> HttpResponse:
    """Take one sealed report, once for each key."""
    try:
        return _accepted(_take(request, district))
    except Refusal as refusal:
        return _problem(refusal)


@require_POST
def mend(request: HttpRequest, district: str) -> HttpResponse:
    """Show the form of a refused report to its sender, with all but the words and the place.

    The words stay sealed and go along: whoever stands at a till next must not read them.
    """
    carrier = sender_of(request, district)
    if carrier is None:
        return ask(request)
    envelope = request.POST.get("envelope", "")
    try:
        fields = open_parts(envelope.encode("utf-8", "replace"), district)
    except (InputRefused, SealBroken):
        return ask(request)
    sender = sender_sealed(request, district, fields.get("sealed_by", ""))
    if sender is None or sender.actor != carrier.actor:
        return ask(request)
    values = _shown_again(fields, timezone.now()) | {"carried": envelope}
    return page(request, sender, desk_of(sender), values=values)


def _take(request: HttpRequest, district: str) -> Taken:
    if sender_of(request, district) is None:
        raise Refusal(401, "Sign in, or use a device with a pass, and it will be sent.")
    try:
        fields = open_parts(request.body, district)
    except InputRefused as refusal:
        raise Refusal(400, str(refusal)) from refusal
    except SealBroken as refusal:
        raise Refusal(422, str(refusal)) from refusal
    sender = sender_sealed(request, district, fields.get("sealed_by", ""))
    if sender is None:
        raise Refusal(422, "Whoever wrote this report no longer sends for this scheme.")
    return take(
        sender=sender,
        data=fields,
        now=timezone.now(),
        sealed_at=fields.get("sealed_at", ""),
    )


def _accepted(taken: Taken) -> HttpResponse:
    if taken.form.stops:
        raise Refusal(422, "Somebody may be in danger: call 999. This was not sent.")
    if taken.accepted is None:
        wait = {429: RETRY_AFTER, 409: 1}.get(taken.status)
        # The page sends photographs again that were thrown away meanwhile.
        gone: Sequence[object] = taken.form.errors.get("photos", [])
        fields = tuple(FieldProblem("photos", str(error)) for error in gone)
        raise Refusal(taken.status, taken.sentence, fields, retry_after=wait)
    receipt = taken.accepted.receipt
    body = {
        "reference": receipt.reference,
        "welfare": receipt.kind == Receipt.Kind.SIGHTING,
    }
    return JsonResponse(body, status=taken.status)


def _problem(refusal: Refusal) -> HttpResponse:
    response = JsonResponse(refusal.body, status=refusal.status, content_type=MEDIA_TYPE)
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _shown_again(fields: dict[str, str], now: datetime) -> dict[str, Any]:
    shown = {name: fields.get(name, "") for name in _SHOWN_AGAIN}
    answers = {name: text for name, text in fields.items() if name.startswith("q_")}
    return {**shown, **answers, "when": "at", "when_at": _when(fields, now)}


def _when(fields: dict[str, str], now: datetime) -> str:
    """Return the time of the report on the clock of the town, for a field of date and time."""
    if fields.get("when") == "at":
        return fields.get("when_at", "")
    sealed_at = moment_of_sealing(fields.get("sealed_at", ""), now, None)
    minutes = AGO.get(fields.get("when", "now"), ("", 0))[1]
    local = timezone.localtime(sealed_at - timedelta(minutes=minutes))
    return f"{local:%Y-%m-%dT%H:%M}"
