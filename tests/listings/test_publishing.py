"""What publication writes, what it leaves alone, and what workers keep in memory."""

from datetime import date

import pytest
from django.db import connection, transaction

from directory.listings import changes, postings, publishing, shelves
from directory.listings.models import MemberChange, PublicListing, PublicPosting, PublicWord, Shelf
from directory.listings.readers import ANYONE, Audience, Reader
from directory.vocabulary import terms
from tests import pristine
from tests.listings.conftest import MEMBER, card, find, handles, show

BOTH = (Audience.PUBLIC, Audience.MEMBERS)


def version(audience: Audience = Audience.PUBLIC) -> int:
    shelf = Shelf.objects.filter(audience=audience).first()
    return shelf.version if shelf else 0


def feed(reader: Reader, after: str = changes.START) -> list[tuple[str, str]]:
    return [(line.kind, line.handle) for line in changes.after(reader, after).results]


@pytest.mark.django_db
def test_a_card_that_stays_as_it_is_touches_nothing():
    show(card("ana", headline="Circles"))
    before = version(), version(Audience.MEMBERS), shelves.public_version()
    show(card("ana", headline="Circles"))
    publishing.unlist("nobody")
    assert (version(), version(Audience.MEMBERS), shelves.public_version()) == before
    assert feed(ANYONE) == [("listed", "ana")]


@pytest.mark.django_db
def test_what_only_members_see_does_not_touch_the_public_shelf():
    show(card("ana"))
    before = version(), shelves.public_version()
    publishing.publish(
        "ana", {Audience.PUBLIC: card("ana"), Audience.MEMBERS: card("ana", agency="Harbor School")}
    )
    show(card("ben"), to=(Audience.MEMBERS,))
    publishing.hide("ana", ["some-member"], "block")
    assert (version(), shelves.public_version()) == before
    assert feed(ANYONE) == [("listed", "ana")]


@pytest.mark.django_db
def test_an_update_replaces_words_terms_and_orders():
    show(card("ana", name="Old Harbor", role="teacher", practices=["cosa"], about="zebra"))
    show(card("ana", name="New Lake", role="sheriff", practices=["youth-court"], about="heron"))
    assert [find(q=q).count for q in ("zebra", "harbor", "heron", "lake", "cosa")] == [0, 0, 1, 1, 0]
    assert [find(practice=code).count for code in ("cosa", "youth-court")] == [0, 1]
    assert [find(role=code).count for code in ("teacher", "sheriff")] == [0, 1]
    assert not PublicWord.objects.filter(spelling__in=["zebra", "harbor"]).exists()


@pytest.mark.django_db
def test_off_the_shelf_is_off_it_everywhere():
    show(card("ana", about="zebra", practices=["cosa"]), card("ben", practices=["cosa"]))
    publishing.unlist("ana")
    found = find(facets=("practice",))
    assert (handles(found), found.count) == (["ben"], 1)
    assert [row.count for row in found.facets["practice"]] == [1, 1]
    assert find(q="zebra").count == 0
    assert shelves.card_of(ANYONE, "ana") is None
    assert feed(ANYONE) == [("listed", "ana"), ("listed", "ben"), ("unlisted", "ana")]


@pytest.mark.django_db
def test_spellings_are_counted_once_a_card():
    show(card("ana", about="heron heron lake"), card("ben", about="heron"))
    counts = dict(PublicWord.objects.filter(spelling__in=["heron", "lake"]).values_list("spelling", "cards"))
    assert counts == {"heron": 2, "lake": 1}


@pytest.mark.django_db
def test_many_at_once_are_one_version():
    show(card("ana"))
    before = version()
    with publishing.together():
        show(card("ben"), card("cy"), to=BOTH)
        publishing.unlist("ana")
        assert handles(find()) == ["ana"]
    assert handles(find()) == ["ben", "cy"]
    assert version() == before + 1
    assert feed(ANYONE)[1:] == [("listed", "ben"), ("listed", "cy"), ("unlisted", "ana")]


