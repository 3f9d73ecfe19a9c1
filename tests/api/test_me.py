"""One's own profile: reading, writing, moves and versions."""

from typing import Any

import pytest

from directory.accounts.models import Receipt
from directory.profiles.models import Profile
from tests.api.conftest import Api, signed_in
from tests.cast import Cast, account

NAMES = {
    *("display_name", "pronouns", "role", "region", "show_role", "show_region", "few_confirmed"),
    *("practices", "settings", "strands", "offers", "seeks", "languages"),
    *("headline", "about", "agency", "title", "real_name", "phone", "website", "stage"),
    *("audience", "audiences", "hide_from_workplace"),
    *("handle", "status", "version", "pending"),
}


@pytest.fixture
def newcomer(db: None) -> Api:
    """Somebody who signed up and did nothing yet."""
    return signed_in(account("newcomer"))


def problem(answer: Any) -> str:
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    name: str = answer.json()["type"].removeprefix("/api/v1/docs/#problem-")
    return name


def test_the_names_are_those_of_the_import_line(ben: Api) -> None:
    answer = ben.get("/me/profile/")
    mine = answer.json()
    assert set(mine) == NAMES
    assert (mine["handle"], mine["status"], mine["role"], mine["region"]) == (
        "ben",
        "listed",
        "deputy-sheriff",
        "23019",
    )
    assert (mine["practices"], mine["real_name"], mine["pending"]) == (
        ["community-circles", "cosa"],
        "Benjamin Brooks",
        [],
    )
    assert answer["ETag"] == f'"{mine["version"]}"'


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/me/profile/"),
        ("patch", "/me/profile/"),
        *(("post", f"/me/profile/{move}/") for move in ("submit", "pause", "resume", "withdraw", "confirm")),
        ("get", "/me/peers/"),
        ("get", "/me/blocks/"),
        ("delete", "/me/blocks/ana/"),
        ("post", "/allies/ana/block/"),
    ],
)
def test_nobody_has_no_profile(nobody: Api, method: str, path: str) -> None:
    answer = nobody.send(method, path, None if method == "get" else {})
    assert answer.status_code == 401
    assert problem(answer) == "not-signed-in"
    assert answer["WWW-Authenticate"].startswith("Session ")


def test_who_has_none_yet_begins_one_by_writing(newcomer: Api) -> None:
    assert newcomer.get("/me/profile/").status_code == 404
    assert newcomer.get("/me/peers/").status_code == 404
    assert newcomer.send("post", "/me/profile/submit/", {"version": 1}).status_code == 404
    answer = newcomer.send(
        "patch", "/me/profile/", {"display_name": "Noor", "role": "judge", "region": "23005"}
    )
    assert answer.status_code == 201
    assert answer.json()["status"] == "draft"
    assert newcomer.get("/me/profile/").json() == answer.json()
    assert answer["ETag"] == f'"{answer.json()["version"]}"'


def test_a_beginning_that_does_not_hold_begins_nothing(newcomer: Api) -> None:
    answer = newcomer.send("patch", "/me/profile/", {"display_name": "Noor", "role": "nonesuch"})
    assert answer.status_code == 400
    assert not Profile.objects.exists()


def test_an_edit_waits_and_what_is_picked_does_not(people: Cast, ben: Api, dee: Api) -> None:
    version = ben.get("/me/profile/").json()["version"]
    body = {"version": version, "headline": "Wider circles", "offers": ["listen"]}
    answer = ben.send("patch", "/me/profile/", body)
    assert answer.status_code == 200
    assert answer.json()["pending"] == ["headline"]
    assert answer.json()["version"] == version + 1
    seen = dee.get("/allies/ben/").json()
    assert seen["headline"] == "Circles behind the wall"
    assert [term["code"] for term in seen["offers"]] == ["listen"]


def test_showing_more_is_consented_to(people: Cast, ben: Api, nobody: Api) -> None:
    assert nobody.get("/allies/ben/").status_code == 404
    version = ben.get("/me/profile/").json()["version"]
    answer = ben.send("patch", "/me/profile/", {"audience": "public"}, If_Match=f'"{version}"')
    assert answer.status_code == 200
    assert nobody.get("/allies/ben/").json()["name"] == "Ben Brooks"
    assert Receipt.objects.filter(user=people.ben, act="widen").count() == 1


def test_showing_less_needs_no_version(ben: Api, dee: Api) -> None:
    answer = ben.send("patch", "/me/profile/", {"headline": "", "practices": [], "show_region": "state"})
    assert answer.status_code == 200
    seen = dee.get("/allies/ben/").json()
    assert not {"headline", "practices"} & set(seen)
    assert seen["region"] == {"code": "US-ME", "name": "Maine"}


