"""The checks of a real site: silent for a sensible one, and each has its line."""

from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from directory.operations.checks import database_fit_for_people, settings_fit_for_people
from tests.cast import account


@pytest.fixture(autouse=True)
def sensible(settings: Settings) -> None:
    settings.DEBUG = False
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"}}
    settings.SITE_URL = "https://directory.example.org"
    settings.ALLOWED_HOSTS = [".example.org"]
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
    settings.ORGANISATION_EMAIL = "office@example.org"
    settings.DEFAULT_FROM_EMAIL = "The office <office@example.org>"


def said() -> list[str | None]:
    return [message.id for message in settings_fit_for_people(None)]


def test_a_sensible_site_is_told_nothing() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (
            "CACHES",
            {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
            "operations.W001",
        ),
        ("SITE_URL", "http://directory.example.org", "operations.W002"),
        ("ALLOWED_HOSTS", ["elsewhere.example"], "operations.W003"),
        (
            "MAILERS",
            {"default": {"BACKEND": "directory.notices.backends.TerminalAndFolder"}},
            "operations.W004",
        ),
        ("ORGANISATION_EMAIL", "institute@example.invalid", "operations.W005"),
        ("DEFAULT_FROM_EMAIL", "Office <office@example.invalid>", "operations.W005"),
    ],
)
def test_each_mistake_has_its_line(settings: Settings, name: str, value: object, expected: str) -> None:
    setattr(settings, name, value)
    assert said() == [expected]


@pytest.mark.parametrize("hosts", [["*"], ["directory.example.org"], [".example.org"]])
def test_hosts_are_understood_as_django_does(settings: Settings, hosts: list[str]) -> None:
    settings.ALLOWED_HOSTS = hosts
    assert said() == []


@pytest.mark.django_db
def test_invented_people_among_real_ones(settings: Settings) -> None:
    assert database_fit_for_people(None, databases=["default"]) == []
    user = account("ana")
    assert database_fit_for_people(None, databases=["default"]) == []
    user.email = "ana@demo.invalid"
    user.save()
    assert [message.id for message in database_fit_for_people(None, databases=["default"])] == [
        "operations.W007"
    ]
    settings.DEBUG = True
    assert database_fit_for_people(None, databases=["default"]) == []
    assert database_fit_for_people(None) == []


@pytest.mark.sqlite
@pytest.mark.django_db
def test_sqlite_without_a_write_ahead_log() -> None:
    def on_a_network_drive(execute: Any, sql: str, *rest: Any) -> Any:
        # Really to leave the write-ahead log takes a file that nobody else has open.
        return execute("SELECT 'delete'" if sql == "PRAGMA journal_mode" else sql, *rest)

    with connection.execute_wrapper(on_a_network_drive):
        (message,) = database_fit_for_people(None, databases=["default"])
    assert message.id == "operations.W006"
    assert "(delete)" in message.msg
