"""The pages themselves, served from static payloads: no database, no sign-in, the real settings.

Run as ``python -m tests.front.site``: prints the address on its first line and serves until it
is stopped. In a process of its own, so that nothing of it can leak into other tests.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import django
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test.utils import override_settings
from django.urls import path
from django.views.static import serve

from tests.front import funding_pages, monday_pages, payloads, trend_pages, weekly_payloads

OVERRIDES: dict[str, Any] = {
    "ROOT_URLCONF": "tests.front.site",
    "ALLOWED_HOSTS": ["127.0.0.1"],
    "MIDDLEWARE": ["csp.middleware.CSPMiddleware", "tests.front.site.somebody"],
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}

PAYLOADS: dict[str, Callable[[], dict[str, Any]]] = {
    "full": payloads.payload,
    "funder": payloads.withheld,
    "sparse": payloads.sparse,
    "nothing": payloads.nothing_shown,
    "real": payloads.real_district,
    "first": payloads.without_reports,
}


def somebody(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Let a stub stand for the person; `?out` in the address signs it out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        signed_in = "out" not in request.GET
        request.user = SimpleNamespace(  # type: ignore[assignment]
            is_authenticated=signed_in, email="operations@wexcombe.invalid"
        )
        request._messages = []  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def contrast(request: HttpRequest, kind: str) -> HttpResponse:
    from hotspots.presenters import maps, page

    if kind not in PAYLOADS:
        raise Http404
    payload = PAYLOADS[kind]()
    context = {
        "district": payload["district"],
        "my_memberships": [_membership(payload["district"])],
        "page": page.contrast_page(payload, payloads.basemap()),
        "months": "November 2025 to October 2026",
        "periods": [
            {"value": "2025-11_2026-10", "words": "November 2025 to October 2026", "chosen": True},
            {"value": "2026-08_2026-10", "words": "August to October 2026", "chosen": False},
        ],
        "map_model": maps.model(payload, basemap_url="/basemap.geojson", tiles={}),
        "csv_url": "/contrast.csv",
        "geojson_url": "/contrast.geojson",
        "gpkg_url": "/contrast.gpkg",
    }
    return render(request, "hotspots/contrast.html", context)


WEEKS: dict[str, Callable[[], dict[str, Any]]] = {
    "busy": weekly_payloads.payload,
    "quiet": weekly_payloads.quiet,
    "low": weekly_payloads.low,
    "members": weekly_payloads.members,
}


def weekly(request: HttpRequest, kind: str) -> HttpResponse:
    from hotspots.presenters.weekly import beside, page, picture

    if kind not in WEEKS:
        raise Http404
    payload, ground = WEEKS[kind](), payloads.basemap()
    hrefs = {one["week"]: f"/weekly/{kind}/?week={one['week']}" for one in payload["line"]}
    names = [
        {"name": kind, "href": f"/weekly/{kind}/", "words": kind.capitalize()} for kind in WEEKS
    ]
    context = {
        "district": payload["district"],
        "my_memberships": [_membership(payload["district"])],
        "page": page.week_page(payload, ground, hrefs),
        "beside": beside.beside(weekly_payloads.earlier(), payload, ground),
        "beside_name": "2026-W45",
        "own": 2 if kind == "members" else None,
        "map_model": picture.model(payload, basemap_url="/basemap.geojson", tiles={}),
        "versions": [{"words": "Operations", "href": "?", "here": True}],
        "before": {"href": "?week=2026-W45", "words": "Week 45, 2 to 8 November 2026"},
        "after": None,
        "latest": None,
        "slider": {"weeks": names, "at": list(WEEKS).index(kind)},
        "choices": [{"value": "2026-W45", "words": "Week 45, 2 to 8 November 2026"}],
        "files": monday_pages.week_files(),
        "drift": {"week": "2026-W46", "note": None, "asks": True} if kind == "busy" else None,
        "csv_url": "/weekly.csv",
        "gpkg_url": "/weekly.gpkg",
        "methods_url": "/methods/",
    }
    return render(request, "hotspots/weekly/page.html", context)


def _membership(district: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(
        district=district,
        audience="OPERATIONS",
        get_audience_display="BID operations",
    )


def empty(request: HttpRequest) -> HttpResponse:
    from hotspots.presenters import notes

    district = {"slug": "northampton", "name": "Northampton", "invented": False}
    context = {"district": district, "cannot_tell": notes.CANNOT_TELL}
    return render(request, "hotspots/contrast_empty.html", context)


def public_map(request: HttpRequest) -> HttpResponse:
    from hotspots.presenters import public_map as presenter

    payload = payloads.public_map()
    context = {
        "district": payload["district"],
        "page": presenter.public_page(payload, payloads.basemap()),
        "quarters": [
            presenter.QuarterChoice("2026-q3", "July to September 2026", chosen=True),
            presenter.QuarterChoice("2026-q2", "April to June 2026", chosen=False),
        ],
        **{f"{ending}_url": f"/public-map.{ending}" for ending in ("csv", "geojson", "gpkg")},
        "methods_url": "/methods/",
    }
    return HttpResponse(render_to_string("hotspots/public_map.html", context))


def public_map_empty(request: HttpRequest) -> HttpResponse:
    from hotspots.presenters import public_map as presenter

    context = {
        "district": payloads.public_map()["district"],
        "about": presenter.ABOUT,
        "cannot_tell": presenter.CANNOT_TELL,
        "methods_url": "/methods/",
    }
    return HttpResponse(render_to_string("hotspots/public_map_empty.html", context))


def home(request: HttpRequest) -> HttpResponse:
    mine = [_membership(payloads.payload()["district"])] if "out" not in request.GET else []
    places = [(one, "This week", "/weekly/operations/") for one in mine]
    return render(request, "home.html", {"demo": True, "places": places})


def error(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, f"{name}.html")


def sign_in(request: HttpRequest) -> HttpResponse:
    from allauth.account.forms import LoginForm

    form = LoginForm({"login": "nobody", "password": ""}) if "wrong" in request.GET else LoginForm()
    return render(request, "account/login.html", {"form": form, "demo": True})


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("", home, name="home"),
    path("contrast/<slug:kind>/", contrast),
    path("weekly/<slug:kind>/", weekly),
    path("empty/", empty),
    *funding_pages.urlpatterns,
    path("map/", public_map),
    path("map/empty/", public_map_empty),
    *trend_pages.urlpatterns,
    *monday_pages.urlpatterns,
    path("error/<slug:name>/", error),
    path("account/login/", sign_in, name="account_login"),
    path("account/logout/", nothing, name="account_logout"),
    path("account/still-here/", nothing, name="still_here"),
    path("account/signup/", nothing, name="account_signup"),
    path("account/password/reset/", nothing, name="account_reset_password"),
    path("account/2fa/webauthn/login/", nothing, name="mfa_login_webauthn"),
    path("basemap.geojson", lambda request: JsonResponse(payloads.basemap())),
    path("modules/<path:path>", serve, {"document_root": "ntars_geo/assets/js"}),
]


def main() -> None:
    """Serve on a free port of loopback until stopped."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    server = ThreadedWSGIServer(("127.0.0.1", port), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ntars_geo.settings")
    django.setup()
    override_settings(**OVERRIDES).enable()
    assert settings.ROOT_URLCONF == "tests.front.site"
    main()
