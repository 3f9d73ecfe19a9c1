"""Blocks."""

from typing import Any

from tests.api.conftest import Api
from tests.cast import Cast


def found(client: Api) -> list[str]:
    return sorted(card["handle"] for card in client.get("/allies/").json()["results"])


def test_a_block_works_both_ways_and_can_be_taken_back(people: Cast, ben: Api, dee: Api, nobody: Api) -> None:
    assert ben.send("post", "/allies/dee/block/").status_code == 204
    assert found(ben) == ["ana", "ben", "max", "mo"]
    assert found(dee) == ["ana", "dee", "max", "mo"]
    assert [
        client.get(path).status_code for client, path in ((ben, "/allies/dee/"), (dee, "/allies/ben/"))
    ] == [404] * 2
    mine = ben.get("/me/blocks/").json()
    assert [(row["handle"], row["name"]) for row in mine["results"]] == [("dee", "Dee Dunn")]
    assert set(mine["results"][0]) == {"handle", "name", "since"}
    assert mine["count"] == 1
    assert dee.get("/me/blocks/").json()["results"] == []
    assert dee.send("delete", "/me/blocks/ben/").status_code == 404
    assert ben.send("delete", "/me/blocks/dee/").status_code == 204
    assert ben.send("delete", "/me/blocks/dee/").status_code == 404
    assert "dee" in found(ben)
    assert "ben" in found(dee)


def test_blocking_again_is_harmless(people: Cast, ben: Api) -> None:
    answers = [ben.send("post", "/allies/ana/block/", {}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert ben.get("/me/blocks/").json()["count"] == 1


def test_only_whom_one_sees_can_be_blocked(people: Cast, ben: Api, cy: Api) -> None:
    answers = [
        cy.send("post", "/allies/ben/block/"),
        cy.send("post", "/allies/nobody/block/"),
        ben.send("post", "/allies/cy/block/"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.content for answer in answers}) == 1
    assert cy.send("post", "/allies/ana/block/").status_code == 204


def test_nobody_blocks_themselves(ben: Api) -> None:
    answer = ben.send("post", "/allies/ben/block/")
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("handle", "self")]


def test_a_block_can_take_one_off_the_public_shelf(people: Cast, ana: Api, nobody: Api) -> None:
    assert found(nobody) == ["ana"]
    assert ana.send("post", "/allies/ben/block/", {"only_members": True}).status_code == 204
    assert found(nobody) == []


def test_a_body_that_says_something_else(people: Cast, ben: Api) -> None:
    bodies: list[Any] = [{"only_members": said} for said in ("perhaps", "true", None, 0, 1.0)]
    bodies.append({"colour": "red"})
    assert [ben.send("post", "/allies/ana/block/", body).status_code for body in bodies] == [400] * 6
    assert ben.get("/me/blocks/").json()["count"] == 0
