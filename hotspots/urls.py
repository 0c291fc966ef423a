"""Addresses of `hotspots`; the district is the first thing that a view checks."""

from django.urls import path

from hotspots.views import contrast

app_name = "hotspots"

urlpatterns = [
    path("d/<slug:district>/contrast/", contrast.contrast, name="contrast"),
    path("d/<slug:district>/contrast/contrast.csv", contrast.contrast_csv, name="contrast_csv"),
    path(
        "d/<slug:district>/contrast/contrast.geojson",
        contrast.contrast_geojson,
        name="contrast_geojson",
    ),
]
