"""Whatever goes wrong is a problem document, and tells nothing it should not."""

from typing import Any

import pytest
from django.test import Client

from api.problems import KINDS
from tests.api.conftest import JSON, Api
from tests.cast import PASSWORD, Cast


def problem(answer: Any) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert list(body)[:5] == ["type", "title", "status", "detail", "errors"]
    assert body["status"] == answer.status_code
    return body["status"], body["type"].removeprefix("/api/v1/docs/#problem-")


@pytest.mark.parametrize(
    "path", ["/", "/nonesuch/", "/allies", "/allies/a/b/", "/me/", "/moderation/", "/docs/x/"]
)
@pytest.mark.parametrize("method", ["get", "post", "patch", "delete", "put", "options", "head"])
def test_any_other_address_is_a_problem_too(nobody: Api, path: str, method: str) -> None:
    answer = nobody.send(method, path)
    assert answer.status_code == 404
    if method != "head":
        assert problem(answer) == (404, "not-there")
        assert answer.content == nobody.get("/allies/nobody/").content


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [
        ("/allies/", "post", "GET, HEAD"),
        ("/allies/", "options", "GET, HEAD"),
        ("/allies/ana/", "delete", "GET, HEAD"),
        ("/allies/ana/", "put", "GET, HEAD"),
        ("/changes/", "patch", "GET, HEAD"),
    ],
)
def test_a_wrong_method_names_the_right_ones(nobody: Api, path: str, method: str, allowed: str) -> None:
    answer = nobody.send(method, path)
    assert problem(answer) == (405, "wrong-method")
    assert answer["Allow"] == allowed


def test_a_wrong_method_of_ones_own(drafter: Api) -> None:
    answer = drafter.get("/me/profile/pause/")
    assert problem(answer) == (405, "wrong-method")
    assert answer["Allow"] == "POST"


@pytest.mark.parametrize("accept", ["text/html", "image/png", "application/xml;q=0.9", "nonsense", ";", ","])
def test_a_form_that_there_is_not(nobody: Api, accept: str) -> None:
    answer = nobody.get("/vocabulary/strand/", headers={"accept": accept})
    assert problem(answer) == (406, "not-acceptable")


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "text/html, */*;q=0.1", "application/json; indent=4"]
)
def test_forms_that_there_are(nobody: Api, accept: str) -> None:
    assert nobody.get("/vocabulary/strand/", headers={"accept": accept}).status_code == 200


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"{", JSON, (400, "unreadable")),
        (b"[]", JSON, (400, "unreadable")),
        (b'"text"', JSON, (400, "unreadable")),
        (b'{"about": "\\ud800"}', JSON, (400, "unreadable")),
        (b'{"about": "\xff"}', JSON, (400, "unreadable")),
        (b'{"about": NaN}', JSON, (400, "unreadable")),
        (b'{"about": ' + b"[" * 100_000, JSON, (400, "unreadable")),
        (b'{"about": "\\u0000"}', JSON, (400, "invalid")),
        (b'{"a\\u0000b": "x"}', JSON, (400, "invalid")),
        (b'{"version": 99999999999999999999999999}', JSON, (400, "invalid")),
        (b'{"about": "' + b"x" * 1_000_001 + b'"}', JSON, (400, "unreadable")),
        (b"about=x", "application/x-www-form-urlencoded", (415, "wrong-media-type")),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", (415, "wrong-media-type")),
        (b"<about/>", "application/xml", (415, "wrong-media-type")),
        (b"{}", "", (415, "wrong-media-type")),
    ],
    ids=range(15),
)
def test_a_body_that_is_none(drafter: Api, body: bytes, content_type: str, expected: tuple[int, str]) -> None:
    assert problem(drafter.generic("PATCH", "/me/profile/", body, content_type)) == expected


def test_a_write_without_proof_of_origin(people: Cast) -> None:
    strict = Api(enforce_csrf_checks=True)
    strict.force_login(people.ben)
    answer = strict.send("post", "/me/profile/pause/")
    assert problem(answer) == (403, "not-allowed")
    assert "CSRF" in answer.json()["detail"]
    assert strict.get("/me/profile/").json()["status"] == "listed"


def test_signing_in_as_a_program_does(people: Cast) -> None:
    """The steps of docs/api.md: sign in, then send the cookie's token with each write."""
    browser = Client(enforce_csrf_checks=True)
    browser.get("/accounts/login/")
    form = {
        "login": "ben@example.org",
        "password": PASSWORD,
        "csrfmiddlewaretoken": browser.cookies["csrftoken"].value,
    }
    assert browser.post("/accounts/login/", form).status_code == 302
    token = browser.cookies["csrftoken"].value
    answer = browser.post("/api/v1/me/profile/pause/", headers={"X-CSRFToken": token}, content_type=JSON)
    assert answer.json()["status"] == "paused"


def test_every_kind_has_its_line_in_the_documentation(nobody: Api) -> None:
    page = nobody.get("/docs/").content.decode()
    assert all(f'id="problem-{kind.name}"' in page for kind in KINDS)


def test_a_mistake_of_ours_is_no_problem_of_theirs(people: Cast, nobody: Api, monkeypatch: Any) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("api.allies.search", fail)
    with pytest.raises(ZeroDivisionError):
        nobody.get("/allies/")
