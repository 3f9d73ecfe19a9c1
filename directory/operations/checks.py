"""What ``manage.py check --deploy`` says about this site's own settings, and ``check --database`` about its data.

Settings that cannot work stop the start (``settings.py``). These work, and are a mistake on a real site.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connections

from directory.accounts.addresses import DEMO_DOMAIN
from directory.accounts.models import User

type Apps = Sequence[AppConfig] | None

NOT_SHARED = ("LocMemCache", "DummyCache")
NOT_SENT = ("console.EmailBackend", "dummy.EmailBackend", "locmem.EmailBackend", "TerminalAndFolder")


@checks.register(checks.Tags.security, deploy=True)
def settings_fit_for_people(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """The settings, as a real site needs them."""
    return list(_wrong_settings())


@checks.register(checks.Tags.database)
def database_fit_for_people(
    app_configs: Apps, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """The databases named on the command line, as a real site needs them."""
    return [problem for alias in databases or () for problem in _wrong_database(alias)]


def _wrong_settings() -> Iterator[checks.CheckMessage]:
    if settings.CACHES["default"]["BACKEND"].endswith(NOT_SHARED):
        yield checks.Warning(
            "The workers do not share a cache, so each counts sign-in attempts for itself.",
            hint="Set CACHE_URL to filecache:///path or redis://host:6379/0.",
            id="operations.W001",
        )
    if not settings.SITE_URL.startswith("https://"):
        yield checks.Warning(
            "SITE_URL is not https: whoever is on the line reads along, passwords too.",
            hint="Serve the site over TLS and set SITE_URL to its https address.",
            id="operations.W002",
        )
    host = urlsplit(settings.SITE_URL).hostname or ""
    if not any(_allows(pattern, host) for pattern in settings.ALLOWED_HOSTS):
        yield checks.Warning(
            f"SITE_URL is on {host}, which ALLOWED_HOSTS does not have: links in mails lead to an error page.",
            hint="Name the host in ALLOWED_HOSTS.",
            id="operations.W003",
        )
    if settings.MAILERS["default"]["BACKEND"].endswith(NOT_SENT):
        yield checks.Warning(
            "Mail is not sent, so nobody can verify an address or sign in by code.",
            hint="Set EMAIL_URL to smtp+tls://user:password@host:587.",
            id="operations.W004",
        )
    for name in ("ORGANISATION_EMAIL", "DEFAULT_FROM_EMAIL"):
        if getattr(settings, name).rstrip(">").endswith(".invalid"):
            yield checks.Warning(
                f"{name} is the made-up default, and people will write to it.",
                hint=f"Set {name} to an address that somebody reads.",
                id="operations.W005",
            )


def _allows(pattern: str, host: str) -> bool:
    """Whether this entry of ALLOWED_HOSTS takes in the host, as Django understands it."""
    return pattern in ("*", host) or (pattern.startswith(".") and f".{host}".endswith(pattern))


def _wrong_database(alias: str) -> Iterator[checks.CheckMessage]:
    connection = connections[alias]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            (mode,) = cursor.fetchone()
        if mode not in ("wal", "memory"):
            yield checks.Warning(
                f"SQLite keeps no write-ahead log here ({mode}): readers and writers wait for each other.",
                hint="Put the file on a local disk; network drives cannot do it.",
                id="operations.W006",
            )
    if not settings.DEBUG and _has_demo_people(alias):
        yield checks.Warning(
            "The demo's invented people are in this database and may be listed among real ones.",
            hint="Begin with an empty database: they cannot sign in here, and nobody can withdraw them.",
            id="operations.W007",
        )


def _has_demo_people(alias: str) -> bool:
    try:
        return User.objects.using(alias).filter(email__endswith=f"@{DEMO_DOMAIN}").exists()
    except DatabaseError:  # before the first migration
        return False
