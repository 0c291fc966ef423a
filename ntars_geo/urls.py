"""Addresses: each app brings its own."""

from django.urls import include, path

from ntars_geo import pwa, views
from ntars_geo.api import api, openapi

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("sw.js", pwa.service_worker, name="service_worker"),
    path("csrf/", pwa.token, name="csrf_token"),
    path("account/still-here/", views.still_here, name="still_here"),
    path("account/", include("allauth.urls")),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/", api.urls),
    path("", include("members.urls")),
    path("", include("hotspots.urls")),
    path("", include("incidents.urls")),
    path("", include("layers.urls")),
]

handler400 = "ntars_geo.views.bad_request"
handler403 = "ntars_geo.views.forbidden"
handler404 = "ntars_geo.views.not_found"
handler500 = "ntars_geo.views.server_error"
