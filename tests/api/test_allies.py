"""Searching, one card, peers and suggestions: who gets what."""

from typing import Any

import pytest
from django.utils import timezone

from tests.api.conftest import Api
from tests.cast import Cast

# Whom each finds when they ask for all: the public shelf, the members' one, and a draft reads the public one.
ALL = {
    "nobody": ["ana"],
    "cy": ["ana"],
    "ben": ["ben", "dee", "ana", "max", "mo"],
    "mo": ["ben", "dee", "ana", "max", "mo"],
}


def handles(answer: Any) -> list[str]:
    return [card["handle"] for card in answer.json()["results"]]


def ana_as_anyone_sees_her() -> dict[str, Any]:
    return {
        "handle": "ana",
        "url": "/allies/ana/",
        "name": "Ana Alvarez",
        "listed_on": timezone.localdate().isoformat(),
        "sector": {"code": "education", "name": "Education"},
        "role": {"code": "school-administrator", "name": "School administrator"},
        "region": {"code": "ME-R1", "name": "Southern Maine"},
        "practices": [
            {"code": "community-circles", "name": "Community-building circles"},
            {"code": "restorative-discipline", "name": "Restorative discipline"},
        ],
        "settings": [{"code": "school-wide", "name": "Whole school"}],
        "strands": [
            {"code": "advocate", "name": "Advocate for restorative approaches"},
            {"code": "on-ramps", "name": "Build on-ramps to school and community"},
        ],
        "offers": [{"code": "mentor", "name": "Mentoring"}],
        "seeks": [{"code": "listen", "name": "A listening ear"}],
        "languages": [{"code": "en", "name": "English"}, {"code": "es", "name": "Spanish"}],
        "pronouns": "she/her",
        "headline": "Circles instead of suspensions",
        "about": "I keep circles with a whole middle school.",
        "website": "https://ana.example.org/",
        "confirmed_on": timezone.localdate().isoformat(),
    }


def test_the_envelope_and_a_card_to_the_letter(people: Cast, nobody: Api) -> None:
    answer = nobody.get("/allies/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "results": [ana_as_anyone_sees_her()],
        "next": None,
        "previous": None,
        "count": 1,
        "facets": {},
        "partial": False,
        "did_you_mean": None,
    }


@pytest.mark.parametrize(("who", "found"), ALL.items())
def test_everybody_finds_those_on_their_shelf(
    people: Cast, who: str, found: list[str], request: pytest.FixtureRequest
) -> None:
    client: Api = request.getfixturevalue(who)
    answer = client.get("/allies/")
    assert sorted(handles(answer)) == sorted(found)
    assert answer.json()["count"] == len(found)


def test_facets_count_without_their_own_filter_in_vocabulary_order(ben: Api) -> None:
    answer = ben.get("/allies/?facets=sector,strand&strand=advocate&sector=education").json()
    assert [card["handle"] for card in answer["results"]] == ["ana"]
    assert answer["facets"] == {
        "sector": [
            {"code": "education", "name": "Education", "count": 1},
            {"code": "partner-organization", "name": "Partner organization", "count": 1},
        ],
        "strand": [
            {"code": "advocate", "name": "Advocate for restorative approaches", "count": 1},
            {"code": "on-ramps", "name": "Build on-ramps to school and community", "count": 1},
        ],
    }


def test_words_of_a_member_find_nothing_for_anyone_else(nobody: Api, ben: Api) -> None:
    assert handles(nobody.get("/allies/?q=circles")) == ["ana"]
    assert sorted(handles(ben.get("/allies/?q=circles"))) == ["ana", "ben", "dee", "mo"]
    assert nobody.get("/allies/?q=wall").json()["count"] == 0


def test_most_of_the_words_and_a_correction(ben: Api) -> None:
    partial = ben.get("/allies/?q=circles+suspensions+zebra").json()
    assert partial["partial"] is True
    assert [card["handle"] for card in partial["results"]] == ["ana"]
    assert ben.get("/allies/?q=circels").json()["did_you_mean"] == "circles"