def test_everything_else_needs_the_version(ben: Api) -> None:
    mine = ben.get("/me/profile/").json()
    needed = ben.send("patch", "/me/profile/", {"headline": "New"})
    assert (needed.status_code, problem(needed)) == (428, "version-needed")
    for body, headers in (
        ({"headline": "New", "version": mine["version"] - 1}, {}),
        ({"headline": "New"}, {"If_Match": f'"{mine["version"] + 1}"'}),
    ):
        stale = ben.send("patch", "/me/profile/", body, **headers)
        assert (stale.status_code, problem(stale)) == (409, "stale")
        assert stale.json()["current"] == mine
    assert ben.get("/me/profile/").json() == mine


@pytest.mark.parametrize(
    ("body", "if_match", "field"),
    [
        ({"version": "3"}, None, "version"),
        ({"version": True}, None, "version"),
        ({"version": 0}, None, "version"),
        ({"version": 2**31}, None, "version"),
        ({"version": 3.0}, None, "version"),
        ({"version": [3]}, None, "version"),
        ({"version": 2}, '"3"', "version"),
        ({}, "3", "If-Match"),
        ({}, 'W/"3"', "If-Match"),
        ({}, "*", "If-Match"),
        ({}, " ", "If-Match"),
        ({}, '"3", "4"', "If-Match"),
        ({}, '"abc"', "If-Match"),
    ],
)
def test_a_version_that_is_none(drafter: Api, body: dict[str, Any], if_match: str | None, field: str) -> None:
    headers = {"If_Match": if_match} if if_match is not None else {}
    for method, path, more in (
        ("patch", "/me/profile/", {"headline": "New"}),
        ("post", "/me/profile/resume/", {}),
    ):
        answer = drafter.send(method, path, body | more, **headers)
        assert answer.status_code == 400
        assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"role": "nonesuch"}, ["role"]),
        ({"practices": "cosa"}, ["practices"]),
        ({"practices": [1]}, ["practices"]),
        ({"about": "x" * 2001}, ["about"]),
        ({"about": 5}, ["about"]),
        ({"about": None}, ["about"]),
        ({"website": "javascript:alert(1)"}, ["website"]),
        ({"audiences": {"phone": "public"}}, ["audiences"]),
        ({"audiences": []}, ["audiences"]),
        ({"few_confirmed": "yes"}, ["few_confirmed"]),
        ({"status": "listed", "handle": "ana"}, ["status", "handle"]),
        ({"email": "x@example.org"}, ["email"]),
        ({"consented_on": "2026-01-01"}, ["consented_on"]),
        ({"about": "a\u0000b"}, ["about"]),
        ({"practices": ["a\u0000b"]}, ["practices"]),
    ],
)
def test_what_does_not_hold_is_named_and_nothing_written(
    drafter: Api, body: dict[str, Any], fields: list[str]
) -> None:
    before = drafter.get("/me/profile/").json()
    answer = drafter.send("patch", "/me/profile/", body | {"version": before["version"]})
    assert (answer.status_code, problem(answer)) == (400, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == fields
    assert all(error["code"] and error["detail"] for error in answer.json()["errors"])
    assert drafter.get("/me/profile/").json() == before


def test_from_draft_to_withdrawn(people: Cast, cy: Api) -> None:
    version = cy.get("/me/profile/").json()["version"]
    submitted = cy.send("post", "/me/profile/submit/", {"version": version})
    assert (submitted.status_code, submitted.json()["status"]) == (200, "submitted")
    assert submitted["ETag"] == f'"{version + 1}"'
    again = cy.send("post", "/me/profile/submit/", {"version": version + 1})
    assert (again.status_code, problem(again)) == (409, "illegal-move")
    withdrawn = cy.send("post", "/me/profile/withdraw/")
    assert (withdrawn.status_code, withdrawn.json()["status"]) == (200, "withdrawn")
    assert withdrawn.json()["handle"] != "cy"


def test_who_pauses_is_not_found_and_still_finds(people: Cast, ben: Api, dee: Api) -> None:
    assert ben.send("post", "/me/profile/pause/").json()["status"] == "paused"
    assert dee.get("/allies/ben/").status_code == 404
    assert ben.get("/allies/dee/").status_code == 200
    assert "dee" in [card["handle"] for card in ben.get("/me/peers/").json()["results"]]
    assert ben.send("post", "/me/profile/resume/").status_code == 428
    version = ben.get("/me/profile/").json()["version"]
    assert ben.send("post", "/me/profile/resume/", {"version": version}).json()["status"] == "listed"
    assert dee.get("/allies/ben/").status_code == 200


def test_confirming_says_that_it_still_holds(people: Cast, ben: Api) -> None:
    version = ben.get("/me/profile/").json()["version"]
    assert ben.send("post", "/me/profile/confirm/", {"version": version}).json()["version"] == version + 1


def test_a_move_takes_nothing_but_a_version(drafter: Api) -> None:
    answer = drafter.send("post", "/me/profile/pause/", {"reason": "spam"})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"field": "reason", "code": "unknown", "detail": "There is no such field here."}
    ]


def test_no_moderators_move_is_an_owners(drafter: Api) -> None:
    for move in ("approve", "hold", "suspend", "erase", "expire", "release"):
        assert drafter.send("post", f"/me/profile/{move}/", {"version": 4}).status_code == 404
