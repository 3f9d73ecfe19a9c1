"""A missing or malformed setting stops the start with one line that names it."""

import runpy
from pathlib import Path

import pytest
from django.conf import settings

SETTINGS = str(Path(settings.BASE_DIR) / "directory" / "settings.py")
SENSIBLE = {
    "DEBUG": "off",
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "a.example.org",
    "SITE_URL": "https://a.example.org",
    "DATABASE_URL": "sqlite:///:memory:",
    "CACHE_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Members’ office <office@example.org>",
}


@pytest.fixture
def environment(monkeypatch):
    for name in (
        "ORGANISATION_EMAIL",
        "HOME_STATES",
        "SITE_CEILING",
        "TRUSTED_PROXY_COUNT",
        "EXIT_URL",
        "SESSION_IDLE_MINUTES",
    ):
        monkeypatch.delenv(name, raising=False)
    for name, value in SENSIBLE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_sensible_settings_start(environment):
    found = runpy.run_path(SETTINGS)
    assert (found["DEBUG"], found["SECURE_SSL_REDIRECT"]) == (False, True)
    assert (found["EXIT_URL"], found["SESSION_IDLE_MINUTES"]) == ("https://www.weather.gov/", 30)


@pytest.mark.parametrize(
    ("asked", "prepare_threshold", "further"),
    [
        ("", 5, {}),
        ("?prepare_threshold=None", None, {}),
        ("?prepare_threshold=9&sslmode=require", 9, {"sslmode": "require"}),
    ],
)
def test_an_address_of_postgresql_may_say_more(environment, asked, prepare_threshold, further):
    environment.setenv("DATABASE_URL", f"postgres://user:password@host:5432/name{asked}")
    assert runpy.run_path(SETTINGS)["DATABASES"]["default"]["OPTIONS"] == {
        "server_side_binding": True,
        "prepare_threshold": prepare_threshold,
        **further,
    }


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"]
)
def test_what_is_missing_is_named(environment, name):
    environment.delenv(name)
    with pytest.raises(SystemExit, match=f"^{name} is not set. See docs/operations.md, Settings.$"):
        runpy.run_path(SETTINGS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", " " * 60),
        ("ALLOWED_HOSTS", "https://a.example.org"),
        ("ALLOWED_HOSTS", "a b"),
        ("SITE_URL", "a.example.org"),
        ("SITE_URL", "https://[::1"),
        ("SITE_URL", "https://a.example.org/path?x"),
        ("SITE_CEILING", "everybody"),
        ("HOME_STATES", " , "),
        ("HOME_STATES", "Maine"),
        ("ORGANISATION_EMAIL", "nonsense"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://h/x"),
        ("DATABASE_URL", "postgres://"),
        ("DATABASE_URL", "postgres://h/x?prepare_threshold=often"),
        ("DATABASE_URL", "sqlite:////no/such/folder/x"),
        ("CACHE_URL", "nonsense"),
        ("CACHE_URL", "redis://h:xx/0"),
        ("EMAIL_URL", "nonsense"),
        ("EMAIL_URL", "smtp://"),
        ("DEFAULT_FROM_EMAIL", "nonsense"),
        ("DEFAULT_FROM_EMAIL", "a@b.org, c@d.org"),
        ("DEFAULT_FROM_EMAIL", "a@b.org\nBcc: c@d.org"),
        ("EXIT_URL", "weather.example"),
        ("EXIT_URL", "javascript:alert(1)"),
        ("EXIT_URL", "https://"),
        ("EXIT_URL", "https://weather.example/a b"),
        ("EXIT_URL", " "),
        ("SESSION_IDLE_MINUTES", "0"),
        ("SESSION_IDLE_MINUTES", "-30"),
        ("SESSION_IDLE_MINUTES", "half an hour"),
        ("SESSION_IDLE_MINUTES", "9999"),
        ("SOURCE_URL", "code.example.org"),
        ("TRUSTED_PROXY_COUNT", "-1"),
        ("TRUSTED_PROXY_COUNT", "x"),
    ],
)
def test_what_is_malformed_is_named_in_one_line(environment, name, value):
    environment.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(SETTINGS)
    (line,) = str(stopped.value).splitlines()
    assert line.startswith(f"{name} is malformed")
