"""The world that every page is opened in, a browser for each of its people, and the HTML checker."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests import pristine, vnu
from tests.pages.world import World, build

type NewContext = Callable[..., BrowserContext]
type Enter = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def remembered_world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[World, pristine.Restore]]:
    """The world, and what brings the database back to how it was when it had just been built."""
    with django_db_blocker.unblock(), pristine.remembered() as empty:
        world = build()
        with pristine.remembered() as restore:
            empty()
            yield world, restore


@pytest.fixture
def world(remembered_world: tuple[World, pristine.Restore], transactional_db: None) -> World:
    """Everybody is there. What a test changes is gone after it."""
    world, restore = remembered_world
    restore()
    return world


@pytest.fixture
def enter(world: World, new_context: NewContext, live_server: LiveServer) -> Enter:
    """``enter("ben", viewport=…)``: a browser in which Ben is signed in; ``enter("")`` one without anybody."""

    def entered(who: str, **arguments: object) -> BrowserContext:
        context = new_context(**arguments)
        if who:
            cookie = {
                "name": settings.SESSION_COOKIE_NAME,
                "value": world.sessions[who],
                "url": live_server.url,
            }
            context.add_cookies([cookie])
        return context

    return entered


@pytest.fixture(scope="session")
def html_checker() -> Iterator[vnu.Checker]:
    """The HTML checker; it starts while the world is built."""
    lacking = vnu.lacking()
    if lacking:
        pytest.skip(f"the HTML checker needs {lacking}")
    with vnu.running() as checker:
        yield checker
