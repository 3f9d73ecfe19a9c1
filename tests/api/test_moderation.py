"""The desk through the API: who gets in, decisions and conflicts, what a moderator has no part in."""

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator

from tests.api.conftest import Api, signed_in, with_second_factor
from tests.cast import BEN, Cast, listed, moderator

ADDRESSES = [
    ("get", "/moderation/queue/"),
    ("get", "/moderation/log/"),
    ("get", "/moderation/reviews/{id}/"),
    *(("post", f"/moderation/reviews/{{id}}/{move}/") for move in ("approve", "return", "reject")),
    *(("post", f"/moderation/profiles/ben/{move}/") for move in ("hold", "release", "suspend", "reinstate")),
]


@pytest.fixture
def submission(cy: Api, people: Cast) -> dict[str, Any]:
    """The row of the queue that Cy's profile stands in."""
    version = cy.get("/me/profile/").json()["version"]
    assert cy.send("post", "/me/profile/submit/", {"version": version}).status_code == 200
    row: dict[str, Any] = signed_in(people.mo).get("/moderation/queue/").json()["results"][0]
    return row


@pytest.fixture
def decide(submission: dict[str, Any]) -> Callable[..., Any]:
    def sent(client: Api, move: str, **body: Any) -> Any:
        path = f"/moderation/reviews/{submission['id']}/{move}/"
        return client.send("post", path, {"version": submission["version"]} | body)

    return sent


def named(answer: Any) -> str:
    name: str = answer.json()["type"].removeprefix("/api/v1/docs/#problem-")
    return name


def test_the_desk_is_for_moderators(
    people: Cast, submission: dict[str, Any], nobody: Api, ben: Api, cy: Api, mo: Api
) -> None:
    Authenticator.objects.filter(user=people.mo).delete()
    for method, address in ADDRESSES:
        path = address.format(id=submission["id"])
        answers = [client.send(method, path) for client in (nobody, ben, cy, mo)]
        assert [answer.status_code for answer in answers] == [401, 403, 403, 403], path
        assert "second factor" in answers[3].json()["detail"]


def test_a_row_of_the_queue_to_the_letter(submission: dict[str, Any], mo: Api) -> None:
    answer = mo.get("/moderation/queue/").json()
    assert submission == {
        "id": submission["id"],
        "kind": "first",
        "handle": "cy",
        "version": 3,
        "since": submission["since"],
        "url": f"/api/v1/moderation/reviews/{submission['id']}/",
    }
    assert answer == {
        "results": [submission],
        "next": None,
        "previous": None,
        "count": 1,
        "facets": {},
        "partial": False,
        "did_you_mean": None,
    }


def test_a_review_shows_what_is_asked_for(submission: dict[str, Any], mo: Api) -> None:
    review = mo.get(f"/moderation/reviews/{submission['id']}/").json()
    assert {name: review[name] for name in submission} == submission
    assert (review["status"], review["moves"], review["earlier"]) == (
        "submitted",
        ["approve", "return", "reject", "withdraw"],
        [],
    )
    parts = {part["name"]: part for part in review["parts"]}
    assert parts["headline"] == {
        "name": "headline",
        "label": "In one line",
        "approved": "",
        "written": "Circles on probation",
        "changed": True,
        "audience": "Approved members",
        "shown": "",
    }
    picks = {part["name"]: part["terms"] for part in review["picks"]}
    assert picks["practices"] == [{"code": "cosa", "name": "Circles of support and accountability"}]


def test_approving_lists(decide: Callable[..., Any], mo: Api, ben: Api) -> None:
    assert ben.get("/allies/cy/").status_code == 404
    answer = decide(mo, "approve")
    assert answer.status_code == 200
    assert answer.json() == {"handle": "cy", "status": "listed", "version": 4, "moved": True}
    assert ben.get("/allies/cy/").json()["name"] == "Cy Carter"
    assert mo.get("/moderation/queue/").json()["count"] == 0


@pytest.mark.parametrize(("move", "status"), [("return", "returned"), ("reject", "rejected")])
def test_sending_back_says_why(decide: Callable[..., Any], mo: Api, cy: Api, move: str, status: str) -> None:
    answer = decide(mo, move)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["reason", "message"]
    answer = decide(mo, move, reason="incomplete", message="Say where you work.")
    assert (answer.status_code, answer.json()["status"]) == (200, status)
    assert cy.get("/me/profile/").json()["status"] == status


def test_of_two_moderators_one_decides(
    submission: dict[str, Any], decide: Callable[..., Any], mo: Api, max_: Api
) -> None:
    assert decide(mo, "approve").status_code == 200
    late = decide(max_, "reject", reason="spam", message="No.")
    assert (late.status_code, named(late)) == (409, "stale")
    assert late.json()["current"] == {"handle": "cy", "status": "listed", "version": 4}
    assert max_.get(f"/moderation/reviews/{submission['id']}/").status_code == 404