@pytest.mark.parametrize(
    "query", ["", "sort=name", "sort=-newest", "q=restorative", "region=US-ME&sort=region"]
)
def test_walking_on_and_back_is_exact(ben: Api, query: str) -> None:
    pages = []
    path: str | None = f"/allies/?page_size=2&{query}"
    while path:
        pages.append(ben.get(path).json())
        path = followed(pages[-1]["next"])
    found = [card["handle"] for page in pages for card in page["results"]]
    assert len(found) == pages[0]["count"] == len(set(found))
    assert [len(page["results"]) for page in pages[:-1]] == [2] * (len(pages) - 1)
    for page, before in zip(reversed(pages[1:]), reversed(pages[:-1]), strict=True):
        back = ben.get(followed(page["previous"]) or "").json()
        assert back["results"] == before["results"]
        assert (back["previous"] is None) == (before["previous"] is None)
    assert pages[0]["previous"] is None


def followed(url: str | None) -> str | None:
    """The path behind an absolute address of the API."""
    assert url is None or url.startswith("http://testserver/api/v1/allies/?cursor=")
    return url and url.removeprefix("http://testserver/api/v1")


def test_a_card_is_there_for_whoever_may_see_it(nobody: Api, ben: Api, cy: Api, mo: Api) -> None:
    assert nobody.get("/allies/ana/").json() == ana_as_anyone_sees_her()
    assert [client.get("/allies/ben/").status_code for client in (nobody, cy, ben, mo)] == [
        404,
        404,
        200,
        200,
    ]
    card = ben.get("/allies/ben/").json()
    assert card["name"] == "Ben Brooks"
    assert (
        not {"agency", "title", "real_name", "phone", "email", "stage", "website", "pronouns"} & card.keys()
    )


def test_what_is_not_there_and_what_may_not_be_seen_are_one_answer(people: Cast, nobody: Api) -> None:
    answers = [
        nobody.get(path)
        for path in (
            "/allies/ben/",
            "/allies/cy/",
            "/allies/nobody/",
            "/allies/ben/peers/",
            "/allies/x/peers/",
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1


def test_peers_have_reasons_and_are_never_oneself(nobody: Api, ben: Api, mo: Api) -> None:
    assert nobody.get("/allies/ana/peers/").json()["results"] == []
    answer = ben.get("/allies/mo/peers/").json()
    assert [(card["handle"], card["reasons"]) for card in answer["results"]] == [
        ("ana", ["1 shared practice", "1 shared aim", "same state"]),
    ]
    assert answer["count"] == 1
    assert "ben" in handles(mo.get("/allies/ana/peers/"))


def test_suggestions_lead_the_reader_to_a_card(nobody: Api, ben: Api) -> None:
    term = {
        "kind": "term",
        "text": "Advocate for restorative approaches",
        "facet": "strand",
        "code": "advocate",
        "handle": None,
    }
    assert nobody.get("/allies/suggest/?q=advoc").json() == {"results": [term]}
    assert nobody.get("/allies/suggest/?q=ben").json() == {"results": []}
    assert ben.get("/allies/suggest/?q=bro").json() == {
        "results": [{"kind": "ally", "text": "Ben Brooks", "facet": None, "code": None, "handle": "ben"}]
    }
    assert ben.get("/allies/suggest/?q=").json() == ben.get("/allies/suggest/").json() == {"results": []}


def test_who_leaves_is_gone_from_the_very_next_answer(
    people: Cast, nobody: Api, ana: Api, settings: Any
) -> None:
    settings.API_ANSWERS_KEPT = 100
    paths = ["/allies/", "/allies/?q=circles&facets=role", "/allies/ana/", "/allies/suggest/?q=ana"]
    before = [nobody.get(path) for path in paths]
    assert [answer.status_code for answer in before] == [200, 200, 200, 200]
    assert ana.send("post", "/me/profile/pause/").status_code == 200
    after = [
        nobody.get(path, headers={"if-none-match": old["ETag"]})
        for path, old in zip(paths, before, strict=True)
    ]
    assert [answer.status_code for answer in after] == [200, 200, 404, 200]
    assert b"Alvarez" not in b"".join(answer.content for answer in after)
