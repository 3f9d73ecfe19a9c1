"""Rows in an order: the same ones whichever way they are found, and without walking far to them."""

from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyroaring import BitMap

from directory.listings import publishing
from directory.listings.models import PublicListing, PublicPosting
from directory.listings.readers import ANYONE, Audience
from directory.listings.shelves import ORDERS, OpenShelf, open_shelf
from directory.vocabulary import terms
from directory.vocabulary.models import Facet
from tests.listings.conftest import card, find, show

pytestmark = pytest.mark.django_db
CROWD = 300
# One large section between many small ones, and some that show no role.
LARGE = "school-administrator"


@pytest.fixture
def crowd() -> dict[int, dict[str, bytes]]:
    """Cards of all kinds on the public shelf: by row id, their keys in each order."""
    random = Random(5)
    vocabulary = terms.current()
    roles = [term.code for term in vocabulary.terms(Facet.ROLE)][::3]
    regions = [term.code for term in vocabulary.terms(Facet.REGION)][::4]
    cards = {}
    for number in range(CROWD):
        kind = random.randrange(10)
        shown: dict[str, Any] = (
            {"role": LARGE} if kind < 6 else {"role": random.choice(roles)} if kind < 9 else {}
        )
        if random.randrange(4):
            shown["region"] = random.choice(regions)
        if random.randrange(2):
            shown["practices"] = ["community-circles"]
        handle = f"h{number}"
        cards[handle] = {Audience.PUBLIC: card(handle, name=f"Name {random.randrange(50)}", **shown)}
    publishing.publish_many(cards)
    columns = list(ORDERS.values())
    rows = PublicListing.objects.values("pk", *columns)
    return {row["pk"]: {order: bytes(row[order]) for order in columns} for row in rows}


def subsets(crowd: dict[int, dict[str, bytes]], random: Random) -> list[BitMap]:
    """Few and many of all, and some that lie together in an order."""
    everybody = sorted(crowd)
    chosen = [random.sample(everybody, number) for number in (1, 5, 40, 120, 250, CROWD)]
    for order in ORDERS.values():
        sorted_ids = sorted(everybody, key=lambda pk: crowd[pk][order])
        chosen += [sorted_ids[-80:], sorted_ids[100:260], sorted_ids[:10] + sorted_ids[-150:]]
    return [BitMap(ids) for ids in chosen]


def test_each_page_is_what_sorting_everything_would_give(crowd):
    random = Random(6)
    with open_shelf(ANYONE) as shelf:
        for ids in subsets(crowd, random):
            for order in ORDERS.values():
                for backwards in (False, True):
                    wanted = sorted(((pk, crowd[pk][order]) for pk in ids), key=lambda row: row[1])
                    wanted = wanted[::-1] if backwards else wanted
                    skip, limit = random.randrange(len(ids) + 5), random.choice([1, 7, 20, 300])
                    found = shelf.in_order(ids, order, limit=limit, backwards=backwards, skip=skip)
                    assert found == wanted[skip : skip + limit]
                    at = random.randrange(len(wanted))
                    key = wanted[at][1]
                    found = shelf.in_order(ids, order, limit=limit, backwards=backwards, beyond=key)
                    assert found == wanted[at + 1 : at + 1 + limit]


def test_who_stands_far_back_in_the_order_is_found_at_once(crowd):
    """One query for the ids, wherever the section stands: nothing before it is walked."""
    with open_shelf(ANYONE) as shelf:
        for order in ("by_role", "by_region"):
            sections = shelf.postings.sections(order)
            assert len(sections) > 10
            for section, ids in (sections[-1], max(sections, key=lambda one: len(one[1]))):
                found, sql = asked(shelf, BitMap(list(ids)[::2] or ids), order)
                assert found
                assert all(key.startswith(section) for key in found)
                assert len(sql) == 1


def asked(shelf: OpenShelf, ids: BitMap, order: str) -> tuple[list[bytes], list[str]]:
    with CaptureQueriesContext(connection) as queries:
        found = shelf.in_order(ids, order, limit=5)
    return [key for _, key in found], [query["sql"] for query in queries]


def test_a_section_of_which_most_is_wanted_is_walked_from_where_it_begins(crowd):
    with open_shelf(ANYONE) as shelf:
        _, ids = max(shelf.postings.sections("by_role"), key=lambda one: len(one[1]))
        wanted = BitMap(sorted(ids)[1:])
        _, (sql,) = asked(shelf, wanted, "by_role")
        assert "by_role >= " in sql
        assert "by_role < " in sql
        # A few of all, in whatever sections, are sorted.
        _, (sql,) = asked(shelf, BitMap(sorted(crowd)[::30]), "by_role")
        assert "by_role >= " not in sql


def test_rows_that_say_no_section_are_found_all_the_same(crowd):
    """As before `rebuild_listings` on a directory that is older than sections."""
    before = [find(role=LARGE, sort=sort).cards for sort in ORDERS]
    stored = PublicPosting.objects.filter(key__startswith="by_")
    assert stored.count() > 20
    stored.filter(key__in=list(stored.values_list("key", flat=True))[::2]).delete()
    with open_shelf(ANYONE) as shelf:
        assert [shelf.postings.sections(order) for order in ("by_role", "by_region")] == [(), ()]
    assert [find(role=LARGE, sort=sort).cards for sort in ORDERS] == before


def test_sections_go_with_their_cards():
    show(card("ana", role=LARGE, region="23003"), card("ben"))
    assert section_sizes() == {"by_role": [1, 1], "by_region": [1, 1]}
    publishing.unlist("ana")
    assert section_sizes() == {"by_role": [1], "by_region": [1]}


def section_sizes() -> dict[str, list[int]]:
    with open_shelf(ANYONE) as shelf:
        return {
            order: [len(ids) for _, ids in shelf.postings.sections(order)]
            for order in ("by_role", "by_region")
        }
