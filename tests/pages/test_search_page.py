"""The search page with a script: it changes in place, and keeps focus, history and words as a page load would."""

from typing import Final

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from tests.pages.conftest import Enter
from tests.web.reading import names

pytestmark = pytest.mark.sqlite  # what the database is makes no difference to a page

WIDE: Final = ViewportSize(width=1440, height=900)
NARROW: Final = ViewportSize(width=360, height=740)
UNREACHABLE: Final = (
    "We could not reach the directory. Check your connection, then try again. "
    "What you see below is the search before."
)
# Fills ``window.heard`` with whatever the live region says.
LISTEN = """() => {
    window.heard = [];
    const said = document.getElementById("said");
    new MutationObserver(() => window.heard.push(said.textContent)).observe(
        said, {childList: true, characterData: true, subtree: true});
}"""
FOCUS = "() => document.activeElement.id || document.activeElement.textContent.replace(/\\s+/g, ' ').trim()"


def opened(enter: Enter, address: str, size: ViewportSize = WIDE, who: str = "") -> Page:
    page = enter(who, viewport=size).new_page()
    page.goto(address)
    page.evaluate(LISTEN)
    return page


def count(page: Page, sentence: str) -> None:
    expect(page.locator("#count")).to_have_text(sentence)


def test_a_tick_changes_the_page_in_place(enter: Enter) -> None:
    page = opened(enter, "/allies/?page_size=100", who="mo")
    page.evaluate("window.same = true")
    count(page, "31 allies")
    page.get_by_role("checkbox", name="Deputy sheriff").focus()
    page.keyboard.press("Space")
    count(page, "1 ally")
    expect(page).to_have_url("/allies/?page_size=100&role=deputy-sheriff")
    expect(page).to_have_title("Find allies – System allies")
    expect(page.get_by_role("link", name="Take away: Role: Deputy sheriff")).to_be_visible()
    assert page.evaluate(FOCUS) == "role-deputy-sheriff"
    assert page.evaluate("window.heard") == ["1 ally"]
    # A second box of the same list adds to it; its count was there before it was ticked.
    page.get_by_role("checkbox", name="Corrections officer").check()
    count(page, "2 allies")
    assert page.evaluate("window.heard") == ["1 ally", "2 allies"]
    assert page.evaluate("window.same")


def test_back_and_forward_bring_back_results_boxes_and_words(enter: Enter) -> None:
    page = opened(enter, "/allies/", who="mo")
    page.get_by_role("checkbox", name="Deputy sheriff").check()
    count(page, "1 ally")
    page.get_by_role("textbox").or_(page.get_by_role("combobox")).first.fill("nobody at all")
    page.keyboard.press("Enter")
    count(page, "0 allies")
    page.go_back()
    count(page, "1 ally")
    expect(page.locator("#q")).to_have_value("")
    page.go_back()
    count(page, "31 allies, 1 to 20 shown")
    expect(page.get_by_role("checkbox", name="Deputy sheriff")).not_to_be_checked()
    page.go_forward()
    count(page, "1 ally")
    expect(page.get_by_role("checkbox", name="Deputy sheriff")).to_be_checked()
    # And from another page, as any page.
    page.get_by_role("link", name="Ben Brooks").click()
    expect(page.get_by_role("heading", name="Ben Brooks", level=1)).to_be_visible()
    page.go_back()
    count(page, "1 ally")


def test_typing_searches_after_a_pause_and_leaves_the_words_alone(enter: Enter) -> None:
    page = opened(enter, "/allies/", who="mo")
    page.locator("#q").press_sequentially("circles wall")
    count(page, "1 ally")
    expect(page).to_have_url("/allies/?q=circles+wall")
    expect(page.locator("#q")).to_have_value("circles wall")
    assert page.evaluate(FOCUS) == "q"
    assert page.evaluate("window.heard") == ["1 ally"]
    expect(page.locator("mark").first).to_have_text("Circles")
    # However much is typed, it is one step back.
    page.locator("#q").press_sequentially(" behind")
    expect(page).to_have_url("/allies/?q=circles+wall+behind")
    page.go_back()
    count(page, "31 allies, 1 to 20 shown")


