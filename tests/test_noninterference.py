"""Promise 2: what a reader may not see cannot influence anything the reader gets.

Two worlds that differ only in what a reader may not see are asked the same questions, at every address of the
directory, and must answer byte for byte alike: status, headers and body.
"""

import random
from datetime import UTC, datetime
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from directory.accounts.models import User
from directory.listings import analysis, cards, changes, search, shelves
from directory.listings.models import MemberChange, PublicChange, tables_of
from directory.listings.readers import Audience
from directory.profiles import publication
from directory.profiles.models import Profile
from directory.vocabulary import terms
from tests.worlds import COUNTIES, TERMS, WORDS, World, build, handles_of, person, unseen

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
# One a pair of worlds: a page must not tell them apart in any of them.
LANGUAGES = ("en", "es", "fr", "pt")
PARAMETER = {"practices": "practice", "settings": "setting", "strands": "strand", "languages": "language"}
FACETS = ",".join(search.FACETS)
ASKED = 40  # of all questions, so many of each pair of worlds, drawn anew for each

type Answer = tuple[int, list[tuple[str, str]], bytes]


def questions(world_a: World, world_b: World) -> list[str]:
    """Addresses of the directory, by path and query: the same for both worlds, whatever is in either."""
    queries: list[dict[str, object]] = [{}, {"page_size": 2}, {"region": "ME-R3", "region.wider": "1"}]
    queries += [
        {"q": word, "facets": FACETS} for word in (*WORDS, "hidden", "later", "SRO", "policing", "zebrra")
    ]
    queries += [{"q": "heron zebra osprey"}, {"q": "harbor jail"}, {"q": "quite unknown circles"}]
    queries += [{"region": code} for code in (*COUNTIES, "ME-R3", "US-ME")]
    # Where hardly anybody is found, so that wider searches are offered.
    queries += [
        {"q": "heron", "role": "police-officer", "setting": "court"},
        {"q": "zebra", "region": COUNTIES[0]},
    ]
    queries += [{"q": "SRO zebra osprey", "sector": "policing"}, {"q": "usa"}, {"q": "judge zebrra"}]
    queries += [{"role": "police-officer"}, {"sector": "policing", "facets": FACETS}]
    queries += [{PARAMETER.get(part, part): codes[0], "facets": FACETS} for part, codes in TERMS.items()]
    queries += [{"practice": ["cosa", "youth-court"], "practice.all": "1", "facets": FACETS}]
    queries += [{"sort": sort, "facets": FACETS} for sort in ("region", "name", "-name", "newest", "-role")]
    addresses = [
        f"{path}?{urlencode(query, doseq=True)}"
        for query in queries
        for path in ("/api/v1/allies/", "/allies/")
    ]
    addresses += [
        "/",
        "/api/v1/me/peers/",
        "/me/blocks/",
        "/api/v1/me/blocks/",
        "/api/v1/me/profile/",
        "/me/",
    ]
    addresses += [f"/me/?as={who}" for who in ("public", "member", "connection", "colleague")]
    addresses += ["/allies/?map=US-NH", "/allies/?map=US-ME&region=23019&region.wider=1"]
    for typed in ("ze", "he", "x", "y", "hid", "circ", "cosa", "police", "zebrra", "zebra pol", "u"):
        addresses += [f"/api/v1/allies/suggest/?q={typed}", f"/allies/suggest/?q={typed}"]
    for handle in handles_of(world_a, world_b):
        addresses += [f"/allies/{handle}/", f"/api/v1/allies/{handle}/", f"/api/v1/allies/{handle}/peers/"]
    return [*addresses, "/api/v1/changes/", "/api/v1/changes/?after=now", "/api/v1/changes/?limit=1"]


def answers(reader: str, addresses: list[str], language: str) -> dict[str, Answer]:
    """What ``reader`` gets at each address, in JSON and as CSV, and at the pages that follow from it."""
    client = Client(raise_request_exception=True, headers={"Accept-Language": language})
    if reader != "anonymous":
        client.force_login(User.objects.get(email=f"{reader}@example.org"))
    found: dict[str, Answer] = {}
    waiting = list(addresses)
    while waiting:
        address = waiting.pop(0)
        response = client.get(address)
        body = bytes(response.content)
        found[address] = (response.status_code, sorted(response.headers.items()), body)
        if address.startswith("/api/v1/") and response.status_code == 200:
            answer = response.json()
            following = answer.get("next") or ""
            if following.startswith("http"):
                following = following.removeprefix("http://testserver")
            elif following:
                following = f"/api/v1/changes/?after={following}"
            if following and following not in found and following not in waiting:
                waiting.append(following)
        if address == "/api/v1/allies/?":
            response = client.get(address, headers={"Accept": "text/csv"})
            found[f"CSV {address}"] = (
                response.status_code,
                sorted(response.headers.items()),
                bytes(response.content),
            )
    return found