@pytest.mark.django_db
def test_the_number_of_queries_of_a_publication_does_not_grow(django_assert_num_queries):
    show(card("first"))
    small = card("ana", practices=["cosa"])
    large = card(
        "ben",
        role="teacher",
        region="23005",
        practices=["cosa", "youth-court", "policy-reform"],
        settings=["court", "street"],
        about=" ".join(f"word{n}" for n in range(150)),
    )
    for one in (small, large):
        # Savepoints, the row that stands, the shelf's lock, the row, postings of terms and of words, spellings,
        # the change, the version.
        with django_assert_num_queries(14):
            publishing.publish(one.handle, {Audience.PUBLIC: one})


@pytest.mark.django_db
def test_postings_lie_in_chunks(monkeypatch):
    monkeypatch.setattr(postings, "CHUNK", 4)
    show(*(card(f"p{n:02}", practices=["cosa"] if n % 3 else []) for n in range(15)))
    publishing.unlist("p04")
    assert PublicPosting.objects.filter(key="all").count() >= 4
    assert handles(find(practice="cosa", size=50)) == [f"p{n:02}" for n in range(15) if n % 3 and n != 4]


@pytest.mark.django_db(transaction=True)
def test_a_worker_loads_only_what_changed():
    show(card("ana", practices=["cosa"]), card("ben", practices=["youth-court"]))
    assert find().count == 2  # in memory now
    held = postings._held[Audience.PUBLIC]
    show(card("cy", practices=["cosa"]))
    with connection.execute_wrapper(_only_newer_postings):
        assert find().count == 3
    kept = postings._held[Audience.PUBLIC]
    assert kept.having("practice:youth-court") is held.having("practice:youth-court")
    assert len(kept.having("practice:cosa")) == 2


def _only_newer_postings(execute, sql, params, many, context):
    if 'FROM "listings_publicposting"' in sql:
        assert '"version" >' in sql
    return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_was_never_in_memory():
    show(card("ana"))
    assert find().count == 1
    with transaction.atomic():
        show(card("ben", practices=["cosa"]))
        assert find(practice="cosa").count == 1
        transaction.set_rollback(True)
    show(card("cy"))
    assert (handles(find()), find(practice="cosa").count) == (["ana", "cy"], 0)


@pytest.mark.django_db(transaction=True)
def test_a_restored_copy_is_noticed():
    show(card("ana"), card("ben"))
    assert find().count == 2
    publishing.unlist("ben")
    assert find().count == 1
    # Back to the copy: an older version.
    PublicListing.objects.all().delete()
    PublicPosting.objects.all().delete()
    Shelf.objects.filter(audience=Audience.PUBLIC).update(version=1, stamp="copy")
    assert find().count == 0


@pytest.mark.django_db(transaction=True)
def test_a_restored_copy_that_came_to_the_same_version_is_noticed():
    show(card("ana", practices=["cosa"]), card("ben", practices=["cosa"]), card("cy"))
    with pristine.remembered() as restore:
        publishing.unlist("ben")
        assert handles(find(practice="cosa")) == ["ana"]
        before = version()
        restore()
        publishing.unlist("ana")
    assert version() == before
    assert handles(find(practice="cosa")) == ["ben"]


@pytest.mark.django_db(transaction=True)
def test_a_restored_copy_that_went_on_is_noticed():
    """Its version passes the one in memory, which is of another history."""
    show(card("ana"), card("ben"))
    with pristine.remembered() as restore:
        publishing.unlist("ben")
        show(card("cy", practices=["cosa"]))
        assert handles(find()) == ["ana", "cy"]
        before = version()
        restore()
        publishing.unlist("ana")
        show(card("dee"), card("eve"))
    assert version() > before
    assert (handles(find()), find(practice="cosa").count) == (["ben", "dee", "eve"], 0)


