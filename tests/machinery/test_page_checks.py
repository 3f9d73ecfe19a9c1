"""The checks that every page goes through find what they are there to find."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests import vnu
from tests.browser import watch
from tests.hands import Keyboard
from tests.pages import checks

pytestmark = pytest.mark.sqlite
FINE = '<title>Fine</title><main><h1>Fine</h1><p><a href="#">A link</a></p></main>'


@pytest.fixture
def drawn(page: Page) -> Page:
    """A page of the test's own words, which are put into it."""
    page.emulate_media(reduced_motion="reduce")
    return page


def draw(page: Page, body: str) -> None:
    page.set_content(f'<!doctype html><html lang="en"><body style="margin:0">{body}')


def test_nothing_is_found_on_a_fine_page(drawn: Page) -> None:
    draw(drawn, FINE)
    assert checks.violations(drawn) == []
    assert checks.sideways(drawn) == []
    assert checks.motion(drawn) == []
    assert checks.large_letters(drawn) == []


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (FINE + '<img src="data:,">', "image-alt"),
        (FINE.replace("<p>", '<p style="color:#999">Pale '), "color-contrast"),
        (FINE.replace("<h1>Fine</h1>", ""), "page-has-heading-one"),
        (FINE + "<p>Outside</p>", "region"),
    ],
)
def test_axe_finds(drawn: Page, body: str, rule: str) -> None:
    draw(drawn, body)
    assert rule in [violation.partition(":")[0] for violation in checks.violations(drawn)]


def test_what_sticks_out_is_told_with_the_width(drawn: Page) -> None:
    draw(drawn, FINE + '<div style="width:400px">Wide</div>')
    assert [found[:22] for found in checks.sideways(drawn)] == [
        "sticks out at 320 px: ",
        "sticks out at 360 px: ",
    ]


def test_what_scrolls_within_itself_does_not_stick_out(drawn: Page) -> None:
    draw(drawn, FINE + '<div style="overflow-x:auto"><div style="width:2000px">Wide</div></div>')
    assert checks.sideways(drawn) == []


def test_what_moves_is_told(drawn: Page) -> None:
    draw(drawn, FINE + "<p id=p>Moves</p>")
    drawn.evaluate("p.animate([{opacity: 0}, {opacity: 1}], {duration: 60000})")
    assert [found[:14] for found in checks.motion(drawn)] == ['moves: <p id="']


def test_what_is_cut_off_with_large_letters_is_told(drawn: Page) -> None:
    draw(drawn, FINE + '<p style="height:20px;overflow:hidden">Long words <br>in two lines</p>')
    assert len(checks.large_letters(drawn)) == 1


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('<a href="#" style="outline:none">Undrawn</a>', "the focus is not drawn"),
        (
            '<a href="#">Under</a><div style="position:fixed;inset:0;background:#fff">Over</div>',
            "the focus lies outside of the screen, or under something",
        ),
    ],
)
def test_the_keyboard_stops_where_the_focus_cannot_be_seen(drawn: Page, body: str, why: str) -> None:
    draw(drawn, f"{body}<button>After</button>")
    with pytest.raises(AssertionError, match=f"^{why}"):
        Keyboard(drawn).go_to(drawn.get_by_role("button"))


def test_the_keyboard_says_what_it_cannot_reach(drawn: Page) -> None:
    draw(drawn, '<a href="#">A link</a><button tabindex="-1">Never</button>')
    with pytest.raises(AssertionError, match=r"^the keyboard does not reach"):
        Keyboard(drawn).go_to(drawn.get_by_role("button"))


@pytest.mark.parametrize("level", ["error", "warn"])
def test_what_the_console_says_is_noted(browser: Browser, live_server: LiveServer, level: str) -> None:
    context = browser.new_context()
    wrong = watch(context, urlsplit(live_server.url).netloc)
    page = context.new_page()
    with page.expect_console_message():
        page.evaluate(f"console.{level}('oh')")
    context.close()
    told = {"error": "error", "warn": "warning"}[level]
    assert [line[: line.index(" (")] for line in wrong] == [f"{told} on the console: oh"]


def test_the_html_checker_tells_line_and_column() -> None:
    if vnu.lacking():
        pytest.skip(f"the HTML checker needs {vnu.lacking()}")
    fine = '<!doctype html>\n<html lang="en"><title>Fine</title>\n'
    with vnu.running() as checker:
        assert checker.complaints(f"{fine}<p>Fine".encode()) == []
        (complaint,) = checker.complaints(f'{fine}<p><img src="a">'.encode())
    assert complaint.startswith("line 3, column 16: An “img” element must have an “alt” attribute")
