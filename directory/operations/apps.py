"""Registers the room with Django."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Commands and checks for those who run the site."""

    name = "directory.operations"
    label = "operations"
