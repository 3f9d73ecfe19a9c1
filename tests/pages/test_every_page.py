"""Every page in every state of the table, in the browser, in both themes.

What the database is makes no difference to a page, so all of this runs on SQLite only.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page, Response

from tests import vnu
from tests.everybody import World
from tests.pages import checks
from tests.pages.conftest import Enter
from tests.pages.table import ADMIN, API, NO_PAGES, VISITS, View, Visit, path_of

pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: visit.name)
def test_page(
    visit: Visit,
    world: World,
    enter: Enter,
    html_checker: vnu.Checker,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if visit.instead:
        _answer_instead(monkeypatch, visit.path, visit.instead)
    for name, value in visit.settings.items():
        setattr(settings, name, value)
    screen = {"width": 1440, "height": 900}
    context = enter(visit.who, visit.cookies, viewport=screen, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if _is_document(page, answer) else None)
    with visit.during():
        page.goto(visit.path.format(**world.named))
        if visit.act:
            visit.act(page)
    answer = answers[-1]
    assert answer.status == visit.status
    assert page.url.endswith((visit.lands or visit.path).format(**world.named))
    wrong = [f"HTML: {complaint}" for complaint in html_checker.complaints(answer.body())]
    wrong += [f"axe, light, 1440 px: {violation}" for violation in checks.violations(page)]
    wrong += checks.motion(page)
    wrong += checks.sideways(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 800})
    wrong += [f"axe, dark, 360 px: {violation}" for violation in checks.violations(page)]
    assert not wrong, "\n".join(wrong)


def test_every_address_is_in_the_table() -> None:
    routes = set(_routes(get_resolver()))
    visited = {route for visit in VISITS for route in _visited(visit)}
    pages = {route for route in routes if not route.startswith((ADMIN, API))}
    assert pages - visited - NO_PAGES.keys() == set()
    assert NO_PAGES.keys() - routes == set()
    assert NO_PAGES.keys() & visited == set()


def _visited(visit: Visit) -> Iterator[str]:
    """The routes that a visit opens. A page of "there is nothing here" is no visit to the address."""
    if visit.status != 404:
        some = "00000000-0000-0000-0000-000000000000"
        address = (visit.lands or visit.path).format(first=some, edit=some, uid="1", key="a-b")
        yield resolve(path_of(address)).route


def _routes(resolver: URLResolver, above: str = "") -> Iterator[str]:
    """The route of every address, as ``resolve`` calls it."""
    for pattern in resolver.url_patterns:
        own = str(pattern.pattern)
        route = above + (own.removeprefix("^") if above else own)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern, route)


def _answer_instead(monkeypatch: pytest.MonkeyPatch, path: str, view: View) -> None:
    """At this address, this view answers in place of its own."""
    own = resolve(path).func
    patterns = [pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLResolver)]
    (place,) = [
        inner
        for pattern in patterns
        for inner in pattern.url_patterns
        if isinstance(inner, URLPattern) and inner.callback is own
    ]
    monkeypatch.setattr(place, "callback", view)


def _is_document(page: Page, answer: Response) -> bool:
    request = answer.request
    return (
        request.is_navigation_request()
        and request.frame == page.main_frame
        and not 300 <= answer.status < 400
    )