def test_a_decision_is_on_what_was_read(
    submission: dict[str, Any], decide: Callable[..., Any], mo: Api, cy: Api
) -> None:
    needed = mo.send("post", f"/moderation/reviews/{submission['id']}/approve/", {})
    assert (needed.status_code, named(needed)) == (428, "version-needed")
    body = {"about": "And more.", "version": submission["version"]}
    assert cy.send("patch", "/me/profile/", body).status_code == 200
    stale = decide(mo, "approve")
    assert (stale.status_code, named(stale)) == (409, "stale")
    assert stale.json()["current"] == mo.get(f"/moderation/reviews/{submission['id']}/").json()
    version = stale.json()["current"]["version"]
    answer = mo.send("post", f"/moderation/reviews/{submission['id']}/approve/", {}, If_Match=f'"{version}"')
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"reason": "nonesuch", "message": "x"}, ["reason"]),
        ({"reason": "x" * 41, "message": "x"}, ["reason"]),
        ({"reason": "spam", "message": "x" * 4001}, ["message"]),
        ({"reason": "spam", "message": 5, "colour": "red"}, ["colour"]),
        ({"reason": ["spam"], "message": "x"}, ["reason"]),
        ({"reason": "spam", "message": 5}, ["message"]),
        ({"reason": "spam", "message": "a\u0000"}, ["message"]),
    ],
)
def test_a_decision_that_does_not_hold(
    decide: Callable[..., Any], mo: Api, body: dict[str, Any], fields: list[str]
) -> None:
    answer = decide(mo, "reject", **body)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == fields
    assert mo.get("/moderation/queue/").json()["count"] == 1


def test_a_hold_and_its_end(people: Cast, mo: Api, nobody: Api) -> None:
    assert nobody.get("/allies/ana/").status_code == 200
    held = mo.send("post", "/moderation/profiles/ana/hold/", {"version": 4, "reason": "role-unconfirmed"})
    assert held.json() == {"handle": "ana", "status": "held", "version": 5, "moved": True}
    assert nobody.get("/allies/ana/").status_code == 404
    stale = mo.send("post", "/moderation/profiles/ana/release/", {"version": 4})
    assert (stale.status_code, stale.json()["current"]) == (
        409,
        {"handle": "ana", "status": "held", "version": 5},
    )
    assert mo.send("post", "/moderation/profiles/ana/release/", {"version": 5}).json()["status"] == "listed"
    illegal = mo.send("post", "/moderation/profiles/ana/release/", {"version": 6})
    assert (illegal.status_code, named(illegal)) == (409, "illegal-move")


def test_a_suspension_takes_two(people: Cast, mo: Api, max_: Api) -> None:
    path = "/moderation/profiles/ana/suspend/"
    proposed = mo.send("post", path, {"version": 4, "reason": "spam"})
    assert proposed.status_code == 202
    assert proposed.json() == {"handle": "ana", "status": "listed", "version": 4, "moved": False}
    again = mo.send("post", path, {"version": 4, "reason": "spam"})
    assert (again.status_code, named(again)) == (409, "already-proposed")
    assert max_.send("post", path, {"version": 4}).json()["status"] == "suspended"
    assert max_.send("post", "/moderation/profiles/ana/reinstate/", {"version": 5}).status_code == 202
    assert mo.send("post", "/moderation/profiles/ana/reinstate/", {"version": 5}).json()["status"] == "listed"


def test_what_is_no_moderators_business_is_not_there(people: Cast, mo: Api) -> None:
    for handle in ("mo", "cy", "nobody"):
        answer = mo.send("post", f"/moderation/profiles/{handle}/hold/", {"version": 3, "reason": "spam"})
        assert (answer.status_code, named(answer)) == (404, "not-there")
    for made_up in ("0", "999999", "x", str(UUID(int=0)), str(uuid4())):
        assert mo.get(f"/moderation/reviews/{made_up}/").status_code == 404


def test_a_colleague_is_recused(people: Cast, ben: Api, mo: Api) -> None:
    colleague = moderator("kim")
    listed(colleague, BEN | {"display_name": "Kim"}, by=people.mo)
    with_second_factor(colleague)
    kim = signed_in(colleague)
    log_before = kim.get("/moderation/log/").content
    version = ben.get("/me/profile/").json()["version"]
    assert ben.send("patch", "/me/profile/", {"headline": "New", "version": version}).status_code == 200
    row = mo.get("/moderation/queue/").json()["results"][0]
    assert (row["kind"], row["handle"]) == ("edit", "ben")
    assert kim.get("/moderation/queue/").json()["count"] == 0
    assert kim.get("/moderation/log/").content == log_before
    nothing = kim.get(f"/moderation/reviews/{uuid4()}/").content
    assert kim.get(f"/moderation/reviews/{row['id']}/").content == nothing
    decision = {"version": version + 1}
    assert kim.send("post", f"/moderation/reviews/{row['id']}/approve/", decision).content == nothing
    assert (
        kim.send("post", "/moderation/profiles/ben/hold/", decision | {"reason": "spam"}).content == nothing
    )


