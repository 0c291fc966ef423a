"""The app's registration with Django."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