@pytest.mark.django_db(transaction=True)
def test_queries_of_a_search(django_assert_num_queries):
    for size in (1, 3):
        show(*(card(f"p{n}", practices=["cosa"]) for n in range(size)))
        find()
        # Begin, the shelf, the page, the cards, end.
        with django_assert_num_queries(5):
            find()
        with django_assert_num_queries(5):
            find(practice="cosa", facets=("sector", "role", "region", "practice"))
        # And one for the words, however many.
        for q in ("cosa", "a circle of support and accountability"):
            with django_assert_num_queries(6):
                find(q=q)
        with django_assert_num_queries(2):
            shelves.public_version(), shelves.card_of(ANYONE, "p0")


@pytest.mark.django_db
def test_the_etag_of_anonymous_answers_tells_two_shelves_apart_and_counts_nothing(settings):
    seen = [shelves.public_version()]
    for n in range(3):
        show(card(f"p{n}", listed_on=date(2026, 1, 1)))
        seen.append(shelves.public_version())
    settings.SITE_CEILING = "members"
    seen.append(shelves.public_version())
    assert len(set(seen)) == 5
    assert {len(name) for name in seen} == {32}


@pytest.mark.django_db
def test_new_terms_reach_the_shelves():
    show(card("ana"))
    Shelf.objects.update(vocabulary_edition=0)
    publishing.terms_changed()
    assert set(Shelf.objects.values_list("vocabulary_edition", flat=True)) == {terms.current().edition}


