"""Cards as CSV."""

import csv
import io
from typing import Any

import pytest

from api.rendering import COLUMNS, cell
from directory.profiles import editing
from tests.api.conftest import Api, signed_in
from tests.cast import Cast

CSV = {"accept": "text/csv"}


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


def test_a_list_has_a_column_a_field_and_a_line_a_card(ben: Api) -> None:
    found = rows(ben.get("/allies/?sort=name", headers=CSV))
    assert [row["handle"] for row in found] == ["ana", "ben", "dee", "max", "mo"]
    assert tuple(found[0]) == COLUMNS
    assert found[1] | {"listed_on": "", "confirmed_on": ""} == {
        "handle": "ben",
        "url": "/allies/ben/",
        "name": "Ben Brooks",
        "listed_on": "",
        "sector": "Policing",
        "role": "Deputy sheriff",
        "region": "Northern, Downeast and upper Midcoast Maine",
        "practices": "Community-building circles; Circles of support and accountability",
        "settings": "Jail or prison",
        "strands": "Create off-ramps from punishment",
        "offers": "Co-facilitation",
        "seeks": "Mentoring",
        "languages": "English; French",
        "pronouns": "",
        "headline": "Circles behind the wall",
        "about": "I sit in circles of support with people who come home.",
        "agency": "",
        "title": "",
        "website": "",
        "confirmed_on": "",
    }


def test_the_next_page_stands_in_the_link_header(people: Cast, ben: Api) -> None:
    first = ben.get("/allies/?page_size=2&sort=name", headers=CSV)
    terms, following = first["Link"].split(", ")
    assert terms == '</agreement/#data>; rel="license"'
    assert following.endswith('>; rel="next"')
    path = following[1:].partition(">")[0].removeprefix("http://testserver/api/v1")
    second = ben.get(path, headers=CSV)
    assert [row["handle"] for row in rows(second)] == ["dee", "max"]
    assert second["Link"].endswith('>; rel="prev"')


def test_a_single_card(people: Cast, nobody: Api) -> None:
    assert [row["name"] for row in rows(nobody.get("/allies/ana/", headers=CSV))] == ["Ana Alvarez"]


def test_problems_are_json_whatever_was_asked_for(nobody: Api) -> None:
    answer = nobody.get("/allies/nobody/", headers=CSV)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_what_has_no_csv_says_so(nobody: Api) -> None:
    assert nobody.get("/vocabulary/", headers=CSV).status_code == 406


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_nothing_is_taken_for_a_formula(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"
    assert cell({"code": "x", "name": f"{start}x"}) == f"'{start}x"
    assert cell([{"code": "x", "name": f"{start}x"}, {"code": "y", "name": "y"}]) == f"'{start}x; y"


@pytest.mark.parametrize("plain", ["", "a=b", "1-2", "a@b", "é"])
def test_what_is_none_stands_as_it_is(plain: str) -> None:
    assert cell(plain) == plain


def test_a_formula_that_somebody_wrote_is_text(people: Cast, nobody: Api) -> None:
    evil = '=HYPERLINK("https://evil.example";"x")'
    profile = people.profile(people.ana)
    editing.save(
        profile,
        {"headline": evil, "about": 'a "quoted"\nline, and more'},
        actor=people.ana,
        version=profile.version,
    )
    mo = signed_in(people.mo)
    waiting = mo.get("/moderation/queue/").json()["results"][0]
    path = f"/moderation/reviews/{waiting['id']}/approve/"
    assert mo.send("post", path, {"version": waiting["version"]}).status_code == 200
    answer = nobody.get("/allies/", headers=CSV)
    row = rows(answer)[0]
    assert row["headline"] == f"'{evil}"
    assert row["about"] == 'a "quoted"\nline, and more'
    # Quoted whole: a spreadsheet that splits at semicolons finds none.
    assert f'"\'{evil.replace(chr(34), chr(34) * 2)}"' in answer.content.decode()
