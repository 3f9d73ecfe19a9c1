"""Registers the room with Django."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """The desk: what waits for a decision."""

    name = "directory.moderation"
    label = "moderation"
