"""Promise 3: pages and API give the same people in the same order with the same counts, and only who each may see."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from directory.listings.search import FACETS
from tests.api.conftest import Api
from tests.cast import Cast

QUERIES = [
    "",
    "sort=name",
    "sort=-name",
    "sort=region",
    "sort=newest",
    "q=circles",
    "q=circles&sort=name",
    "q=circles wall",
    "q=circles wall zebra",
    "q=DA",
    "q=zebra",
    "q=*",
    "sector=education",
    "role=deputy-sheriff&role=corrections-officer",
    "region=US-ME",
    "region=23019",
    "region=23019&region.wider=1",
    "practice=cosa&practice=community-circles",
    "practice=cosa&practice=community-circles&practice.all=1",
    "practice=proactive",
    "setting=jail-prison&language=fr",
    "strand=advocate&offers=mentor",
    "seeks=mentor",
    "q=restorative&strand=challenge&sort=-role",
]
CARD = re.compile(r'<article class="card">\s*<h3><a href="/allies/([a-z0-9-]+)/">(.*?)</a>')
MARK = re.compile("</?mark>")
COUNT = re.compile(
    r'<label for="([a-z]+)-([A-Za-z0-9-]+)"><span>[^<]*</span> <span class="count">(\d+)</span>'
)
TOTAL = re.compile(r'<p id="count"[^>]*><strong>(\d+) (?:ally|allies)')
# Nobody, a draft, a member, a moderator: whom of the cast each may see at all.
VISIBLE = {
    "nobody": {"ana"},
    "cy": {"ana"},
    "ben": {"ana", "ben", "dee", "max", "mo"},
    "mo": {"ana", "ben", "dee", "max", "mo"},
}


def on_the_page(client: Client, query: str) -> tuple[list[tuple[str, str]], int, dict[tuple[str, str], int]]:
    """The cards in their order, how many there are, and the counts beside the facets."""
    answer = client.get(f"/allies/?{query}")
    assert answer.status_code == 200
    text = answer.content.decode()
    total = TOTAL.search(text)
    assert total is not None
    counts = {(facet, code): int(count) for facet, code, count in COUNT.findall(text) if count != "0"}
    return (
        [(handle, unescape(MARK.sub("", name))) for handle, name in CARD.findall(text)],
        int(total[1]),
        counts,
    )


def from_the_api(client: Client, query: str) -> tuple[list[tuple[str, str]], int, dict[tuple[str, str], int]]:
    """The same from the API."""
    answer: dict[str, Any] = client.get(f"/api/v1/allies/?{query}&facets={','.join(FACETS)}").json()
    counts = {(facet, row["code"]): row["count"] for facet, rows in answer["facets"].items() for row in rows}
    return [(card["handle"], card["name"]) for card in answer["results"]], answer["count"], counts


@pytest.mark.parametrize("who", VISIBLE)
def test_pages_and_api_agree(people: Cast, who: str, request: pytest.FixtureRequest) -> None:
    api: Api = request.getfixturevalue(who)
    client = Client()
    client.cookies = api.cookies
    for query in QUERIES:
        cards, total, counts = on_the_page(client, query)
        expected_cards, expected_total, expected_counts = from_the_api(client, query)
        assert cards == expected_cards, query
        assert total == expected_total, query
        # The page leaves out the country, which takes in everybody who shows a region at all.
        expected_counts.pop(("region", "US"), None)
        assert counts == expected_counts, query
        assert {handle for handle, _ in cards} <= VISIBLE[who], query


def test_pages_of_both_begin_and_end_alike(people: Cast, ben: Api) -> None:
    client = Client()
    client.cookies = ben.cookies
    following = "/api/v1/allies/?page_size=2"
    for number in (1, 2, 3):
        cards, total, _ = on_the_page(client, f"page_size=2&page={number}")
        answer = client.get(following).json()
        assert [handle for handle, _ in cards] == [card["handle"] for card in answer["results"]]
        assert total == answer["count"] == 5
        following = (answer["next"] or "").removeprefix("http://testserver")
    assert following == ""


def test_a_card_and_its_peers_are_there_for_both_or_for_neither(people: Cast, nobody: Api, ben: Api) -> None:
    for api in (nobody, ben):
        client = Client()
        client.cookies = api.cookies
        for handle in ("ana", "ben", "cy", "dee", "mo", "nobody"):
            page = client.get(f"/allies/{handle}/")
            assert page.status_code == client.get(f"/api/v1/allies/{handle}/").status_code
            if page.status_code == 200:
                peers = client.get(f"/api/v1/allies/{handle}/peers/").json()["results"]
                named = [one for one, _ in CARD.findall(page.content.decode())]
                assert named == [card["handle"] for card in peers]
