"""The map of counties in a real browser: by keyboard, without JavaScript, in either theme."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from directory.accounts.models import User
from tests.cast import ANA, Cast, account, cast, listed

type NewContext = Callable[..., BrowserContext]

pytestmark = pytest.mark.django_db(transaction=True)
AROOSTOOK = "Aroostook County: 1 ally"
WIDE = {"width": 1440, "height": 900}


@pytest.fixture
def people() -> Cast:
    """Everybody, and Eva, who shows her county."""
    everybody = cast()
    eva = {**ANA, "display_name": "Eva Ek", "region": "23003", "show_region": "county"}
    listed(account("eva"), eva, by=everybody.mo)
    return everybody


def opened(user: User, new_context: NewContext, live_server: LiveServer, **arguments: object) -> Page:
    """The search page, as this person sees it."""
    client = Client()
    client.force_login(user)
    context = new_context(viewport=WIDE, **arguments)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.goto("/allies/")
    return page


@pytest.mark.parametrize("with_script", [True, False])
def test_a_county_is_reached_and_chosen_with_the_keyboard(
    people: Cast, new_context: NewContext, live_server: LiveServer, with_script: bool
) -> None:
    page = opened(people.ben, new_context, live_server, java_script_enabled=with_script)
    expect(page.locator(".card")).to_have_count(6)
    page.get_by_role("link", name="Skip the map: the same numbers as a table").focus()
    page.keyboard.press("Tab")
    county = page.get_by_role("link", name=AROOSTOOK)
    expect(county).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/allies/?region=23003")
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".card")).to_contain_text("Eva Ek")
    expect(page.get_by_role("link", name=AROOSTOOK)).to_have_attribute("aria-current", "true")
    if with_script:  # nothing was loaded anew, so one goes on from there
        expect(page.get_by_role("link", name=AROOSTOOK)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".card")).to_have_count(6)


def test_the_map_is_skipped_and_its_table_does_the_same(
    people: Cast, new_context: NewContext, live_server: LiveServer
) -> None:
    page = opened(people.ben, new_context, live_server, java_script_enabled=False)
    page.get_by_role("link", name="Skip the map: the same numbers as a table").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#map-table > summary")).to_be_focused()
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="Allies in Maine by area and county")
    row = table.get_by_role("row", name="Aroostook County")
    expect(row.get_by_role("cell")).to_have_text("1")
    row.get_by_role("link").press("Enter")
    page.wait_for_url("**/allies/?region=23003")
    expect(page.locator(".card")).to_contain_text("Eva Ek")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_map(
    people: Cast, new_context: NewContext, live_server: LiveServer, theme: str
) -> None:
    page = opened(people.ben, new_context, live_server, color_scheme=theme)
    page.get_by_role("link", name=AROOSTOOK).press("Enter")
    expect(page.locator(".card")).to_have_count(1)
    page.locator("#map-table > summary").click()
    found = Axe().run(page, context="#map")
    assert [violation["id"] for violation in found.response["violations"]] == []
