"""The funding pages for the static site: a report, a late one, a wait, and a wrong draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

LATE = {"sha256": "0" * 64, "frozen_at": "2026-02-01T09:00:00+00:00", "late": True}
AHEAD = {
    "base": 847.0,
    "least_share": 0.15,
    "least_incidents": 130.0,
    "path": {"fair": False, "yearly": 1.3, "low": 1.1, "high": 1.5, "months": 24},
}


def funding(request: HttpRequest, kind: str) -> HttpResponse:
    from hotspots.presenters import funding as present
    from tests.hotspots.funding_payload import payload

    found = payload()
    context: dict[str, Any] = {"district": found["district"], "plans": []}
    if kind == "full":
        context |= {"page": present.funding_page(found), "pack_url": "/pack.zip"}
        return render(request, "hotspots/funding.html", context)
    if kind == "late":
        context |= {"page": present.funding_page({**found, "stamp": LATE})}
        return render(request, "hotspots/funding.html", context)
    if kind == "waiting":
        outlook = {"lines": {"outcome": AHEAD, "wide": AHEAD}, "why_not": ""}
        page = present.promise_page(found["frozen"]["plan"], LATE, outlook)
        context |= {"page": page, "cannot_tell": present.CANNOT_TELL}
        return render(request, "hotspots/funding_waiting.html", context)
    if kind == "draft":
        return _draft(request, context, found)
    if kind == "pulse":
        return _pulse(request, context)
    if kind == "survey":
        return _survey(request, context)
    raise Http404


def _pulse(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    from hotspots.forms.pulse import PulseForm
    from hotspots.models import Pulse

    form = PulseForm({"part": "NOON"}, pulse=Pulse(places=[{"cell": "a", "name": "Drapery"}]))
    return render(request, "hotspots/pulse.html", {**context, "form": form})


def _survey(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    from hotspots.forms.pulse import RoundForm
    from hotspots.funding.feelings import feelings
    from hotspots.presenters.funding.feelings import CANNOT_TELL, RoundPage, _rows, _sentence

    rows = [("a", "NIGHT", 1)] * 30 + [("b", "NIGHT", 4)] * 40
    found = feelings(rows, [("a", "Drapery"), ("b", "Market Square")], [("NIGHT", "Night")])
    link = "https://x.invalid/pulse/exampleton--0123456789abcdef/"
    rounds = [
        RoundPage("1 May up to 1 June 2026", "open", link, "", [], []),
        RoundPage("1 March up to 1 April 2026", "closed", "", _sentence(found),
                  _rows(found.places), _rows(found.parts)),
    ]  # fmt: skip
    more = {"rounds": rounds, "form": RoundForm({}, today=date(2026, 5, 2))}
    return render(request, "hotspots/survey.html", {**context, **more, "cannot_tell": CANNOT_TELL})


def _draft(request: HttpRequest, context: dict[str, Any], found: dict[str, Any]) -> HttpResponse:
    from hotspots.forms import PlanForm

    sent = {"funder": "", "amount": "-1", "control-0-radius": "9", "harm_weights": "x"}
    form = PlanForm(sent, {}, plan=found["frozen"]["plan"], version=1)
    return render(request, "hotspots/plan_edit.html", {**context, "form": form})


def _nothing(request: HttpRequest, **named: Any) -> HttpResponse:
    return HttpResponse("")


_STUBS = [
    path("evidence-keys.json", _nothing, name="evidence_keys"),
    path("data-dictionary.csv", _nothing, name="data_dictionary"),
    path("<slug:district>/plans/", _nothing, name="funding_plans"),
    path("<slug:district>/survey/open/", _nothing, name="survey_open"),
    path("<slug:district>/files/", _nothing, name="weekly_files"),
    path("<slug:district>/files/<uuid:file>/", _nothing, name="weekly_file"),
    path("<slug:district>/drift/", _nothing, name="weekly_drift"),
    path("<slug:district>/letter/", _nothing, name="weekly_letter"),
]

urlpatterns = [
    path("funding/<slug:kind>/", funding),
    path("stub/", include((_STUBS, "hotspots"))),
]