def test_what_is_taken_away_leaves_the_focus_beside_it(enter: Enter) -> None:
    page = opened(enter, "/allies/?q=circles&role=deputy-sheriff&role=corrections-officer", who="mo")
    page.get_by_role("link", name="Take away: Role: Deputy sheriff").press("Enter")
    expect(page).to_have_url("/allies/?q=circles&role=corrections-officer")
    assert page.evaluate(FOCUS) == "Take away: Role: Corrections officer ×"
    page.keyboard.press("Enter")
    expect(page).to_have_url("/allies/?q=circles")
    assert page.evaluate(FOCUS) == "Take away: Words: circles ×"
    page.keyboard.press("Enter")
    count(page, "31 allies, 1 to 20 shown")
    expect(page.locator("#q")).to_have_value("")
    assert page.evaluate(FOCUS) == "count"


def test_order_and_pages_change_in_place(enter: Enter) -> None:
    page = opened(enter, "/allies/", who="mo")
    page.get_by_role("link", name="Name", exact=True).press("Enter")
    expect(page).to_have_url("/allies/?sort=name")
    expect(page.locator(".card h3 a").first).to_have_text("Ana Alvarez")
    assert page.evaluate(FOCUS) == "Name"
    page.get_by_role("link", name="Next").press("Enter")
    count(page, "31 allies, 21 to 31 shown")
    expect(page).to_have_url("/allies/?sort=name&page=2")
    assert page.evaluate(FOCUS) == "count"
    assert page.evaluate("window.heard") == ["31 allies, 1 to 20 shown", "31 allies, 21 to 31 shown"]


def test_suggestions_by_keyboard(enter: Enter) -> None:
    page = opened(enter, "/allies/?sort=name", who="mo")
    box = page.get_by_role("combobox", name="Search for")
    box.press_sequentially("ben")
    ben = page.get_by_role("option", name="Ben Brooks")
    expect(ben).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("group", name="People").get_by_role("option")).to_have_count(1)
    expect(page.locator(".combobox [role=status]")).to_have_text("1 suggestion")
    box.press("ArrowDown")
    expect(ben).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "q-suggestions-0")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("ben")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowUp")
    expect(ben).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(page).to_have_url("/allies/ben/")


def test_a_suggested_term_becomes_a_filter(enter: Enter) -> None:
    page = opened(enter, "/allies/?sort=name", who="mo")
    box = page.get_by_role("combobox", name="Search for")
    box.press_sequentially("support circ")
    expect(page.get_by_role("option", name="Circles of support and accountability")).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    count(page, "2 allies")
    expect(page).to_have_url("/allies/?sort=name&practice=cosa")
    expect(box).to_have_value("")
    assert page.evaluate(FOCUS) == "q"
    # What is chosen that way can be unticked.
    page.locator("#facet-practice > summary").click()
    expect(page.get_by_role("checkbox", name="Circles of support and accountability")).to_be_checked()


