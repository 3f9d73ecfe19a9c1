"""Registers the room with Django."""

from importlib import import_module

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Commands and checks for those who run the site."""

    name = "directory.operations"
    label = "operations"

    def ready(self) -> None:
        """Register the checks; not with an import above, since they read models, which are only now there."""
        import_module("directory.operations.checks")
