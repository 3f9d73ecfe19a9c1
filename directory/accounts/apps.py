"""Registers the room with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who signs in, and what they consented to."""

    name = "directory.accounts"
    label = "accounts"
