"""The app's registration with Django."""

from django.apps import AppConfig


class LayersConfig(AppConfig):
    name = "layers"
