"""Registers the room with Django."""

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    """Who is reading, and whom they may not see."""

    name = "directory.connections"
    label = "connections"
