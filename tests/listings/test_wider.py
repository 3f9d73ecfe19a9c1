"""The nearest questions that ask for less."""

import pytest

from directory.listings.readers import ANYONE, Audience, Reader
from directory.listings.search import Query, search
from directory.listings.wider import Way
from directory.listings.wider import wider as nearest
from tests.listings.conftest import MEMBER, card, find, handles, show

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people() -> None:
    show(
        card("ana", role="teacher", region="23005", practices=["community-circles"], languages=["es"]),
        card("bo", role="teacher", region="23003", practices=["cosa"], headline="Circles at school"),
        card("cleo", role="judge", region="ME-R3", practices=["cosa", "policy-reform"]),
        card("dov", role="judge", region="US-ME", practices=["policy-reform"]),
    )
    show(card("eve", role="sheriff", region="23003", practices=["cosa"]), to=(Audience.MEMBERS,))


def ways(
    reader: Reader = ANYONE,
    q: str = "",
    *,
    keep_words: bool = False,
    all_practices: bool = False,
    wider: bool = False,
    **asked: str | tuple[str, ...],
) -> list[tuple[Way, int, tuple[str, ...]]]:
    terms = {name: (code,) if isinstance(code, str) else code for name, code in asked.items()}
    found = nearest(reader, Query(q, terms, all_practices, wider), keep_words=keep_words)
    for one in found:
        assert search(reader, one.query).count == one.count > 0
    return [(one.way, one.count, one.without) for one in found]


def test_without_one_thing_the_most_answered_first():
    assert ways(role="judge", practice="cosa", language="es") == [
        (Way.WITHOUT, 1, ("language",)),
        (Way.EVERYBODY, 4, ("role", "practice", "language")),
    ]
    assert ways(role="teacher", practice="policy-reform") == [
        (Way.WITHOUT, 2, ("role",)),
        (Way.WITHOUT, 2, ("practice",)),
        (Way.EVERYBODY, 4, ("role", "practice")),
    ]
    assert ways(role="teacher", setting="court") == [
        (Way.WITHOUT, 2, ("setting",)),
        (Way.EVERYBODY, 4, ("role", "setting")),
    ]


def test_without_two_things_where_one_does_not_help():
    assert ways(role="sheriff", setting="court", language="es") == [
        (Way.WITHOUT, 1, ("role", "setting")),
        (Way.EVERYBODY, 4, ("role", "setting", "language")),
    ]


def test_a_larger_region_and_those_who_show_only_one():
    assert ways(region="23009", role="judge") == [
        (Way.REGION_SHOWN_ROUGHLY, 2, ()),
        (Way.LARGER_REGION, 1, ()),
        (Way.WITHOUT, 2, ("region",)),
        (Way.EVERYBODY, 4, ("region", "role")),
    ]
    larger = nearest(ANYONE, Query(terms={"region": ("23009",), "role": ("judge",)}))[1]
    assert larger.query.terms == {"region": ("ME-R3",), "role": ("judge",)}
    assert ways(region="23005", role="judge", practice="cosa", wider=True) == [
        (Way.LARGER_REGION, 1, ()),
        (Way.WITHOUT, 1, ("region",)),
        (Way.WITHOUT, 1, ("practice",)),
        (Way.EVERYBODY, 4, ("region", "role", "practice")),
    ]


def test_any_of_the_practices():
    assert ways(practice=("community-circles", "cosa"), all_practices=True) == [
        (Way.ANY_PRACTICE, 3, ()),
        (Way.EVERYBODY, 4, ("practice",)),
    ]


def test_words_go_like_the_rest_or_stay():
    assert ways(q="zeppelin", role="judge") == [
        (Way.WITHOUT, 2, ("q",)),
        (Way.EVERYBODY, 4, ("role", "q")),
    ]
    assert ways(q="circles school", role="judge", keep_words=True) == [(Way.WITHOUT, 1, ("role",))]
    assert ways(q="zeppelin", keep_words=True) == []
    assert ways(q="?!", role="judge")[0] == (Way.WITHOUT, 2, ("q",))


def test_nobody_counts_whom_the_reader_may_not_see():
    leads_to_eve = (Way.WITHOUT, 1, ("language",))
    assert leads_to_eve in ways(MEMBER, role="sheriff", language="es")
    assert leads_to_eve not in ways(role="sheriff", language="es")
    without_eve = Reader(Audience.MEMBERS, excluded=frozenset({"eve"}), key="some-member")
    assert ways(without_eve, role="sheriff", language="es") == ways(role="sheriff", language="es")


def test_nothing_leads_on_where_nobody_is():
    hidden = Reader(Audience.PUBLIC, excluded=frozenset({"ana", "bo", "cleo", "dov"}))
    assert handles(find(hidden)) == []
    assert ways(hidden, role="judge") == []
