"""When a question finds nobody: the nearest questions that ask for less, and how many answer each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from pyroaring import BitMap

from directory.listings import questions
from directory.listings.matching import match
from directory.listings.readers import Reader
from directory.listings.search import Query, all_of, passing_facet
from directory.listings.shelves import OpenShelf, open_shelf
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, RegionKind, Term

MOST = 4
MOST_LEFT_OUT = 2
WORDS = "q"


class Way(StrEnum):
    """In what way a question asks for less."""

    LARGER_REGION = "larger-region"
    REGION_SHOWN_ROUGHLY = "region-shown-roughly"
    ANY_PRACTICE = "any-practice"
    WITHOUT = "without"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Wider:
    """A question that asks for less than another, and how many cards this reader finds by it.

    ``without`` names what it leaves out: facets, and ``q`` for the words.
    """

    way: Way
    query: Query
    count: int
    without: tuple[str, ...] = ()


def wider(reader: Reader, query: Query, *, keep_words: bool = False) -> list[Wider]:
    """Questions that find somebody where ``query`` does not, the nearest first: up to MOST, and everybody.

    First those that ask for as much in another way: a larger region, practices any of which will do. Then those
    without one thing that was asked, or without two if there are none; of these the most answered first.
    ``keep_words`` says that the words stay.
    """
    with open_shelf(reader) as shelf:
        limits = {
            facet: passing_facet(shelf, query, facet, codes) for facet, codes in query.terms.items() if codes
        }
        if query.q.strip():
            limits[WORDS] = _with_all_words(shelf, query.q)
        found = [*_in_other_ways(shelf, query, limits)]
        found += _with_less(shelf, query, limits, {WORDS} if keep_words else set())
        everybody = Wider(Way.EVERYBODY, Query(sort=query.sort), len(shelf.visible), tuple(limits))
    return found[:MOST] + ([everybody] if everybody.count and not keep_words else [])


def _with_all_words(shelf: OpenShelf, text: str) -> BitMap:
    parts = match(shelf, questions.read(text).parts)
    return BitMap.intersection(*(part.ids for part in parts)) if parts else BitMap()


def _in_other_ways(shelf: OpenShelf, query: Query, limits: Mapping[str, BitMap]) -> Iterator[Wider]:
    def tried(way: Way, facet: str, other: Query) -> Iterator[Wider]:
        rest = [ids for name, ids in limits.items() if name != facet]
        ids = passing_facet(shelf, other, facet, other.terms[facet]) & all_of(shelf.visible, rest)
        if ids:
            yield Wider(way, other, len(ids))

    if query.all_practices and len(query.terms.get("practice", ())) > 1:
        yield from tried(Way.ANY_PRACTICE, "practice", replace(query, all_practices=False))
    if query.terms.get("region"):
        if not query.wider:
            yield from tried(Way.REGION_SHOWN_ROUGHLY, "region", replace(query, wider=True))
        for regions in _larger_and_larger(query.terms["region"]):
            asked = {**query.terms, "region": tuple(region.code for region in regions)}
            larger = [*tried(Way.LARGER_REGION, "region", replace(query, terms=asked))]
            if larger:
                yield from larger
                break


def _larger_and_larger(codes: Sequence[str]) -> Iterator[list[Term]]:
    """What lies around these regions, a step farther each time, as long as it is less than a country."""
    vocabulary = terms.current()
    regions = [vocabulary.term(Facet.REGION, code) for code in codes]
    while True:
        around = [next(iter(vocabulary.above(region)), region) for region in regions]
        around = [
            region if larger.kind == RegionKind.COUNTRY else larger
            for region, larger in zip(regions, around, strict=True)
        ]
        around = list(dict.fromkeys(around))
        if around == regions:
            return
        yield around
        regions = around


def _with_less(shelf: OpenShelf, query: Query, limits: Mapping[str, BitMap], kept: set[str]) -> list[Wider]:
    """Without one or two of the things asked, as few as lead to somebody, and never without all of them."""
    may_go = [name for name in limits if name not in kept]
    for number in range(1, min(MOST_LEFT_OUT, len(may_go), len(limits) - 1) + 1):
        found = []
        for gone in combinations(may_go, number):
            ids = all_of(shelf.visible, (ids for name, ids in limits.items() if name not in gone))
            if ids:
                found.append(Wider(Way.WITHOUT, _without(query, gone), len(ids), gone))
        if found:
            return sorted(found, key=lambda one: -one.count)
    return []


def _without(query: Query, gone: Sequence[str]) -> Query:
    return replace(
        query,
        q="" if WORDS in gone else query.q,
        terms={facet: codes for facet, codes in query.terms.items() if facet not in gone},
        all_practices=query.all_practices and "practice" not in gone,
        wider=query.wider and "region" not in gone,
    )
