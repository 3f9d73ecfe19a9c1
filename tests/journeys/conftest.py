"""Whoever makes a journey, in one of the ways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.hands import Hands
from tests.journeys.ways import WAYS, Arrive, Way, hands_at


@pytest.fixture(params=WAYS, ids=lambda way: way.name)
def way(request: pytest.FixtureRequest) -> Way:
    """Each of the ways."""
    chosen: Way = request.param
    return chosen


@pytest.fixture
def arrive(way: Way, enter: Callable[..., BrowserContext]) -> Arrive:
    """``arrive("ben")``: a page of a browser in which Ben is signed in, and the hands that work it."""
    expect.set_options(timeout=10_000)

    def arrived(who: str) -> tuple[Page, Hands]:
        context = enter(
            who,
            viewport={"width": way.width, "height": 800},
            color_scheme=way.theme,
            java_script_enabled=way.script,
            reduced_motion="reduce",
        )
        page = context.new_page()
        return page, hands_at(page, way)

    return arrived
