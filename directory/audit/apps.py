"""Registers the room with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only log: who did what to what, when and why."""

    name = "directory.audit"
    label = "audit"
