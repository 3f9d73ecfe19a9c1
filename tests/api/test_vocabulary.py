"""The vocabulary, the same for everyone."""

from typing import Any

import pytest

from directory.vocabulary import terms
from directory.vocabulary.models import Edition, Facet, Term
from tests.api.conftest import Api

PARAMETERS = ["sector", "role", "region", "practice", "setting", "strand", "offers", "seeks", "language"]


@pytest.mark.parametrize("facet", [*PARAMETERS, "exchange", "reason"])
def test_every_parameter_has_its_terms(nobody: Api, facet: str) -> None:
    answer = nobody.get(f"/vocabulary/{facet}/").json()
    offered = terms.current().terms(terms.facet_for_parameter(facet))
    assert [row["code"] for row in answer["results"]] == [term.code for term in offered]
    assert answer["count"] == len(offered) > 0
    names = {"code", "name", "parent", "synonyms"}
    names |= {"kind", "fips", "also_found_in"} if facet == "region" else set()
    assert {frozenset(row) for row in answer["results"]} == {frozenset(names)}


def test_terms_to_the_letter(nobody: Api) -> None:
    regions = {row["code"]: row for row in nobody.get("/vocabulary/region/").json()["results"]}
    assert regions["23019"] == {
        "code": "23019",
        "name": "Penobscot County",
        "parent": "ME-R3",
        "synonyms": regions["23019"]["synonyms"],
        "kind": "county",
        "fips": "23019",
        "also_found_in": [],
    }
    assert regions["ME-R3"]["fips"] is None
    roles = {row["code"]: row for row in nobody.get("/vocabulary/role/").json()["results"]}
    assert roles["deputy-sheriff"]["parent"] == "policing"


def test_all_of_it_says_which_facet(nobody: Api) -> None:
    answer = nobody.get("/vocabulary/").json()
    assert list(dict.fromkeys(row["facet"] for row in answer["results"])) == Facet.values
    assert answer["count"] == Term.objects.filter(retired=False).count()


def test_there_are_no_other_facets(nobody: Api) -> None:
    assert nobody.get("/vocabulary/colour/").status_code == 404


def test_what_another_process_loaded_is_seen_at_once(nobody: Api) -> None:
    before = nobody.get("/vocabulary/strand/")
    Term.objects.filter(facet=Facet.STRAND, code="challenge").update(name="Question harmful practices")
    Edition.objects.update(number=10_000)
    try:
        after = nobody.get("/vocabulary/strand/", headers={"if-none-match": before["ETag"]})
        assert "Question harmful practices" in [row["name"] for row in after.json()["results"]]
    finally:
        terms.forget()


def test_one_query(nobody: Api, django_assert_num_queries: Any) -> None:
    nobody.get("/vocabulary/")
    with django_assert_num_queries(1):
        nobody.get("/vocabulary/")
