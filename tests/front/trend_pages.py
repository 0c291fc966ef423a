"""The trend, the concentration and the methods, from payloads made by hand."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from tests.hotspots.trend.made import facts, ingredients

MARKS = [
    {"kind": "REDRAWN", "month": "2025-02"},
    {"kind": "RESUPPLIED", "month": "2025-06", "releases": 2, "taken_on": "2026-03-05"},
    {"kind": "COVID", "month": "2020-03", "until": "2024-12"},
]


def _context(payload: dict[str, Any], page: object) -> dict[str, Any]:
    periods = [{"value": "2024-11_2026-10", "words": "Two years", "chosen": True}]
    return {
        "district": payload["district"],
        "page": page,
        "periods": periods,
        "csv_url": "/x.csv",
        "gpkg_url": "/x.gpkg",
        "methods_url": "/methods/",
    }


def trend(request: HttpRequest, kind: str) -> HttpResponse:
    from hotspots.presenters.trend import page
    from hotspots.trend.payload import trend_payload
    from members.audiences import Audience

    known = {
        "full": (24, Audience.OPERATIONS),
        "member": (24, Audience.MEMBER),
        "short": (9, Audience.FUNDER),
    }
    if kind not in known:
        raise Http404
    months, audience = known[kind]
    marks = MARKS if months == 24 else []
    payload = trend_payload(facts(ingredients(months=months), marks), [], audience)
    return render(request, "hotspots/trend.html", _context(payload, page.trend_page(payload)))


def concentration(request: HttpRequest) -> HttpResponse:
    from hotspots.presenters import concentration as presenter
    from tests.hotspots.concentration.test_recipe import made_payload

    payload = made_payload()
    page = presenter.concentration_page(payload)
    return render(request, "hotspots/concentration.html", _context(payload, page))


def methods(request: HttpRequest) -> HttpResponse:
    from hotspots import proofs
    from hotspots.presenters import methods as presenter

    kept = proofs.read()
    page = presenter.methods_page(kept, proofs.standing(kept), {"Trend": "0123456789abcdef"})
    district = {"slug": "wexcombe", "name": "Wexcombe", "invented": True}
    return render(request, "hotspots/methods.html", {"district": district, "page": page})


urlpatterns = [
    path("trend/<slug:kind>/", trend),
    path("concentration/", concentration),
    path("methods/", methods),
]
