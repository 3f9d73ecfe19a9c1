"""Pages that say what went wrong."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import get_resolver

from directory.web import errors
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.reading import text


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


@pytest.mark.parametrize(("status", "says"), [(403, "That is not allowed"), (429, "Please wait a moment")])
def test_the_other_pages(status: int, says: str) -> None:
    assert says in render_to_string(f"errors/{status}.html", {"organisation": {"email": "a@example.org"}})
    resolver = get_resolver()
    handler = getattr(resolver.urlconf_module, f"handler{status}")
    assert handler.startswith("directory.web.errors.")


@pytest.mark.parametrize("address", ["/", "/allies/", "/about/", "/no-such-page/"])
def test_no_page_has_inline_style_or_script_or_a_foreign_source(
    people: Cast, client: Client, address: str
) -> None:
    body = client.get(address).content.decode()
    assert " style=" not in body
    assert re.findall(r"<script(?![^>]*\bsrc=\"/static/)", body) == []
    assert "onclick" not in body
    assert 'src="http' not in body