def test_closed_and_never_there_are_one_to_a_recused_moderator(people: Cast, ben: Api, mo: Api) -> None:
    colleague = moderator("kim")
    listed(colleague, BEN | {"display_name": "Kim"}, by=people.mo)
    with_second_factor(colleague)
    kim = signed_in(colleague)
    version = ben.get("/me/profile/").json()["version"]
    assert ben.send("patch", "/me/profile/", {"headline": "New", "version": version}).status_code == 200
    row = mo.get("/moderation/queue/").json()["results"][0]
    decision = {"version": row["version"]}
    assert mo.send("post", f"/moderation/reviews/{row['id']}/approve/", decision).status_code == 200

    for body in (decision, {}, {"version": 0}, {"colour": "red"}):
        closed, never = (
            kim.send("post", f"/moderation/reviews/{id_}/approve/", body) for id_ in (row["id"], uuid4())
        )
        assert (closed.status_code, closed.content) == (never.status_code, never.content)
        assert closed.status_code in (400, 404)
    assert mo.send("post", f"/moderation/reviews/{row['id']}/approve/", decision).status_code == 409


def test_the_queue_is_walked_on_and_back(people: Cast, ana: Api, ben: Api, dee: Api, mo: Api) -> None:
    for client in (ana, ben, dee):
        assert client.send("patch", "/me/profile/", {"headline": "New", "version": 4}).status_code == 200
    first = mo.get("/moderation/queue/?page_size=2").json()
    assert ([row["handle"] for row in first["results"]], first["count"]) == (["ana", "ben"], 3)
    second = mo.get(first["next"].removeprefix("http://testserver/api/v1")).json()
    assert [row["handle"] for row in second["results"]] == ["dee"]
    assert mo.get(second["previous"].removeprefix("http://testserver/api/v1")).json() == first


def test_the_log_says_who_did_what_and_no_values(people: Cast, decide: Callable[..., Any], mo: Api) -> None:
    decide(mo, "reject", reason="spam", message="Not a word of this.")
    entry = mo.get("/moderation/log/").json()["results"][0]
    profile = people.profile(people.cy)
    assert entry == {
        "at": entry["at"],
        "verb": "reject",
        "actor": str(people.mo.pk),
        "actor_name": "mo@example.org",
        "subject_kind": "profile",
        "subject": str(profile.pk),
        "subject_name": "cy",
        "fields": [],
        "reason": "spam",
        "version": 4,
    }
    assert b"Not a word" not in mo.get("/moderation/log/").content


def test_the_log_is_searched_and_walked(people: Cast, mo: Api) -> None:
    approved = mo.get(f"/moderation/log/?verb=approve&actor={people.mo.pk}").json()
    assert [row["subject_name"] for row in approved["results"]] == ["dee", "ben", "ana", "max"]
    assert (
        mo.get(f"/moderation/log/?actor={people.max.pk}&verb=approve").json()["count"] == 0
    )  # of Mo's own profile
    everything = mo.get("/moderation/log/?page_size=100").json()
    assert everything["count"] == len(everything["results"])
    found: list[Any] = []
    path = "/moderation/log/?page_size=7"
    while path:
        page = mo.get(path).json()
        found += page["results"]
        path = (page["next"] or "").removeprefix("http://testserver/api/v1")
    assert found == everything["results"]
    assert mo.get("/moderation/log/?until=2020-01-01").json()["count"] == 0
    assert mo.get("/moderation/log/?since=yesterday").status_code == 400


MADE_UP = [
    "abc",
    "\U0001f54a",
    "x" * 5000,
    # As REST framework would write them.
    *(
        base64.b64encode(query.encode()).decode()
        for query in (
            "p=",
            "p=abc",
            "p=12",
            "o=1000000",
            "p=2026-01-31",
            "p=2026-01-31T12:00:00",
            "p=0001-01-01T00:00:00%2B23:59",
            "p=9999-12-31T23:59:59-23:59",
        )
    ),
]


@pytest.mark.parametrize("cursor", MADE_UP)
@pytest.mark.parametrize("path", ["/moderation/log/", "/moderation/queue/"])
def test_a_cursor_that_is_none(lone_moderator: Api, path: str, cursor: str) -> None:
    answer = lone_moderator.get(f"{path}?cursor={quote(cursor)}")
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["cursor"]


def test_a_cursor_is_of_one_list(people: Cast, submission: dict[str, Any], mo: Api) -> None:
    cursor = mo.get("/moderation/log/?page_size=1").json()["next"].partition("cursor=")[2].partition("&")[0]
    assert mo.get(f"/moderation/log/?cursor={cursor}").status_code == 200
    assert mo.get(f"/moderation/queue/?cursor={cursor}").status_code == 400
