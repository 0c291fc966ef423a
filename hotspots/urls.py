"""Addresses of `hotspots`; the district is the first thing that a view checks."""

from django.urls import path

from hotspots import views

app_name = "hotspots"

urlpatterns = [
    path("d/<slug:district>/contrast/", views.contrast, name="contrast"),
    path("d/<slug:district>/contrast/contrast.csv", views.contrast_csv, name="contrast_csv"),
    path(
        "d/<slug:district>/contrast/contrast.geojson",
        views.contrast_geojson,
        name="contrast_geojson",
    ),
]
