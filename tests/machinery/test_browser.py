"""The guard on every page that a browser test opens."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import watch

POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline'"


def test_a_page_of_our_own_is_fine(page: Page) -> None:
    answer = page.goto("/static/css/site.css")
    assert answer is not None
    assert answer.status == 200


@pytest.mark.parametrize(
    ("script", "noted"),
    [
        ("new Image().src = 'http://127.0.0.1:9/dot.png'", "asked another host: http://127.0.0.1:9/dot.png"),
        ("new Image().src = 'data:,'", "against the policy: "),
        ("throw new Error('oh')", "uncaught: oh"),
    ],
)
def test_what_no_page_may_do_is_noted(
    browser: Browser, live_server: LiveServer, script: str, noted: str
) -> None:
    context = browser.new_context()
    wrong = watch(context, urlsplit(live_server.url).netloc)
    context.route(
        f"{live_server.url}/",
        lambda route: route.fulfill(
            content_type="text/html",
            headers={
                "Content-Security-Policy": POLICY if "data:" in script else "default-src * 'unsafe-inline'"
            },
            body=f"<!doctype html><script>{script}</script>",
        ),
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    page.wait_for_timeout(100)
    context.close()
    assert any(line.startswith(noted) for line in wrong), wrong
