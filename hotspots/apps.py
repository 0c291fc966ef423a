"""The app's registration with Django."""

from django.apps import AppConfig


class HotspotsConfig(AppConfig):
    name = "hotspots"
