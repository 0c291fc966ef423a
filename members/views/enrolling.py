"""The device's side of a pass: opening the code, taking the pass, seeing which one it holds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from members import actions, passes, queries


@require_safe
def pass_held(request: HttpRequest) -> HttpResponse:
    """Say which pass this device holds, and what it can and cannot do."""
    held = passes.pass_held(request)
    context = {"held": held, "names": queries.names_of(held) if held else None}
    return render(request, "members/pass_held.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    """Say what a pass is; hand it over when asked to.

    Looking changes nothing: programs that preview links look too.
    """
    now = timezone.now()
    try:
        if request.method == "POST":
            token = actions.enrol_device(code=code, at=now)
            response = redirect("members:pass_held")
            passes.give_pass(response, token)
            return response
        waiting = actions.living_code(code, now)
    except actions.CodeNotValid:
        return render(request, "members/enrol_not_valid.html", status=404)
    context = {"waiting": waiting, "names": queries.names_of(waiting)}
    return render(request, "members/enrol.html", context)
