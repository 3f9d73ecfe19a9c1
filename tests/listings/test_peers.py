"""Peers and their reasons; what is offered while typing."""

from datetime import date

import orjson
import pytest

from directory.listings import lexicon, peers, search, suggestions
from directory.listings.readers import ANYONE, Audience, Reader
from directory.listings.suggestions import Suggestion
from directory.vocabulary import terms
from directory.vocabulary.models import Facet
from tests.listings.conftest import MEMBER, card, show

pytestmark = pytest.mark.django_db


def told(found: list[peers.Peer] | None) -> list[tuple[str, list[str]]]:
    return [(orjson.loads(peer.card)["handle"], peer.reasons) for peer in found or []]


ANA = {
    "role": "school-resource-officer",
    "region": "23003",
    "practices": ["community-circles", "cosa"],
    "strands": ["off-ramps"],
    "settings": ["school-wide"],
}


def test_the_most_in_common_comes_first_and_says_why():
    show(
        card("ana", **ANA),
        card("all", **ANA),
        card("one", practices=["cosa"], region="ME-R3"),
        card("nation", practices=["cosa"], region="ME-MIKMAQ"),
        card("aim", strands=["off-ramps"], region="US-NH"),
        card("sector", role="police-officer", region="US-ME"),
        card("place", role="judge", region="23003"),
        card("nothing", role="judge"),
    )
    assert told(peers.peers_of(ANYONE, "ana", limit=10)) == [
        ("all", ["2 shared practices", "1 shared aim", "1 shared setting", "same sector", "same county"]),
        ("nation", ["1 shared practice", "same county"]),
        ("one", ["1 shared practice", "same area"]),
        ("sector", ["same sector", "same state"]),
        ("aim", ["1 shared aim"]),
    ]


def test_a_group_of_practices_is_nothing_in_common():
    show(card("ana", practices=["community-circles"]), card("ben", practices=["staff-circles"]))
    assert told(peers.peers_of(ANYONE, "ana")) == []


def test_the_newest_first_among_equals():
    days = [date(2026, 2, 1), date(2026, 1, 1), date(2026, 3, 1)]
    show(card("ana", practices=["cosa"]))
    show(*(card(f"p{day.month}", practices=["cosa"], listed_on=day) for day in days))
    assert [handle for handle, _ in told(peers.peers_of(ANYONE, "ana", limit=2))] == ["p3", "p2"]


def test_never_the_reader_the_excluded_or_another_shelf():
    show(*(card(handle, practices=["cosa"]) for handle in ("ana", "ben", "cy")))
    show(card("dee", practices=["cosa"]), to=(Audience.MEMBERS,))
    reader = Reader(Audience.MEMBERS, handle="ben", excluded=frozenset({"cy"}))
    assert [handle for handle, _ in told(peers.peers_of(reader, "ana"))] == ["dee"]
    assert peers.peers_of(reader, "cy") is None
    assert peers.peers_of(ANYONE, "dee") is None
    assert [handle for handle, _ in told(peers.peers_of(ANYONE, "ana"))] == ["ben", "cy"]


def test_peers_of_oneself_work_while_paused():
    show(card("ana", practices=["cosa"], region="23005"), card("ben", practices=["cosa"]))
    reader = Reader(Audience.MEMBERS, handle="me")
    own = card("me", practices=["cosa"], region="23005")
    assert told(peers.peers_for(reader, own)) == [
        ("ana", ["1 shared practice", "same county"]),
        ("ben", ["1 shared practice"]),
    ]


def offers(reader: Reader, q: str) -> list[tuple[str, str]]:
    return [(offer.kind, offer.text) for offer in suggestions.suggest(reader, q)]


