"""What a query may say, and what becomes of everything else."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.api.conftest import Api, signed_in
from tests.cast import Cast, account

READS = [
    "/allies/",
    "/allies/ana/",
    "/allies/ana/peers/",
    "/allies/suggest/",
    "/changes/",
    "/vocabulary/",
    "/vocabulary/role/",
    "/schema/",
]
OWN = ["/me/profile/", "/me/peers/", "/me/blocks/"]
DESK = ["/moderation/queue/", "/moderation/log/"]
BAD_WORDS = {
    '"': 200,
    "*": 200,
    "a AND": 200,
    "NEAR(": 200,
    "%": 200,
    "' OR 1=1 --": 200,
    "{name}: x": 200,
    "شرطة العدالة": 200,
    "\U0001f54a": 200,
    "a" * 200: 200,
    "a" * 201: 400,
    "a" * 10_000: 400,
    " ".join(f"w{n}" for n in range(30)): 400,
}
BAD_BYTES = {"%00": "null", "a%00b": "null", "%ED%A0%80": "encoding", "%FF": "encoding", "%C3%28": "encoding"}


def errors(answer: Any) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize("path", READS + OWN + DESK)
def test_an_unknown_parameter_is_named_and_refused(lone_moderator: Api, path: str) -> None:
    answer = lone_moderator.get(f"{path}?colour=red&page=2&format=csv&empty=")
    assert answer.status_code == 400
    assert errors(answer) == [
        ("colour", "unknown"),
        ("page", "unknown"),
        ("format", "unknown"),
        ("empty", "unknown"),
    ]


def test_what_one_may_not_do_comes_before_what_one_said(nobody: Api) -> None:
    assert nobody.get("/me/profile/?colour=red").status_code == 401
    assert signed_in(account("uli")).get("/moderation/queue/?colour=red").status_code == 403


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("role=nonesuch", "role", "unknown_term"),
        ("region=23005&region=x", "region", "unknown_term"),
        ("facets=role,colour", "facets", "unknown_facet"),
        ("sort=loudest", "sort", "invalid_choice"),
        ("practice.all=perhaps", "practice.all", "invalid"),
        ("cursor=abc", "cursor", "invalid"),
        ("cursor=" + "a" * 5000, "cursor", "max_length"),
    ],
)
def test_an_invalid_value_is_named_and_refused(nobody: Api, query: str, field: str, code: str) -> None:
    answer = nobody.get(f"/allies/?{query}")
    assert answer.status_code == 400
    assert errors(answer) == [(field, code)]


@pytest.mark.parametrize(
    "value",
    ["0", "101", "-1", "1.5", "1e2", "x", "99999999999999999999", "0x10", "²", "1_0", "1.0", "٣", "+3"],
)
@pytest.mark.parametrize(("path", "name"), [("/allies/", "page_size"), ("/moderation/log/", "page_size")])
def test_a_page_size_that_is_none(lone_moderator: Api, path: str, name: str, value: str) -> None:
    answer = lone_moderator.get(f"{path}?{name}={quote(value)}")
    assert answer.status_code == 400
    assert [field for field, _ in errors(answer)] == [name]


@pytest.mark.parametrize("value", ["0", "1001", "-1", "x", "1_0", "²", "1&limit=2"])
def test_a_limit_that_is_none(nobody: Api, value: str) -> None:
    assert nobody.get(f"/changes/?limit={value}").status_code == 400


@pytest.mark.parametrize(
    ("path", "name"),
    [
        *(("/allies/", name) for name in ("q", "sort", "cursor", "page_size", "facets", "practice.all")),
        ("/allies/suggest/", "q"),
        ("/changes/", "after"),
        ("/moderation/log/", "verb"),
        ("/moderation/log/", "cursor"),
        ("/moderation/queue/", "page_size"),
    ],
)
def test_what_has_one_value_is_named_once(lone_moderator: Api, path: str, name: str) -> None:
    answer = lone_moderator.get(f"{path}?{name}=1&{name}=1")
    assert answer.status_code == 400
    assert errors(answer) == [(name, "repeated")]


def test_a_blank_value_beside_the_one_is_ignored(people: Cast, nobody: Api) -> None:
    for blank in ("q=nonesuch&q=", "q=&q=nonesuch", "role=&role=judge", "page_size=1&page_size=&q=nonesuch"):
        assert nobody.get(f"/allies/?{blank}").json()["count"] == 0
    assert nobody.get("/allies/?page_size=&page_size=101").status_code == 400


def test_every_wrong_parameter_is_named_at_once(nobody: Api) -> None:
    answer = nobody.get("/allies/?role=x&sort=x&page_size=0")
    assert sorted(errors(answer)) == [
        ("page_size", "min_value"),
        ("role", "unknown_term"),
        ("sort", "invalid_choice"),
    ]


def test_blank_values_are_ignored(nobody: Api) -> None:
    blank = "q=&role=&region=&region=&sort=&facets=&page_size=&cursor=&practice.all=&region.wider="
    assert nobody.get(f"/allies/?{blank}").json()["results"] == nobody.get("/allies/").json()["results"]
    assert nobody.get("/changes/?after=&limit=").json() == nobody.get("/changes/").json()


@pytest.mark.parametrize(("words", "status"), BAD_WORDS.items(), ids=range(len(BAD_WORDS)))
@pytest.mark.parametrize("path", ["/allies/", "/allies/suggest/"])
def test_whatever_is_typed_is_a_search(nobody: Api, path: str, words: str, status: int) -> None:
    answer = nobody.get(f"{path}?q={quote(words)}")
    assert answer.status_code in (
        {status, 200} if path.endswith("suggest/") and len(words) < 201 else {status}
    )
    if answer.status_code == 400:
        assert [field for field, _ in errors(answer)] == ["q"]


@pytest.mark.parametrize(("value", "code"), BAD_BYTES.items())
@pytest.mark.parametrize("name", ["q", "role", "sort", "cursor", "page_size", "facets", "colour"])
def test_broken_text_is_refused_by_the_name_of_its_field(
    nobody: Api, name: str, value: str, code: str
) -> None:
    answer = nobody.get(f"/allies/?{name}={value}")
    assert answer.status_code == 400
    assert errors(answer) == [(name, code)]


@pytest.mark.parametrize("path", ["/changes/?after=", "/allies/suggest/?q=", "/moderation/log/?actor="])
def test_broken_text_is_refused_everywhere(lone_moderator: Api, path: str) -> None:
    assert [lone_moderator.get(path + value).status_code for value in BAD_BYTES] == [400] * len(BAD_BYTES)


@pytest.mark.parametrize("part", ["%00", "%ED%A0%80", "%FF", "a%2Fb", "..", "%2e%2e", "é", "a" * 3000, "%"])
@pytest.mark.parametrize(
    "path", ["/allies/{}/", "/allies/{}/peers/", "/vocabulary/{}/", "/moderation/reviews/{}/"]
)
def test_broken_addresses_lead_nowhere(lone_moderator: Api, path: str, part: str) -> None:
    answer = lone_moderator.get(path.format(part))
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_more_parameters_than_anybody_needs(nobody: Api) -> None:
    answer = nobody.get("/allies/?" + "&".join(["role=sheriff"] * 1500))
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
