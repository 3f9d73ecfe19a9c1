"""Registers the room with Django."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """The write side: what a member writes, who may see each part, and how it is published."""

    name = "directory.profiles"
    label = "profiles"