def test_suggestions_on_the_first_page(enter: Enter) -> None:
    page = enter("mo", viewport=NARROW).new_page()
    page.goto("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("support circ")
    page.get_by_role("option", name="Circles of support and accountability").click()
    expect(page).to_have_url("/allies/?practice=cosa")


def test_the_sheet_on_a_small_screen_by_keyboard(enter: Enter) -> None:
    page = opened(enter, "/allies/", NARROW, who="mo")
    button = page.get_by_role("button", name="Filter", exact=True)
    box = page.get_by_role("checkbox", name="Deputy sheriff")
    expect(box).to_be_hidden()
    button.press("Enter")
    sheet = page.get_by_role("dialog", name="Narrow the results")
    expect(sheet).to_be_visible()
    assert page.evaluate(FOCUS) == "facets-title"
    # However far one goes on, one stays inside; but for the way out, and the browser itself.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    inside = """() => document.activeElement === document.body
        || document.activeElement.closest("#facets, .exit") !== null"""
    for _step in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(inside)
    box.focus()
    page.keyboard.press("Space")
    show = page.get_by_role("button", name="Show 1 ally")
    expect(show).to_be_visible()
    assert page.evaluate(FOCUS) == "role-deputy-sheriff"
    show.press("Enter")
    expect(sheet).to_be_hidden()
    count(page, "1 ally")
    expect(page.get_by_role("button", name="Filter (1)")).to_be_visible()
    assert page.evaluate("window.heard") == ["1 ally"]
    page.get_by_role("button", name="Filter (1)").press("Enter")
    expect(box).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(page.get_by_role("button", name="Filter (1)")).to_be_focused()
    page.get_by_role("link", name="Ben Brooks").click()  # nothing is barred any more


def test_a_long_list_is_filtered_while_one_types(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.web.facets.MOST_AT_A_GLANCE", 2)
    page = opened(enter, "/allies/", who="mo")
    rows = page.locator("#facet-role .choice:visible")
    before = rows.count()
    box = page.get_by_role("textbox", name="Filter this list: Role")
    box.fill("SHERIFF")
    expect(rows).to_have_count(1)
    expect(page.locator("#group-role-education .facet-heading")).to_be_hidden()  # no heading without roles
    # What is typed there is no search, and stays while a tick changes the rest.
    page.get_by_role("checkbox", name="Deputy sheriff").check()
    count(page, "1 ally")
    expect(rows).to_have_count(1)
    expect(box).to_have_value("SHERIFF")
    assert page.evaluate("window.heard") == ["1 ally"]
    box.press("Escape")
    expect(rows).to_have_count(before)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (429, "That was too often for a short time. Wait a minute, then try again."),
        (
            500,
            "Something went wrong on our side. What you see below is the search before. Try again in a moment.",
        ),
        (
            None,
            UNREACHABLE,
        ),
    ],
)
def test_what_goes_wrong_is_said_and_the_page_stays(
    world: object, browser: Browser, live_server: LiveServer, answer: int | None, says: str
) -> None:
    # Not a watched browser: its console says that an answer was an error, as it should.
    context = browser.new_context(base_url=live_server.url, viewport=WIDE)
    page = context.new_page()
    page.goto("/allies/")
    page.route("**/allies/?**", lambda route: route.fulfill(status=answer) if answer else route.abort())
    box = page.locator("#role-school-administrator")
    box.check()
    expect(page.get_by_role("alert").locator("p").first).to_have_text(says)
    expect(page).to_have_url("/allies/")
    expect(page.locator(".card").first).to_be_visible()
    page.unroute("**/allies/?**")
    page.get_by_role("link", name="Try again").click()
    expect(page).to_have_url("/allies/?role=school-administrator")
    expect(page.get_by_role("alert")).to_be_hidden()
    context.close()


def test_nothing_is_kept_in_the_browser(enter: Enter) -> None:
    page = opened(enter, "/allies/?q=circles", who="mo")
    page.get_by_role("checkbox", name="Deputy sheriff").check()
    count(page, "1 ally")
    page.goto("/about/")
    assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]


@pytest.mark.parametrize(
    "query", ["?q=circles", "?role=deputy-sheriff&role=corrections-officer", "?sort=name"]
)
def test_without_a_script_the_same_address_has_the_same_results(enter: Enter, query: str) -> None:
    found = []
    for scripts in (True, False):
        page = enter("mo", viewport=WIDE, java_script_enabled=scripts).new_page()
        page.goto(f"/allies/{query}")
        found.append((page.locator("#count").inner_text(), page.locator(".card h3 a").all_inner_texts()))
    assert found[0] == found[1]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_without_a_script_a_form_does_it(enter: Enter, size: ViewportSize) -> None:
    page = enter("mo", viewport=size, java_script_enabled=False).new_page()
    page.goto("/allies/")
    if size is NARROW:
        page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_role("checkbox", name="Deputy sheriff").check()
    page.get_by_role("button", name="Show the results").click()
    count(page, "1 ally")
    expect(page).to_have_url("/allies/?q=&role=deputy-sheriff")
    page.get_by_role("link", name="Take away: Role: Deputy sheriff").click()
    count(page, "31 allies, 1 to 20 shown")


def test_where_htmx_does_not_come_the_form_does_it(
    world: object, browser: Browser, live_server: LiveServer
) -> None:
    context = browser.new_context(base_url=live_server.url, viewport=WIDE)
    page = context.new_page()
    page.route("**/htmx-2*.js", lambda route: route.abort())
    page.goto("/allies/")
    page.get_by_role("checkbox", name="School administrator").check()
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page).to_have_url("/allies/?q=&role=school-administrator")
    context.close()


def test_copying_the_address(enter: Enter) -> None:
    page = opened(enter, "/allies/?sort=name")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the address of this search").click()
    expect(page.get_by_role("button", name="Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert names(Client().get("/allies/?sort=name"))[0] == "Ana Alvarez"