@pytest.mark.django_db
class TestChanges:
    def test_from_now_on(self):
        show(card("ana"), to=BOTH)
        token = changes.newest(MEMBER)
        assert feed(MEMBER, token) == []
        assert changes.after(MEMBER, token).next == token
        show(card("ben"), card("ana", headline="New"), to=BOTH)
        assert feed(MEMBER, token) == [("listed", "ben"), ("updated", "ana")]
        page = changes.after(MEMBER, token, limit=1)
        assert [line.handle for line in page.results] == ["ben"]
        assert feed(MEMBER, page.next) == [("updated", "ana")]

    def test_an_empty_feed_has_a_token_too(self):
        assert changes.after(ANYONE, changes.newest(ANYONE)).results == []

    @pytest.mark.parametrize("token", ["", "made-up", "a" * 500])
    def test_unknown_tokens(self, token):
        with pytest.raises(changes.UnknownToken):
            changes.after(ANYONE, token)

    def test_a_token_of_another_shelf_or_reader(self):
        show(card("ana"), to=(Audience.MEMBERS,))
        publishing.hide("ana", ["somebody"], "block")
        shared, private = MemberChange.objects.order_by("pk").values_list("token", flat=True)
        assert changes.after(MEMBER, shared).results == []
        for reader, token in ((ANYONE, shared), (MEMBER, private)):
            with pytest.raises(changes.UnknownToken):
                changes.after(reader, token)

    def test_hiding_looks_like_leaving_and_is_told_to_nobody_else(self):
        show(card("ana"), card("ben"), to=BOTH)
        publishing.hide("ana", [MEMBER.key], "block")
        show(card("ana", headline="New"), to=BOTH)
        hidden = Reader(Audience.MEMBERS, excluded=frozenset({"ana"}), key=MEMBER.key)
        left = [("listed", "ana"), ("listed", "ben"), ("unlisted", "ana")]
        assert feed(hidden) == left
        assert feed(Reader(Audience.MEMBERS, key="other")) == [*left[:2], ("updated", "ana")]
        publishing.show_again("ana", [MEMBER.key], "block")
        assert feed(MEMBER) == [*left, ("listed", "ana")]

    def test_a_token_seen_before_hiding_still_works(self):
        show(card("ana"), to=BOTH)
        token = changes.newest(MEMBER)
        publishing.hide("ana", [MEMBER.key], "block")
        hidden = Reader(Audience.MEMBERS, excluded=frozenset({"ana"}), key=MEMBER.key)
        assert feed(hidden, token) == [("unlisted", "ana")]

    def test_who_was_hidden_from_the_start_was_never_there(self):
        show(card("ana"), to=BOTH)
        publishing.unlist("ana")
        show(card("ben"), card("ana"), to=BOTH)
        assert feed(Reader(Audience.MEMBERS, excluded=frozenset({"ana"}), key="k")) == [("listed", "ben")]

    def test_hiding_while_away_leaves_a_silent_mark(self):
        show(card("ana"), to=BOTH)
        publishing.unlist("ana")
        publishing.hide("ana", [MEMBER.key], "block")
        show(card("ana"), to=BOTH)
        hidden = Reader(Audience.MEMBERS, excluded=frozenset({"ana"}), key=MEMBER.key)
        assert feed(hidden) == [("listed", "ana"), ("unlisted", "ana")]
        publishing.show_again("ana", [MEMBER.key], "block")
        assert feed(MEMBER) == [("listed", "ana"), ("unlisted", "ana"), ("listed", "ana")]

    def test_a_second_reason_is_not_told_until_both_are_gone(self):
        show(card("ana"), to=BOTH)
        hidden = Reader(Audience.MEMBERS, excluded=frozenset({"ana"}), key=MEMBER.key)
        publishing.hide("ana", [MEMBER.key], "block")
        left = [("listed", "ana"), ("unlisted", "ana")]
        publishing.hide("ana", [MEMBER.key], "workplace")
        publishing.hide("ana", [MEMBER.key], "workplace")
        show(card("ana", headline="New"), to=BOTH)
        publishing.show_again("ana", [MEMBER.key], "workplace")
        assert feed(hidden) == left
        publishing.show_again("ana", [MEMBER.key], "block")
        assert feed(MEMBER) == [*left, ("listed", "ana")]

    def test_who_never_saw_a_card_does_not_learn_of_it_when_its_handle_is_given_up(self):
        show(card("ana"), card("ben"), to=BOTH)
        publishing.hide("ana", [MEMBER.key], "workplace", silently=True)
        publishing.unlist("ana")
        assert feed(MEMBER) == [("listed", "ben")]

    def test_who_was_hidden_leaves_unseen(self):
        show(card("ana"), to=BOTH)
        publishing.hide("ana", [MEMBER.key], "workplace")
        before = feed(MEMBER)
        publishing.unlist("ana")
        assert feed(MEMBER) == before == [("listed", "ana"), ("unlisted", "ana")]

    def test_what_was_said_while_hidden_stays_unsaid(self):
        show(card("ana"), to=BOTH)
        publishing.show_again("ana", [MEMBER.key], "workplace")
        assert feed(MEMBER) == [("listed", "ana")]
        assert feed(Reader(Audience.MEMBERS, key="other")) == [("listed", "ana")]

    def test_thousands_may_be_hidden(self):
        show(card("ana"), to=BOTH)
        everybody = frozenset(f"p{n}" for n in range(3_000))
        assert feed(Reader(Audience.MEMBERS, excluded=everybody, key="k")) == [("listed", "ana")]

    def test_batches_leave_nothing_out(self, monkeypatch):
        monkeypatch.setattr(changes, "BATCH", 3)
        show(*(card(f"p{n}") for n in range(8)), to=BOTH)
        reader = Reader(Audience.MEMBERS, excluded=frozenset({"p1", "p2", "p3", "p7"}), key="k")
        assert [handle for _, handle in feed(reader)] == ["p0", "p4", "p5", "p6"]
        assert [line.handle for line in changes.after(reader, changes.START, limit=2).results] == ["p0", "p4"]
        assert feed(reader, changes.newest(reader)) == []

    def test_a_closed_shelf_has_no_changes(self, settings):
        show(card("ana"))
        settings.SITE_CEILING = "members"
        assert (feed(ANYONE), changes.newest(ANYONE)) == ([], changes.START)
