"""The app's registration with Django."""

from django.apps import AppConfig


class NtarsGeoConfig(AppConfig):
    name = "ntars_geo"
