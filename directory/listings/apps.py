"""Registers the room with Django."""

from django.apps import AppConfig


class ListingsConfig(AppConfig):
    """The read side: what was published, one table per audience."""

    name = "directory.listings"
    label = "listings"