def ask(world: World, reader: str, addresses: list[str], language: str = "en") -> dict[str, Answer]:
    """Bring ``world`` about, ask, and undo it."""
    cache.clear()
    with transaction.atomic():
        build(world)
        # No chance in what a page brings along: CSRF tokens, nonces and marks.
        with (
            patch("django.middleware.csrf._get_new_csrf_string", return_value="c" * 32),
            patch("django.middleware.csrf._mask_cipher_secret", side_effect=lambda secret: secret * 2),
            patch("django.utils.csp.secrets.token_urlsafe", return_value="nonce"),
            # The mark in a form is signed over its owner's id, which is chance too.
            patch(
                "directory.web.templatetags.leaving.mark_for",
                side_effect=lambda owner, path: f"{owner.email} {path}",
            ),
        ):
            found = answers(reader, addresses, language)
        transaction.set_rollback(True)
    return found


def assert_alike(reader: str, seed: int, *, thorough: bool = False, about: str = "") -> None:
    """The property for one pair of worlds; ``thorough`` asks every question there is with ``about`` in its address."""
    chance = random.Random(seed)
    world = [person(handle, chance) for handle in ("ada", "bea", "cal")]
    world[2] = person("cal", chance, audience="members")
    if chance.random() < 0.5:
        world[1] = type(world[1])("bea", world[1].words, fate=chance.choice(("paused", "withdrawn")))
    other = unseen(reader, world, chance)
    everything = questions(world, other)
    asked = [address for address in everything if about in address]
    addresses = asked if thorough else [*chance.sample(everything[:-3], ASKED), *everything[-3:]]
    with time_machine.travel(NOW, tick=False):
        language = LANGUAGES[seed % len(LANGUAGES)]
        one, two = (ask(either, reader, addresses, language) for either in (world, other))
    assert one.keys() == two.keys()
    for address in one:
        assert one[address] == two[address], f"{reader} can tell two worlds apart at {address}"


@pytest.mark.django_db
@pytest.mark.parametrize("reader", ["anonymous", "ben"])
@settings(
    # The words and the rules are the same on both databases; so some pairs of worlds do for the second one.
    max_examples=12 if connection.vendor == "sqlite" else 4,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller seed is no smaller world
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_what_a_reader_may_not_see_changes_nothing(reader, seed):
    assert_alike(reader, seed)


@pytest.mark.django_db
@pytest.mark.parametrize("reader", ["anonymous", "ben"])
def test_every_question_there_is(reader):
    assert_alike(reader, 2026, thorough=True)


def _caught(reader: str, about: str) -> bool:
    """Whether the property fails for one of a few worlds, asked about what leaks."""
    for seed in range(12):
        try:
            assert_alike(reader, seed, thorough=True, about=about)
        except AssertionError:
            return True
    return False


@pytest.mark.sqlite
@pytest.mark.django_db
class TestPlantedLeaks:
    """The property sees what it is for: each leak is planted, and must be caught."""

    def test_hidden_words_in_the_text_index(self, monkeypatch):
        """The classic: the search index is made of everything, the page shows only what it may."""
        columns = cards.Card.columns
        secret = {}
        build_card = publication._card

        def leaky_card(profile, seen, shelf):
            card = build_card(profile, seen, shelf)
            secret[card.handle] = profile.approved.about if profile.approved else ""
            return card

        def leaky_columns(card):
            found = columns(card)
            hidden = " ".join(f"r:{word}" for word in analysis.indexed([secret.get(card.handle, "")]))
            return {**found, "words": f"{found['words']} {hidden}".strip()}

        monkeypatch.setattr(publication, "_card", leaky_card)
        monkeypatch.setattr(cards.Card, "columns", leaky_columns)
        assert _caught("anonymous", "q=")

    def test_counts_of_the_whole_shelf(self, monkeypatch):
        """Facets counted without taking out who is excluded."""
        having = shelves.OpenShelf.having

        def leaky(shelf, *keys):
            return BitMap().union(*(shelf.postings.having(key) for key in keys)) if keys else having(shelf)

        monkeypatch.setattr(shelves.OpenShelf, "having", leaky)
        assert _caught("ben", "facets=")

    def test_changes_of_the_excluded(self, monkeypatch):
        """The feed forgets that somebody is hidden from this reader."""
        monkeypatch.setattr(changes, "_hidden_spans", lambda reader: {})
        assert _caught("ben", "changes")

    def test_orders_by_what_is_hidden(self, monkeypatch):
        """The exact county sorts a card that shows only its area."""
        orders = cards.Card.orders

        def leaky(card):
            found = orders(card)
            profile = Profile.objects.select_related("written").get(handle=card.handle)
            county = terms.current().by_id(profile.written.region_id or 0)
            exact = f"{county.position:05}".encode()
            return {**found, "by_region": exact + found["by_region"]}

        monkeypatch.setattr(cards.Card, "orders", leaky)
        assert _caught("anonymous", "sort=region")


def test_the_tables_of_changes_are_all_named():
    """Tokens are made comparable in these tables; a third one would need it too."""
    assert {tables_of(shelf).change for shelf in (Audience.PUBLIC, Audience.MEMBERS)} == {
        PublicChange,
        MemberChange,
    }
