"""Leaving, in the real browser: the exit by button, by key and without JavaScript; a session that ends by itself."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import cast

type NewContext = Callable[..., BrowserContext]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def neutral(settings: Any, live_server: LiveServer) -> str:
    """The operator's neutral address: here one of this machine, since no test asks another host."""
    settings.EXIT_URL = f"{live_server.url}/agreement/?neutral"
    return str(settings.EXIT_URL)


def sign_in(page: Page, name: str, then: str = "/me/blocks/") -> None:
    page.goto(f"/accounts/login/?next={then}")
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{then}")


def is_signed_in(page: Page) -> bool:
    return bool(page.request.get("/me/blocks/", max_redirects=0).status == 200)


def test_the_button_hides_signs_out_and_takes_the_place_of_the_page(
    new_context: NewContext, neutral: str
) -> None:
    cast.cast()
    page = new_context().new_page()
    sign_in(page, "ben")
    page.goto("/about/")
    before = page.evaluate("history.length")
    with page.expect_request(lambda request: request.url.endswith("/exit/")):
        page.locator("#exit-button").click()
    page.wait_for_url(neutral)
    # The page did not wait for the answer; the next one asks until it is there.
    page.wait_for_function("async () => (await (await fetch('/session/')).json()).left === 0")
    assert page.evaluate("history.length") == before
    page.go_back()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    assert not is_signed_in(page)


def test_the_page_is_blank_at_once(new_context: NewContext, neutral: str) -> None:
    page = new_context().new_page()
    page.goto("/about/")
    # In one go, so that nothing of the neutral page can have come yet.
    shown, title = page.evaluate(
        """() => {
            document.querySelector(".exit-button").click();
            const shown = [...document.body.children].filter((part) => getComputedStyle(part).display !== "none");
            return [shown.length, document.title];
        }"""
    )
    assert (shown, title) == (0, "\u200b")
    page.wait_for_url(neutral)


def test_shift_three_times_leaves_and_says_how_far_one_is(new_context: NewContext, neutral: str) -> None:
    page = new_context().new_page()
    page.goto("/about/")
    says = page.locator("[data-exit-says]")
    page.keyboard.press("Shift")
    expect(says).to_have_text("Shift, press 2 more times to exit this page.")
    page.keyboard.press("Shift")
    expect(says).to_have_text("Shift, press 1 more time to exit this page.")
    expect(page.locator(".exit-presses .on")).to_have_count(2)
    page.keyboard.press("Shift")
    page.wait_for_url(neutral)


def test_another_key_or_five_seconds_start_the_count_again(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.clock.install()
    page.goto("/about/")
    says = page.locator("[data-exit-says]")
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    expect(says).to_have_text("Exit this page stopped.")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    expect(says).to_have_text("Shift, press 1 more time to exit this page.")
    page.clock.run_for(5_000)
    expect(says).to_have_text("Exit this page stopped.")
    for _capital in range(3):
        page.keyboard.press("Shift+A")
    for _back in range(3):
        page.keyboard.press("Shift+Tab")
    expect(says).to_have_text("Exit this page stopped.")
    expect(page).to_have_url(re.compile("/about/$"))


def test_by_keyboard_the_exit_is_the_second_thing(new_context: NewContext, neutral: str) -> None:
    page = new_context().new_page()
    page.goto("/about/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Exit this page").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(neutral)


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_button_is_always_in_sight_and_covers_nothing_one_cannot_scroll_away(
    new_context: NewContext, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 640}).new_page()
    page.goto("/privacy/")
    expect(page.locator("#exit-button")).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")
    expect(page.locator("#exit-button")).to_be_in_viewport(ratio=1)
    last = page.locator("footer a, footer button").last.bounding_box()
    button = page.locator(".exit").bounding_box()
    assert last
    assert button
    assert last["y"] + last["height"] <= button["y"] or last["x"] + last["width"] <= button["x"]
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_without_javascript_the_link_signs_out_and_leads_away(new_context: NewContext, neutral: str) -> None:
    cast.cast()
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, "ben")
    page.locator("#exit-button").click()
    page.wait_for_url(neutral)
    assert not is_signed_in(page)


# --- The session ends ---------------------------------------------------------------------------------------


def test_a_warning_comes_two_minutes_ahead_and_one_can_stay(new_context: NewContext) -> None:
    cast.cast()
    page = new_context().new_page()
    page.clock.install()
    sign_in(page, "ben")
    page.get_by_label("Show my profile to approved members only").focus()
    dialog = page.get_by_role("dialog", name="You will be signed out in 2 minutes")
    page.route("**/session/", lambda route: route.fulfill(json={"left": 120}))
    page.clock.fast_forward(28 * 60 * 1000)
    expect(dialog).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    expect(dialog.locator("[data-time]")).to_have_text("2:00")
    page.clock.run_for(60_000)
    expect(dialog.locator("[data-time]")).to_have_text("1:00")
    expect(dialog.get_by_role("status")).to_have_text("You will be signed out in 1 minute.")
    page.unroute("**/session/")
    with page.expect_response(lambda answer: answer.url.endswith("/session/")) as stayed:
        page.get_by_role("button", name="Stay signed in").click()
    assert stayed.value.request.method == "POST"
    assert stayed.value.json() == {"left": 31 * 60}
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Show my profile to approved members only")).to_be_focused()


def test_whoever_works_in_another_window_is_not_warned(new_context: NewContext) -> None:
    cast.cast()
    page = new_context().new_page()
    page.clock.install()
    sign_in(page, "ben")
    with page.expect_response(lambda answer: answer.url.endswith("/session/")) as asked:
        page.clock.fast_forward(28 * 60 * 1000)
    assert asked.value.request.method == "GET"
    assert asked.value.json()["left"] > 29 * 60
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_when_time_is_over_the_page_hides_signs_out_and_loses_nothing(new_context: NewContext) -> None:
    cast.cast()
    page = new_context().new_page()
    page.clock.install()
    sign_in(page, "ben")
    page.get_by_label("Everyone of my agency").check()
    page.route("**/session/", lambda route: route.fulfill(json={"left": 0}))
    with page.expect_response(lambda answer: answer.url.endswith("/session/over/")):
        page.clock.fast_forward(28 * 60 * 1000)
    heading = page.get_by_role("heading", name="You are signed out", level=1)
    expect(heading).to_be_focused()
    expect(page).to_have_title("Signed out")
    expect(page.get_by_text("nothing happened for 30 minutes")).to_be_visible()
    expect(page.get_by_text("Block one person")).to_have_count(0)
    assert not is_signed_in(page)
    page.unroute("**/session/")

    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill("ben@example.org")
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/me/blocks/$"))
    expect(page.get_by_text("Here is what you typed. Nothing of it is saved yet.")).to_be_visible()
    expect(page.get_by_label("Everyone of my agency")).to_be_checked()
