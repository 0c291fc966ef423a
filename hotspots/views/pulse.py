"""The survey of feelings: answered by anybody, read by the funder and operations."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hotspots.actions import pulse as actions
from hotspots.forms.pulse import PulseForm, RoundForm
from hotspots.models import Pulse
from hotspots.presenters.funding import feelings as present
from hotspots.queries import FUNDING_READERS, NothingToBuild
from hotspots.queries.pulse import feelings_of, open_round, rounds_of
from members.access import Viewer, only_for
from members.audiences import Audience
from members.pacing import too_often

#: A busy poster is answered twice a minute; a shop's staff share one address.
MOST_A_MINUTE: Final = 6
MOST_A_DAY: Final = 60


@require_http_methods(["GET", "HEAD", "POST"])
def pulse(request: HttpRequest, pulse: str) -> HttpResponse:
    """Ask three questions of whoever has the link, and keep nothing of them."""
    today = timezone.localdate()
    found = open_round(pulse[:120], today)
    if found is None:
        return render(request, "hotspots/pulse_closed.html", status=404)
    if "thanks" in request.GET:
        return render(request, "hotspots/pulse_thanks.html", {"district": found.district})
    sent = request.method == "POST"
    form = PulseForm(request.POST if sent else None, pulse=found)
    if sent and form.is_valid():
        if _too_often(request, found):
            return _busy(request, found)
        told = form.cleaned_data
        actions.take_answer(
            pulse=found,
            key=told["key"],
            cell=told["place"],
            part=told["part"],
            feeling=told["feeling"],
            on=today,
        )
        return redirect(f"{reverse('hotspots:pulse', args=[pulse])}?thanks")
    return render(request, "hotspots/pulse.html", {"district": found.district, "form": form})


def _busy(request: HttpRequest, found: Pulse) -> HttpResponse:
    context = {"district": found.district}
    response = render(request, "hotspots/pulse_busy.html", context, status=429)
    response.headers["Retry-After"] = "60"
    return response


def _too_often(request: HttpRequest, found: Pulse) -> bool:
    """Count an answer against its address, of which no more than a keyed hash is kept, a day."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    address = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    who = salted_hmac(f"pulse {found.pk}", address).hexdigest()
    # What the minute turns away does not count for the day: a shop's staff share one address.
    return too_often("pulse-minute", who, most=MOST_A_MINUTE) or too_often(
        "pulse-day", who, most=MOST_A_DAY, seconds=86_400
    )


@require_safe
@only_for(frozenset(FUNDING_READERS))
def survey(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the rounds: the link while one is open, what it says once it has closed."""
    return _survey(request, viewer, RoundForm(today=timezone.localdate()))


@require_POST
@only_for(frozenset({Audience.OPERATIONS}))
def open_survey(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Open a round."""
    now = timezone.now()
    form = RoundForm(request.POST, today=timezone.localdate(now))
    if form.is_valid():
        try:
            actions.open_pulse(
                district=viewer.district,
                opens_on=form.cleaned_data["opens_on"],
                closes_on=form.cleaned_data["closes_on"],
                by=viewer.actor,
                at=now,
            )
        except (actions.RoundsOverlap, NothingToBuild) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The round is set. Put its link on a poster or in a mail.")
            return redirect("hotspots:survey", viewer.district.slug)
    return _survey(request, viewer, form)


def _survey(request: HttpRequest, viewer: Viewer, form: RoundForm) -> HttpResponse:
    today = timezone.localdate()
    context: dict[str, Any] = {
        "district": viewer.district,
        "form": form if viewer.audience == Audience.OPERATIONS else None,
        "rounds": [
            present.round_page(
                one,
                feelings_of(one, today),
                request.build_absolute_uri(reverse("hotspots:pulse", args=[present.address(one)])),
                today,
            )
            for one in rounds_of(viewer.district)
        ],
        "cannot_tell": present.CANNOT_TELL,
    }
    return render(request, "hotspots/survey.html", context)
