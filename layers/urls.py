"""Addresses of `layers`."""

from django.urls import path

from layers import views

urlpatterns = [
    path("basemap/<slug:district>.geojson", views.basemap, name="basemap"),
    path("basemap/<slug:district>.pmtiles", views.basemap_tiles, name="basemap_tiles"),
]
