"""Who may keep an answer, how one learns that it still holds, and what is kept in memory."""

from typing import Any

import pytest

from api import kept
from directory.profiles import editing
from tests.api.conftest import Api
from tests.cast import Cast

FROM_THE_SHELF = [
    "/allies/",
    "/allies/?q=circles",
    "/allies/ana/",
    "/allies/ana/peers/",
    "/allies/suggest/?q=a",
    "/changes/",
]
FOR_EVERYONE = ["/vocabulary/", "/vocabulary/role/", "/schema/"]
OF_ONESELF = ["/me/profile/", "/me/peers/", "/me/blocks/"]
LICENSE = '</agreement/#data>; rel="license"'


def test_a_public_answer_is_asked_for_anew_each_time(people: Cast, nobody: Api) -> None:
    for path in FROM_THE_SHELF + FOR_EVERYONE:
        answer = nobody.get(path)
        assert answer.status_code == 200, path
        assert answer["Cache-Control"] == "no-cache"
        assert answer["Vary"] == "Accept, Cookie, Authorization"
        assert answer["ETag"].startswith('"')
        assert not answer.cookies
        again = nobody.get(path, headers={"if-none-match": f'"other", W/{answer["ETag"]}'})
        assert (again.status_code, again.content) == (304, b""), path
        for name in ("ETag", "Cache-Control", "Vary"):
            assert again[name] == answer[name]
        assert nobody.get(path, headers={"if-none-match": "*"}).status_code == 304
        assert nobody.get(path, headers={"if-none-match": '"other"'}).content == answer.content


def test_a_personal_answer_is_kept_nowhere(ben: Api) -> None:
    for path in FROM_THE_SHELF + FOR_EVERYONE + OF_ONESELF:
        answer = ben.get(path)
        assert answer.status_code == 200, path
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Vary"] == "Accept, Cookie, Authorization"
        assert ben.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_cards_come_with_their_terms(ben: Api) -> None:
    assert {ben.get(path)["Link"] for path in [*FROM_THE_SHELF, "/me/peers/"]} == {LICENSE}
    assert "Link" not in ben.get("/me/profile/")


def test_head_is_get_without_the_body(ben: Api) -> None:
    for path in FROM_THE_SHELF + OF_ONESELF:
        got, head = ben.get(path), ben.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head["ETag"] == got["ETag"]


def test_errors_have_no_etag(people: Cast, nobody: Api, ben: Api) -> None:
    for client, cache in ((nobody, "no-cache"), (ben, "private, no-store")):
        for path in ("/allies/cy/", "/allies/?x=1", "/nonesuch/"):
            answer = client.get(path, headers={"if-none-match": "*"})
            assert answer.status_code in (400, 404)
            assert "ETag" not in answer
            assert "Link" not in answer
            assert answer["Cache-Control"] == cache


def test_an_unchanged_answer_costs_no_search(
    people: Cast, nobody: Api, django_assert_num_queries: Any
) -> None:
    etag = nobody.get("/allies/?q=circles&facets=role")["ETag"]
    with django_assert_num_queries(1):
        nobody.get("/allies/?q=circles&facets=role", headers={"if-none-match": etag})


def test_an_etag_tells_nothing_about_another_address_or_form(people: Cast, nobody: Api) -> None:
    etags = [
        nobody.get(path, headers={"accept": accept})["ETag"]
        for path in ("/allies/", "/allies/?q=circles", "/allies/?q=circles&sort=name", "/allies/ana/")
        for accept in ("application/json", "text/csv")
    ]
    assert len(set(etags)) == 8


def test_only_what_anyone_may_see_moves_a_public_etag(people: Cast, nobody: Api) -> None:
    paths = FROM_THE_SHELF
    before = [nobody.get(path)["ETag"] for path in paths]
    for owner, changes in (
        (people.ben, {"practices": [], "headline": ""}),
        (people.cy, {"about": "Hidden."}),
        (people.ana, {"phone": "", "agency": ""}),
    ):
        profile = people.profile(owner)
        editing.save(profile, changes, actor=owner, version=profile.version)
    assert [nobody.get(path)["ETag"] for path in paths] == before
    ana = people.profile(people.ana)
    editing.save(ana, {"offers": []}, actor=people.ana, version=ana.version)
    after = [nobody.get(path)["ETag"] for path in paths]
    assert not set(before) & set(after)


def test_who_was_signed_in_once_gets_what_everybody_gets(people: Cast, nobody: Api) -> None:
    expected = nobody.get("/allies/")
    nobody.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    answer = nobody.get("/allies/")
    assert (answer.content, answer["ETag"], answer["Cache-Control"]) == (
        expected.content,
        expected["ETag"],
        "no-cache",
    )


# --- In memory ---------------------------------------------------------------------------------------------


@pytest.fixture
def memory(settings: Any) -> Any:
    kept.forget()
    settings.API_ANSWERS_KEPT = 2
    yield settings
    kept.forget()


@pytest.mark.parametrize("accept", ["*/*", "text/csv;q=0.5, application/json"])
def test_an_answer_out_of_memory_is_the_same(
    people: Cast, memory: Any, nobody: Api, django_assert_num_queries: Any, accept: str
) -> None:
    for path in FROM_THE_SHELF:
        first = nobody.get(path, headers={"accept": accept})
        with django_assert_num_queries(1):
            second = nobody.get(path, headers={"accept": accept})
        assert (second.content, dict(second.items())) == (first.content, dict(first.items())), path
        again = nobody.get(path, headers={"accept": accept, "if-none-match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert nobody.head(path, headers={"accept": accept})["ETag"] == first["ETag"]


def test_nobody_signed_in_is_answered_out_of_memory(people: Cast, memory: Any, nobody: Api, ben: Api) -> None:
    assert nobody.get("/allies/").json()["count"] == 1
    assert ben.get("/allies/").json()["count"] == 5
    assert nobody.get("/allies/").json()["count"] == 1


def test_memory_holds_the_latest_of_one_version(people: Cast, memory: Any, nobody: Api) -> None:
    for words in ("a", "b", "c"):
        nobody.get(f"/allies/?q={words}")
    assert [asked.rpartition("=")[2] for _, asked in kept._answers] == ["b", "c"]
    ana = people.profile(people.ana)
    editing.save(ana, {"offers": []}, actor=people.ana, version=ana.version)
    nobody.get("/allies/?q=d")
    assert [asked.rpartition("=")[2] for _, asked in kept._answers] == ["d"]


def test_memory_keeps_no_errors_and_nothing_long(
    people: Cast, memory: Any, nobody: Api, monkeypatch: Any
) -> None:
    nobody.get("/allies/cy/")
    nobody.get("/allies/?x=1")
    monkeypatch.setattr(kept, "LONGEST", 10)
    nobody.get("/allies/")
    assert kept._answers == {}


@pytest.mark.parametrize("header", ["Bearer garbage", "Basic YTpi", "nonsense", ""])
def test_whom_nothing_understands_is_not_nobody(people: Cast, memory: Any, nobody: Api, header: str) -> None:
    for path in [*FROM_THE_SHELF, *FOR_EVERYONE, *OF_ONESELF, "/nonesuch/"]:
        nobody.get(path)
        answer = nobody.get(path, headers={"authorization": header})
        assert answer.status_code == 401, path
        assert answer["WWW-Authenticate"].startswith("Session ")
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["type"].endswith("#problem-not-signed-in")


def test_a_session_does_not_make_up_for_it(ben: Api) -> None:
    assert ben.get("/allies/").status_code == 200
    assert ben.get("/allies/", headers={"authorization": "Bearer garbage"}).status_code == 401
