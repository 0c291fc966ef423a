"""What whoever holds a reference may know: the status of a report, and nothing else."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from incidents.queries import Status, status_of_reference
from incidents.references import as_reference
from members.pacing import too_often

#: A person types two or three a minute; at this rate 40 bits last a million years.
_MOST_A_MINUTE: Final = 30

_MEANING: Final = {
    Status.RECEIVED: "It arrived and is stored. Nobody has dealt with it yet.",
    Status.LOOKED_AT: "Somebody of the scheme is reading it and decides who should act.",
    Status.WITH_SOMEBODY: "It has been given to somebody who can act on it.",
    Status.CLOSED: "What could be done has been done. If it goes on, please report it again.",
    Status.OUTREACH_TOLD: "Outreach workers know of it and decide when to go.",
    Status.VISITED: "Outreach workers have been there. More is not shown, to protect the person.",
}


@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """Ask for a reference, and lead to its status."""
    typed = request.GET.get("reference", "")
    reference = as_reference(typed)
    if reference:
        return redirect("incidents:status", reference)
    return render(request, "incidents/report_lookup.html", {"typed": typed[:20]})


@require_safe
def status(request: HttpRequest, reference: str) -> HttpResponse:
    """Show how far a report has come. One that is unknown and one that is malformed look alike."""
    if _too_often(request):
        response = render(request, "incidents/report_lookup.html", {"busy": True}, status=429)
        response.headers["Retry-After"] = "60"
        return response
    canonical = as_reference(reference[:40])
    found = status_of_reference(canonical) if canonical else None
    if found is None:
        return render(request, "incidents/report_lookup.html", {"unknown": True}, status=404)
    context = {"reference": canonical, "status": found, "meaning": _MEANING[found]}
    return render(request, "incidents/report_status.html", context)


def _too_often(request: HttpRequest) -> bool:
    return too_often("status-lookups", _address(request), most=_MOST_A_MINUTE)


def _address(request: HttpRequest) -> str:
    # nginx sets this header anew; without it in front, the address of the connection is the truth.
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return str(forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))
