"""Registers the room with Django, and the admin site with this project's way in."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    """Who signs in, and what they consented to."""

    name = "directory.accounts"
    label = "accounts"
    default = True


class OperatorSiteConfig(admin_apps.AdminConfig):
    """Django's admin site, behind this project's sign-in."""

    default_site = "directory.accounts.operators.OperatorSite"
    default = False
