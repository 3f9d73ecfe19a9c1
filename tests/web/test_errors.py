"""Pages that say what went wrong."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.utils import load_backend
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import get_resolver
from pytest_django import DjangoDbBlocker

from directory.web import errors
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.reading import text

SAYS = {
    400: ("We could not read that", "Nothing was changed.", "change what you typed, and try again"),
    403: (
        "That is not allowed",
        "Your account may not do this.",
        "If you think that is wrong, write to a@example.org",
    ),
    404: ("There is nothing here", "Search for a person", "Some pages open only after you sign in."),
    429: (
        "Please wait a moment",
        "That was tried too often in a short time.",
        "Wait 5 minutes, then try again.",
    ),
    500: ("Something broke on our side", "It is not your fault.", "Wait a minute, then load the page again."),
    503: (
        "We will be back soon",
        "What you saved before is safe.",
        "Wait 2 minutes, then load the page again.",
    ),
}


def test_404_says_what_may_have_happened(client: Client, db: None) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "There is nothing here" in text(answer)
    assert "Some pages open only after you sign in." in text(answer)
    assert answer["Cache-Control"] == "no-cache"


def test_404_for_the_signed_in_is_kept_nowhere(people: Cast, browse: Browser) -> None:
    answer = browse(people.ben).get("/no-such-page/")
    assert answer["Cache-Control"] == "private, no-store"
    assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_400_needs_nothing_of_the_request(client: Client) -> None:
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "We could not read that" in text(answer)


def test_a_form_without_proof_of_origin(people: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.ben)
    answer = browser.post("/me/pause/")
    assert answer.status_code == 403
    assert "Please send that once more" in text(answer)
    assert "what you typed is most often still there" in text(answer)
    assert people.profile(people.ben).status == "listed"


def test_500_asks_neither_database_nor_session(rf: RequestFactory) -> None:
    answer = errors.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "Something broke on our side" in text(answer)


@pytest.mark.parametrize(("status", "says"), SAYS.items())
def test_each_says_what_happened_and_what_to_do(status: int, says: tuple[str, ...]) -> None:
    body = render_to_string(f"errors/{status}.html", {"organisation": {"email": "a@example.org"}})
    said = text(HttpResponse(body))
    assert [words for words in says if words not in said] == []
    assert body.count("<h1>") == 1
    assert "What you can do" in said
    assert "csrfmiddlewaretoken" not in body


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_every_status_has_its_page(status: int) -> None:
    resolver = get_resolver()
    handler = getattr(resolver.urlconf_module, f"handler{status}")
    assert handler.startswith("directory.web.errors.")


# --- Away --------------------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite3", "postgresql"])
def away(request: Any, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[None]:
    """A database that really can't be opened: a file in a folder that is gone, a server that does not listen."""
    before = connections["default"]
    name = str(tmp_path / "gone" / "directory.sqlite3") if request.param == "sqlite3" else "gone"
    where = {"NAME": name, "USER": "nobody", "HOST": "127.0.0.1", "PORT": "1"}
    backend = load_backend(f"django.db.backends.{request.param}")
    connections["default"] = backend.DatabaseWrapper(
        {**before.settings_dict, **where, "OPTIONS": {}}, "default"
    )
    with django_db_blocker.unblock():
        yield
    connections["default"] = before


@pytest.fixture
def visitor() -> Client:
    """Somebody who gets the error page instead of the error."""
    return Client(raise_request_exception=False)


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("address", ["/allies/", "/allies/ana/"])
def test_503_where_the_database_is_away(visitor: Client, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 503
    assert (answer["Retry-After"], answer["Cache-Control"]) == ("120", "no-store")
    assert "We will be back soon" in text(answer)
    assert 'data-exit="https://www.weather.gov/"' in answer.content.decode()


@pytest.mark.usefixtures("away")
def test_503_for_whoever_has_a_session(visitor: Client) -> None:
    visitor.cookies["sessionid"] = "a" * 32
    assert visitor.get("/about/").status_code == 503


@pytest.mark.usefixtures("away")
def test_503_in_the_language_that_one_reads(visitor: Client) -> None:
    answer = visitor.get("/allies/", headers={"Accept-Language": "es"})
    assert (answer.status_code, answer["Content-Language"]) == (503, "es")
    assert '<html lang="es"' in answer.content.decode()


@pytest.mark.usefixtures("away")
def test_503_for_programs_is_a_problem(visitor: Client) -> None:
    answer = visitor.get("/api/v1/allies/")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert (answer.json()["status"], answer["Retry-After"]) == (503, "120")


@pytest.mark.usefixtures("away")
def test_the_exit_works_whatever_is_broken(visitor: Client) -> None:
    visitor.cookies["sessionid"] = "a" * 32
    answer = visitor.get("/exit/")
    assert (answer.status_code, answer["Location"]) == (302, "https://www.weather.gov/")
    assert answer.cookies["sessionid"].value == ""


@pytest.mark.usefixtures("away")
def test_whoever_watches_is_answered_as_ever(visitor: Client) -> None:
    assert visitor.get("/healthz").status_code == 200
    ready = visitor.get("/readyz")
    assert (ready.status_code, ready.content) == (503, b"no database\n")


def test_503_while_the_site_is_closed(visitor: Client, settings: Any, tmp_path: Path) -> None:
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    settings.MAINTENANCE_FILE.touch()
    answer = visitor.get("/about/", headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer["Retry-After"], answer["Content-Language"]) == (503, "600", "fr")
    answer = visitor.get("/about/")
    assert "Wait 10 minutes, then load the page again." in text(answer)
    assert visitor.get("/api/v1/allies/")["Content-Type"] == "application/problem+json"
    assert visitor.get("/exit/").status_code == 302
    assert visitor.get("/healthz").status_code == 200
    settings.MAINTENANCE_FILE.unlink()
    assert visitor.get("/about/").status_code == 200


def test_429_says_when_to_try_again(client: Client, db: None) -> None:
    for _again in range(20):
        client.post("/accounts/signup/", {})
    answer = client.post("/accounts/signup/", {})
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")


@pytest.mark.parametrize("address", ["/", "/allies/", "/about/", "/no-such-page/"])
def test_no_page_has_inline_style_or_script_or_a_foreign_source(
    people: Cast, client: Client, address: str
) -> None:
    body = client.get(address).content.decode()
    assert " style=" not in body
    assert re.findall(r"<script(?![^>]*\bsrc=\"/static/)", body) == []
    assert "onclick" not in body
    assert 'src="http' not in body
