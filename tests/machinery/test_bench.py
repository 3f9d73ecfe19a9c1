"""``make bench`` still measures what it says: all its cases on fifty people, once each, with nothing timed for real."""

from collections.abc import Iterator

import pytest

from directory.listings.readers import ANYONE
from directory.listings.search import Query, search
from scripts.bench import cases, loading
from scripts.bench.crowd import COMMON
from scripts.bench.plain import Plain, beside_django

FIFTY = 50


@pytest.fixture
def plain(transactional_db: None) -> Iterator[Plain]:
    with beside_django() as tables:
        yield tables
        tables.drop()


def test_every_case_finds_what_plain_sql_finds(plain: Plain) -> None:
    loaded = loading.load(FIFTY, plain)
    assert (loaded, loaded.people) == (loading.found(plain), FIFTY)
    assert search(ANYONE, Query()).count == loaded.public
    asked = cases.Questions(plain)
    for word in (COMMON, *asked.rare):
        assert search(ANYONE, Query(q=word)).count == plain.count(word), word
    measured = [
        cases.measure(case, least=1, seconds=0)
        for case in (*cases.every_case(plain, asked), *cases.by_terms(plain, asked))
    ]
    assert all(one.ours.repetitions for one in measured)
    assert [one.name for one in measured if not one.plain] == ["correction"]
    # What was published and withdrawn on the way is as it was.
    assert search(ANYONE, Query()).count == loaded.public
