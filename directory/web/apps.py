"""Registers the room with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages: one module a journey."""

    name = "directory.web"
    label = "web"
