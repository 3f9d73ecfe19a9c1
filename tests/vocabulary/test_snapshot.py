"""When the snapshot is read anew, and what that costs."""

from threading import Event, Thread

import pytest

from directory.vocabulary import terms
from directory.vocabulary.models import Edition, Facet, Term
from directory.vocabulary.terms import UnknownTerm


def add_term_elsewhere(code: str = "garden") -> Term:
    """What another process does: a new term and the next edition."""
    term = Term.objects.create(facet="setting", code=code, name=code, position=99)
    Edition.objects.update(number=terms.current().edition + 1)
    return term


def test_the_first_use_costs_two_queries_and_the_next_none(vocabulary, django_assert_num_queries):
    terms.forget()

    with django_assert_num_queries(2):
        snapshot = terms.current()
    with django_assert_num_queries(0):
        assert terms.current() is snapshot
        for facet in Facet:
            for term in snapshot.terms(facet):
                assert snapshot.term(facet, term.code) is term
                assert snapshot.by_id(term.pk) is term
                assert term.parent is None or term.parent.name
                snapshot.above(term)
                snapshot.below(term)
                snapshot.children(term)
        assert snapshot.find("role", "nobody") is None
        assert snapshot.find_by_id(0) is None


def test_refresh_keeps_the_snapshot_of_the_same_edition(vocabulary, django_assert_num_queries):
    with django_assert_num_queries(0):
        terms.refresh(vocabulary.edition)
        assert terms.current() is vocabulary


@pytest.mark.parametrize("difference", [1, -1])
def test_refresh_drops_the_snapshot_of_another_edition(vocabulary, difference):
    terms.refresh(vocabulary.edition + difference)

    assert terms.current() is not vocabulary


def test_refresh_before_the_first_use_costs_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        terms.refresh(7)


def test_a_missing_code_asks_for_the_edition_only(vocabulary, django_assert_num_queries):
    with django_assert_num_queries(1), pytest.raises(UnknownTerm):
        vocabulary.term("setting", "garden")

    assert terms.current() is vocabulary


def test_a_missing_code_finds_what_another_process_loaded(vocabulary, django_assert_num_queries):
    added = add_term_elsewhere()

    assert vocabulary.find("setting", "garden") is None
    with django_assert_num_queries(3):
        assert vocabulary.term("setting", "garden") == added
    assert terms.current().edition == vocabulary.edition + 1


def test_a_missing_id_loads_anew_once(vocabulary, django_assert_num_queries):
    added = add_term_elsewhere()

    with django_assert_num_queries(2):
        assert vocabulary.by_id(added.pk) == added
    with django_assert_num_queries(0):
        assert terms.current().by_id(added.pk) == added
    with django_assert_num_queries(2), pytest.raises(UnknownTerm):
        vocabulary.by_id(0)


def test_an_old_snapshot_stays_what_it_was(vocabulary):
    settings = vocabulary.terms("setting")
    add_term_elsewhere()
    terms.forget()

    assert vocabulary.terms("setting") == settings
    assert len(terms.current().terms("setting")) == len(settings) + 1


def test_an_old_snapshot_knows_where_a_new_term_stands(vocabulary, django_assert_num_queries):
    maine = vocabulary.term("region", "US-ME")
    Term.objects.create(facet="region", code="X", name="X", position=99, kind="area", parent_id=maine.pk)
    Edition.objects.update(number=vocabulary.edition + 1)
    added = Term.objects.get(code="X")

    with django_assert_num_queries(3):
        assert vocabulary.state_of(added) == maine
    assert vocabulary.nearness(added, maine) == maine


def test_a_term_of_no_edition_stands_nowhere(vocabulary, django_assert_num_queries):
    with django_assert_num_queries(1), pytest.raises(UnknownTerm):
        vocabulary.above(Term(facet="region", code="X"))


def test_without_any_load_the_vocabulary_is_empty(db):
    Term.objects.update(parent=None)
    Term.objects.all().delete()
    Edition.objects.all().delete()

    assert terms.current().edition == 0
    assert terms.current().terms("role") == ()


def test_threads_that_come_together_load_once(monkeypatch):
    loads = []
    all_started = Event()

    class SlowVocabulary(terms.Vocabulary):
        def __init__(self, edition, _terms):
            loads.append(edition)
            assert all_started.wait(timeout=30)
            super().__init__(edition, [])

    monkeypatch.setattr(terms, "Vocabulary", SlowVocabulary)
    monkeypatch.setattr(terms, "_stored_edition", lambda: 3)
    seen = []
    threads = [Thread(target=lambda: seen.append(terms.current())) for _ in range(8)]
    for thread in threads:
        thread.start()
    all_started.set()
    for thread in threads:
        thread.join()

    assert loads == [3]
    assert len(seen) == 8
    assert len(set(map(id, seen))) == 1
