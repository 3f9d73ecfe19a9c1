"""The changes feed, as those follow it who keep a copy."""

from typing import Any

import pytest

from directory.connections import blocks
from directory.profiles import lifecycle
from tests.api.conftest import Api
from tests.cast import Cast


def kinds(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 200
    return [(line["kind"], line["handle"]) for line in answer.json()["results"]]


def test_from_the_first_change_on(people: Cast, nobody: Api, ben: Api) -> None:
    answer = nobody.get("/changes/").json()
    assert set(answer) == {"results", "next"}
    assert [set(line) for line in answer["results"]] == [{"kind", "handle", "at"}]
    assert kinds(nobody.get("/changes/")) == [("listed", "ana")]
    assert sorted(kinds(ben.get("/changes/"))) == [("listed", h) for h in ("ana", "ben", "dee", "max", "mo")]


def test_page_by_page_and_then_no_news(ben: Api) -> None:
    found, token = [], ""
    for _ in range(3):
        answer = ben.get(f"/changes/?limit=2&after={token}").json()
        found += [line["handle"] for line in answer["results"]]
        token = answer["next"]
    assert sorted(found) == ["ana", "ben", "dee", "max", "mo"]
    assert ben.get(f"/changes/?after={token}").json() == {"results": [], "next": token}
    assert ben.get("/changes/?after=now").json() == {"results": [], "next": token}


def test_a_mirror_follows_from_now(people: Cast, nobody: Api, ben: Api) -> None:
    public, members = (client.get("/changes/?after=now").json()["next"] for client in (nobody, ben))
    for owner in (people.ana, people.dee):
        lifecycle.move(people.profile(owner), "pause", actor=owner)
    assert kinds(nobody.get(f"/changes/?after={public}")) == [("unlisted", "ana")]
    assert kinds(ben.get(f"/changes/?after={members}")) == [("unlisted", "ana"), ("unlisted", "dee")]


def test_whom_one_blocks_leaves_ones_own_feed_alone(people: Cast, ben: Api, dee: Api) -> None:
    mine, theirs = (client.get("/changes/?after=now").json()["next"] for client in (ben, dee))
    blocks.block(people.ben, "ana")
    assert kinds(ben.get(f"/changes/?after={mine}")) == [("unlisted", "ana")]
    assert kinds(dee.get(f"/changes/?after={theirs}")) == []


@pytest.mark.parametrize("token", ["nonesuch", "0", "-1", "%20x"])
def test_an_unknown_token_is_gone(people: Cast, nobody: Api, token: str) -> None:
    answer = nobody.get(f"/changes/?after={token}")
    assert answer.status_code == 410
    assert answer.json()["type"] == "/api/v1/docs/#problem-start-again"


def test_a_token_of_another_shelf_is_gone(people: Cast, nobody: Api, ben: Api) -> None:
    members = ben.get("/changes/?after=now").json()["next"]
    assert nobody.get(f"/changes/?after={members}").status_code == 410
    public = nobody.get("/changes/?after=now").json()["next"]
    assert ben.get(f"/changes/?after={public}").status_code == 410
