"""Rows in an order: the same ones whichever way they are found, and without walking far to them."""

from importlib import import_module
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pyroaring import BitMap

from directory.listings import changes, mending, publishing, search, shelves
from directory.listings.models import PublicListing, PublicPosting, tables_of
from directory.listings.readers import ANYONE, Audience, Reader
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


def test_what_lies_thinly_in_many_sections_takes_one_query(crowd):
    with open_shelf(ANYONE) as shelf:
        for order in ("by_role", "by_region"):
            sections = shelf.postings.sections(order)
            thin = BitMap(min(ids) for number, (_, ids) in enumerate(sections) if number % 4)
            assert len(thin) > 10
            for backwards in (False, True):
                with CaptureQueriesContext(connection) as queries:
                    assert len(shelf.in_order(thin, order, limit=7, backwards=backwards)) == 7
                assert len(queries) == 1


def test_what_lies_at_the_far_end_of_a_section_is_not_walked_to(crowd):
    """All of one region among those of a role, say: the rest of such a section is sorted."""
    with open_shelf(ANYONE) as shelf:
        section, ids = max(shelf.postings.sections("by_role"), key=lambda one: len(one[1]))
        last = sorted(ids, key=lambda pk: crowd[pk]["by_role"])[-50:]
        assert len(ids) > 120, section
        found, sql = asked(shelf, BitMap(last), "by_role")
        assert found == [crowd[pk]["by_role"] for pk in last[:5]]
        assert len(sql) == 2


def test_who_is_hidden_is_as_if_they_were_not_there(crowd):
    """The same rows by the same queries, wherever one begins: of small sections, and of much of a large one."""
    handles = dict(PublicListing.objects.values_list("pk", "handle"))
    with open_shelf(ANYONE) as shelf:
        small = [ids for _, ids in shelf.postings.sections("by_region") if 1 <= len(ids) <= 9]
        large = list(shelf.having(f"role:{LARGE}"))
    assert len(small) > 5
    starts = [None, *sorted(keys["by_region"] for keys in crowd.values())[::40]]
    for hidden in ([min(small[2])], [min(ids) for ids in small], list(small[3]), large[:45]):
        hiding = Reader(Audience.PUBLIC, key="some", excluded=frozenset(handles[pk] for pk in hidden))
        theirs = [pages_from(hiding, beyond) for beyond in starts]
        with transaction.atomic():
            for pk in hidden:
                publishing.unlist(handles[pk])
            assert [pages_from(ANYONE, beyond) for beyond in starts] == theirs
            transaction.set_rollback(True)


def pages_from(reader: Reader, beyond: bytes | None) -> list[tuple[list[bool], list[tuple[int, bytes]]]]:
    """Pages of everybody and of some, forwards and backwards: for each query whether it walks; and the rows."""
    pages = []
    with open_shelf(reader) as shelf:
        of_one_role = shelf.having(f"role:{LARGE}")
        some = [(shelf.visible, "by_region", limit, beyond) for limit in (30, 2)]
        some += [(of_one_role, "by_role", limit, None) for limit in (30, len(of_one_role) - 5)]
        for ids, order, limit, start in some:
            for backwards in (False, True):
                with CaptureQueriesContext(connection) as queries:
                    rows = shelf.in_order(ids, order, limit=limit, backwards=backwards, beyond=start)
                pages.append(([f"{order} >= " in query["sql"] for query in queries], rows))
    return pages


def test_pages_by_relevance_are_the_same_however_many_are_read_at_once(crowd, monkeypatch):
    """Forwards to the end and back again, with everything sorted by one query, and with nothing."""

    def walk() -> list[list[bytes]]:
        pages = [find(q="name circles", size=40)]
        while pages[-1].next:
            pages.append(find(q="name circles", size=40, cursor=pages[-1].next))
        while pages[-1].previous:
            pages.append(find(q="name circles", size=40, cursor=pages[-1].previous))
        return [page.cards for page in pages]

    monkeypatch.setattr(search, "READ_AT_ONCE", 0)
    apart = walk()
    assert len(apart) > 4
    monkeypatch.setattr(search, "READ_AT_ONCE", CROWD)
    assert walk() == apart
    assert apart[: len(apart) // 2] == apart[: len(apart) // 2 : -1]


def test_cards_from_before_are_told_their_sections_and_nobody_hears_of_it(crowd):
    """What the migration makes of an older directory is what would be published now."""
    before = [find(role=LARGE, sort=sort).cards for sort in ORDERS]
    said = sorted(PublicPosting.objects.filter(key__startswith="by_").values_list("key", "chunk"))
    for row in PublicListing.objects.all():
        row.keys = " ".join(key for key in row.keys.split() if not key.startswith("by_"))
        row.save(update_fields=["keys"])
    PublicPosting.objects.filter(key__startswith="by_").delete()
    version, told = shelves.public_version(), changes.newest(ANYONE)
    say_sections = import_module("directory.listings.migrations.0005_sections").say_sections
    for _ in range(2):  # once more does no harm
        say_sections(apps, None)
        now = PublicPosting.objects.filter(key__startswith="by_").values_list("key", "chunk")
        assert sorted(now) == said
        assert list(mending.differing(*both_ways())) == []
    assert [find(role=LARGE, sort=sort).cards for sort in ORDERS] == before
    assert (shelves.public_version(), changes.newest(ANYONE)) == (version, told)


def both_ways() -> tuple[dict[str, BitMap], dict[str, BitMap]]:
    tables = tables_of(Audience.PUBLIC)
    return mending.made_of_rows(tables).postings, mending.as_stored(tables).postings


def test_rows_that_say_no_section_are_found_all_the_same(crowd):
    """Whatever became of them: nobody is left out."""
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