def test_names_and_terms_that_lead_to_a_card():
    show(
        card("ana", name="Circe Harbor", practices=["community-circles"], region="23005"),
        card("ben", name="", practices=["cosa"]),
    )
    assert suggestions.suggest(ANYONE, "circ") == [
        Suggestion("ally", "Circe Harbor", handle="ana"),
        Suggestion("term", "Community-building circles", "practice", "community-circles"),
        Suggestion("term", "Circles of support and accountability", "practice", "cosa"),
    ]
    assert offers(ANYONE, "harbor ci") == [("ally", "Circe Harbor")]
    assert offers(ANYONE, "cumb") == [("term", "Cumberland County")]
    assert offers(ANYONE, "support circ") == [("term", "Circles of support and accountability")]
    assert offers(ANYONE, "youth c") == []
    assert offers(ANYONE, "") == offers(ANYONE, "%") == []


def test_a_role_is_offered_by_its_abbreviation():
    show(card("ana", role="school-resource-officer"))
    assert offers(ANYONE, "sro") == [("term", "School resource officer")]


def test_a_correction_where_there_is_nothing_else():
    show(card("ana", practices=["youth-court"]))
    assert offers(ANYONE, "yuoth court") == [("correction", "youth court")]
    assert offers(ANYONE, "zzzzzz yuoth court") == [("correction", "zzzzzz youth court")]


def test_what_may_become_a_term_is_no_slip_yet():
    show(card("ana", name="Shariff Conner", region="23003"))
    assert offers(ANYONE, "shaiff") == [("correction", "shariff")]
    assert offers(ANYONE, "conner sherif") == []  # nobody here is a sheriff
    assert offers(ANYONE, "coner sherif") == [("correction", "conner sherif")]


def test_the_last_words_become_a_term_beside_those_before():
    show(
        card("ana", role="deputy-sheriff", region="23003", about="harbor"),
        card("ben", role="police-officer", region="23005"),
    )
    found = suggestions.suggest(ANYONE, "Deputy aroo")
    assert found == [Suggestion("term", "Aroostook County", "region", "23003", rest="deputy")]
    assert offers(ANYONE, "harbor dep") == [("term", "Deputy sheriff")]
    assert offers(ANYONE, "officer aroo") == offers(ANYONE, "harbor cumb") == []
    hidden = Reader(Audience.MEMBERS, excluded=frozenset({"ana"}))
    assert offers(hidden, "deputy aroo") == []


def test_whatever_a_term_begins_with_is_answered():
    """The country is found by words and is no filter: what leads to it alone is offered nowhere."""
    vocabulary = terms.current()
    country = vocabulary.term(Facet.REGION, "US")
    show(card("ana", region="US", role="judge"))
    for spelling, _keys in lexicon.current().spellings:
        for length in (1, 2, 3, len(spelling)):
            suggestions.suggest(ANYONE, spelling[:length])
    for name in {country.name, *country.names.values(), *country.synonyms}:
        found = search.search(ANYONE, search.Query(q=f"judge {name}"))
        assert (found.count, [one.parameter for one in found.named]) == (1, ["role"]), name


def test_suggestions_come_from_the_readers_shelf():
    show(card("ana", name="Harbor", practices=["cosa"]), to=(Audience.MEMBERS,))
    show(card("ben"))
    assert offers(ANYONE, "harb") == offers(ANYONE, "cosa") == offers(ANYONE, "harbro") == []
    assert offers(MEMBER, "harb") == [("ally", "Harbor")]
    hidden = Reader(Audience.MEMBERS, excluded=frozenset({"ana"}))
    assert offers(hidden, "harb") == offers(hidden, "cosa") == offers(hidden, "harbro") == []


def test_words_that_are_not_plain_letters_are_completed_by_their_own_beginning():
    show(card("ben", name="Ben 22"), card("mo", name="محمد"), card("xia", name="Xia"))
    assert offers(ANYONE, "x") == offers(ANYONE, "xi") == [("ally", "Xia")]
    assert offers(ANYONE, "xd") == []
    assert offers(ANYONE, "2") == [("ally", "Ben 22")]
    assert offers(ANYONE, "مح") == [("ally", "محمد")]
