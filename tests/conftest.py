"""What every test stands on: the database, the browser, and the rule that CI skips nothing.

The database is chosen in ``tests/settings.py``. ``make test`` runs everything twice, on SQLite and on PostgreSQL;
a test marked ``sqlite`` or ``postgresql`` runs on that one only.
"""

import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack
from email.message import Message
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import BrowserContext
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from directory.vocabulary import loading
from tests import browser, everybody, mail_server, pristine

TAKES_LONG = {"test_noninterference.py", "test_reflow.py", "test_table.py", "test_every_way.py"}
IN_CI = os.environ.get("CI") == "true"
BROWSER_FIXTURES = {"browser", "context", "new_context", "page"}

# In CI the same examples every time: a run does not fail for what the change before it did.
hypothesis.settings.register_profile("developer", deadline=None, print_blob=True)
hypothesis.settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if IN_CI else "developer")


# --- Which tests run, and that none is passed over ---------------------------------------------------------


def pytest_report_header() -> list[str]:
    return [f"database: {connection.vendor}", f"browser: {browser.chromium() or 'none found'}"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    elsewhere = [item for item in items if item.get_closest_marker(other)]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if not item.get_closest_marker(other)]
    # What takes long comes first, so that no worker is left alone with it at the end.
    items.sort(key=lambda item: item.path.name not in TAKES_LONG)
    for item in items:
        if BROWSER_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


def _fail_if_skipped_in_ci[Report: (pytest.TestReport, pytest.CollectReport)](report: Report) -> Report:
    """Turn "skipped: no browser here" into a failure in CI, where green means that everything ran."""
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: CI skips nothing, and this was to be skipped. {reason}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _fail_if_skipped_in_ci((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _fail_if_skipped_in_ci((yield))


# --- The database ------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Test databases hold the vocabulary, always; transactional tests leave them as they found them."""
    with ExitStack() as until_the_end, pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            loading.load()
            restore = until_the_end.enter_context(pristine.remembered())
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: restore())
        yield
        with django_db_blocker.unblock():
            pristine.end_other_sessions()


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """The sign-in and API limits count in the cache: no test uses up another's."""
    cache.clear()


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: LiveServer) -> LiveServer:
    """Started after the database and stopped before it: its threads keep connections."""
    return live_server


@pytest.fixture(name="mail_server")
def mail_server_(settings: Any) -> Iterator[list[Message]]:
    """A mail server on this machine, the site set to send through it, and the mails it took."""
    with mail_server.running() as (port, messages):
        options = {"host": "127.0.0.1", "port": port, "timeout": 10}
        settings.MAILERS = {
            "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
        }
        yield messages


# --- The browser -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright drives the machine's own browser, which keeps to itself."""
    program = browser.chromium()
    if program is None:
        pytest.skip("no Chromium or Chrome on this machine")
    fonts = {"FONTCONFIG_FILE": str(browser.FONTS)} if browser.has_one_font() else {}
    return {
        **browser_type_launch_args,
        "executable_path": program,
        "args": list(browser.ARGUMENTS),
        "env": {**os.environ, **fonts},
    }


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """``page.goto("/allies/")`` goes to the live server."""
    return live_server.url


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> Iterator[Callable[..., BrowserContext]]:
    """Every page of every test is watched: none may do what ``browser.watch`` notes."""
    watched: list[list[str]] = []

    def new_watched_context(**arguments: Any) -> BrowserContext:
        context = new_context(**arguments)
        watched.append(browser.watch(context, urlsplit(live_server.url).netloc))
        return context

    yield new_watched_context
    assert [wrong for wrongs in watched for wrong in wrongs] == []


# --- A world to look at ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def remembered_world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[everybody.World, pristine.Restore]]:
    """The world, and what brings the database back to how it was when it had just been built."""
    with django_db_blocker.unblock(), pristine.remembered() as empty:
        world = everybody.build()
        with pristine.remembered() as restore:
            empty()
            yield world, restore


@pytest.fixture
def world(
    remembered_world: tuple[everybody.World, pristine.Restore], transactional_db: None
) -> Iterator[everybody.World]:
    """Everybody is there, and it is always the same day. What a test changes is gone after it."""
    world, restore = remembered_world
    restore()
    with time_machine.travel(everybody.NOW):
        yield world


@pytest.fixture
def enter(
    world: everybody.World, new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> Callable[..., BrowserContext]:
    """``enter("ben", viewport=…)``: a browser in which Ben is signed in; ``enter("")`` one without anybody.

    After the name may stand cookies of what the reader likes.
    """

    def entered(who: str, likes: Mapping[str, str] | None = None, **arguments: object) -> BrowserContext:
        context = new_context(**arguments)
        cookies = {**(likes or {}), **({settings.SESSION_COOKIE_NAME: world.sessions[who]} if who else {})}
        given: Any = [
            {"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()
        ]
        context.add_cookies(given)
        return context

    return entered
