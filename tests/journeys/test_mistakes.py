"""After a mistake, the reader stands at the words that say what to do about it, by eye, by ear and by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import cast

type NewContext = Callable[..., BrowserContext]
pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page: Page, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_label("Password", exact=True).fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()


def test_what_went_wrong_has_the_focus(new_context: NewContext) -> None:
    cast.cast()
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto("/accounts/login/")
    expect(page.locator("body")).to_be_focused()
    sign_in(page, "wrong")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_be_in_viewport()
