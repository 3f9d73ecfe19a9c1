"""Registers the room with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Mail: what is sent, when, and in which words."""

    name = "directory.notices"
    label = "notices"
