"""Search: from a question to cards, counts and facets, on one reader's shelf.

Everything is bitmaps of listing ids: filters are ``&`` and ``|``, exclusions ``-``, counts ``len``. Relevance goes
by where on the card each part of the question is answered, the newest first among equals, and not by statistics of
the shelf: how rare a word is would tell of cards the reader may not see.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from pyroaring import BitMap

from directory.listings import lexicon, questions
from directory.listings.cards import SHOWN_REGION
from directory.listings.corrections import corrected
from directory.listings.cursors import BadCursor, Cursor
from directory.listings.matching import Matched, match
from directory.listings.points import Points
from directory.listings.readers import Reader
from directory.listings.shelves import ORDERS, OpenShelf, open_shelf
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, Term

__all__ = ["BadCursor", "Count", "Crosstab", "Found", "Named", "Query", "crosstab", "search"]

FACETS = ("sector", "role", "region", "practice", "setting", "strand", "offers", "seeks", "language")
RELEVANCE = "relevance"
MOST_WORDS = 24
# So few cards are sorted by one query, whatever the number of bands they are in.
READ_AT_ONCE = 200
# So many times is the best place of an answer worth what own words beside it are: these only decide between equals.
OVER_OWN_WORDS = 4


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asks. ``terms`` maps a facet to codes of it: any of them, different facets together.

    ``all_practices`` asks for every practice named; ``wider`` also for cards that show a region which contains the
    one named. ``sort`` is a key of ``ORDERS``, with a ``-`` for backwards, or ``relevance``; empty: what fits.
    """

    q: str = ""
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    all_practices: bool = False
    wider: bool = False
    sort: str = ""
    facets: tuple[str, ...] = ()

    @property
    def order(self) -> str:
        """The sort that holds: relevance needs words, and is what words get unless told otherwise."""
        if self.sort in ("", RELEVANCE):
            return RELEVANCE if questions.read(self.q).parts else "role"
        return self.sort


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the cards found have a term."""

    term: Term
    count: int


@dataclass(frozen=True, slots=True)
class Named:
    """A term that words of the question are the name of: as a filter, beside the ``rest`` of the words.

    ``count`` is what is found so.
    """

    parameter: str
    term: Term
    rest: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found.

    ``count`` is of all pages. ``partial`` says that no card had all words and these have most of them;
    ``did_you_mean`` is a whole corrected question. ``answered`` are the words that these are an answer to: those
    asked for, or the corrected question. ``next`` and ``previous`` are cursors.
    """

    cards: list[bytes]
    count: int
    facets: dict[str, list[Count]]
    partial: bool = False
    did_you_mean: str | None = None
    answered: str = ""
    named: Sequence[Named] = ()
    next: str | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Roles by regions: ``rows`` holds a term (a sector, then its roles), a count a column, and the whole row's."""

    columns: list[Term]
    rows: list[tuple[Term, list[int], int]]
    total: int


def search(
    reader: Reader, query: Query, *, size: int = 20, page: int = 1, cursor: str | None = None
) -> Found:
    """The cards that answer ``query``, ``size`` of them: the ``page``-th page, or those at ``cursor``.

    Raises BadCursor. A page beyond the last is empty.
    """
    order = query.order
    edge = Cursor.read(cursor, order) if cursor else None
    with open_shelf(reader) as shelf:
        filters = {
            facet: passing_facet(shelf, query, facet, codes) for facet, codes in query.terms.items() if codes
        }
        answer = _answer(shelf, query, order, all_of(shelf.visible, filters.values()))
        rows, before, after = _page(shelf, order, answer, size, page, edge)
        return Found(
            cards=shelf.cards([pk for _, pk, _ in rows]),
            count=len(answer.found),
            facets={facet: _counts(shelf, facet, answer.matched, filters) for facet in query.facets},
            partial=answer.partial,
            did_you_mean=answer.did_you_mean,
            answered=answer.answered,
            named=answer.named,
            next=str(Cursor(order, rows[-1][0], rows[-1][2])) if after else None,
            previous=str(Cursor(order, rows[0][0], rows[0][2], forwards=False)) if before else None,
        )


def crosstab(reader: Reader, columns: Sequence[Term]) -> Crosstab:
    """How many cards of each role there are in each of the regions ``columns``; empty rows are left out."""
    vocabulary = terms.current()
    with open_shelf(reader) as shelf:
        regions = [shelf.having(f"region:{region.code}") for region in columns]
        rows = []
        for sector in vocabulary.terms(Facet.SECTOR, include_retired=True):
            for term in (sector, *vocabulary.children(sector)):
                ids = shelf.having(f"{term.facet}:{term.code}")
                if ids:
                    rows.append(
                        (term, [ids.intersection_cardinality(region) for region in regions], len(ids))
                    )
        return Crosstab(list(columns), rows, len(shelf.visible))


# --- Filters and facets ------------------------------------------------------------------------------------


def passing_facet(shelf: OpenShelf, query: Query, facet: str, codes: Sequence[str]) -> BitMap:
    """The cards that pass one facet's filter."""
    if facet == "practice" and query.all_practices:
        return all_of(shelf.visible, (shelf.having(f"practice:{code}") for code in codes))
    keys = [f"{facet}:{code}" for code in codes]
    if facet == "region" and query.wider:
        vocabulary = terms.current()
        for code in codes:
            region = vocabulary.term(Facet.REGION, code)
            keys += [f"{SHOWN_REGION}:{above.code}" for above in vocabulary.above(region)]
    return shelf.having(*keys)


def all_of(start: BitMap, others: Iterable[BitMap]) -> BitMap:
    """Those of ``start`` that are in all of ``others``."""
    found = start
    for other in others:
        found = found & other
    return found


def _counts(shelf: OpenShelf, facet: str, text: BitMap, filters: Mapping[str, BitMap]) -> list[Count]:
    """The terms of ``facet`` on the cards found without its own filter, in vocabulary order, without zeros."""
    found = all_of(text, (ids for name, ids in filters.items() if name != facet))
    counted = (
        Count(term, found.intersection_cardinality(shelf.postings.having(f"{facet}:{term.code}")))
        for term in terms.current().terms(terms.facet_for_parameter(facet), include_retired=True)
    )
    return [row for row in counted if row.count]


# --- Words -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Answer:
    """The cards that match the words whatever the filters, for the facets; those that match both, with points."""

    matched: BitMap
    found: BitMap
    points: Points = field(default_factory=Points)
    partial: bool = False
    did_you_mean: str | None = None
    answered: str = ""
    named: Sequence[Named] = ()


def _answer(shelf: OpenShelf, query: Query, order: str, passing: BitMap) -> _Answer:
    """What the words match. Signs alone are no words, and so on no card."""
    question = questions.read(query.q)
    if not question.parts:
        if query.q.strip():
            return _Answer(BitMap(), BitMap(), answered=query.q)
        return _Answer(shelf.visible, passing)
    text, parts = query.q, match(shelf, question.parts)
    matched = BitMap.intersection(*(part.ids for part in parts))
    found = matched & passing
    partial = False
    better = None if found else corrected(shelf, query.q)
    if not found and len(parts) > 1:
        # The question without its slips first, and then as much of it as there is.
        if better:
            text, parts = better, match(shelf, questions.read(better).parts)
            matched = BitMap.intersection(*(part.ids for part in parts))
            found = matched & passing
        if not found:
            with_most, found = _most_words(parts, passing)
            matched = with_most if found else matched
            partial = bool(found)
    points = Points()
    if order == RELEVANCE:
        for part in parts:
            for worth, ids in part.by_points:
                points.give(ids & found, worth * OVER_OWN_WORDS)
            for worth, ids in part.written:
                points.give(ids & found, worth)
    named = _named(shelf, query, text, parts, passing)
    return _Answer(matched, found, points, partial, better, text, named)


def _most_words(parts: Sequence[Matched], passing: BitMap) -> tuple[BitMap, BitMap]:
    """The cards with as many of the words as any passing card has: whatever the filters, and passing them."""
    words = Points()
    for part in parts:
        words.give(part.ids, len(part.part.words))
    most = next((most for most, _ in words.bands(passing & BitMap.union(*(part.ids for part in parts)))), 0)
    matched = BitMap()
    for having, ids in words.bands(BitMap.union(*(part.ids for part in parts))):
        if having >= most > 0:
            matched |= ids
    return matched, matched & passing


def _named(
    shelf: OpenShelf, query: Query, text: str, parts: Sequence[Matched], passing: BitMap
) -> list[Named]:
    """For each part of ``text`` that is a name, the term of that name on the most visible cards.

    Those of a facet that filters already are left out: one more term of it would find more and not fewer.
    """
    said = lexicon.current()
    named = []
    for part in parts:
        keys = [
            key for key, points in part.part.keys.items() if points == lexicon.WHOLE and part.part.is_named
        ]
        filters = [(shelf.having(key), one) for key in keys if (one := said.filter_of(key)) is not None]
        ids, (parameter, term) = max(filters, key=lambda pair: len(pair[0]), default=(BitMap(), ("", None)))
        if term is None or query.terms.get(parameter):
            continue
        rest = questions.without(text, part.part)
        others = _as_read(shelf, rest, [other for other in parts if other is not part])
        count = all_of(passing, (other.ids for other in others)).intersection_cardinality(ids)
        if count:
            named.append(Named(parameter, term, rest, count))
    return named


def _as_read(shelf: OpenShelf, text: str, parts: list[Matched]) -> list[Matched]:
    """``parts``, unless ``text`` reads otherwise: what was apart may be a name together."""
    read = questions.read(text).parts
    return parts if {one.words for one in read} == {one.part.words for one in parts} else match(shelf, read)


# --- Pages -------------------------------------------------------------------------------------------------

type Row = tuple[int, int, bytes]  # points, listing id, key in the order


def _page(
    shelf: OpenShelf, order: str, answer: _Answer, size: int, page: int, edge: Cursor | None
) -> tuple[list[Row], bool, bool]:
    """One page, and whether there is something before it and after it."""
    if edge is None:
        skip = (page - 1) * size
        rows = _read(shelf, order, answer, size + 1, skip=skip)
        return rows[:size], skip > 0 and bool(rows), len(rows) > size
    rows = _read(shelf, order, answer, size + 1, edge=edge)
    there = rows[:size] if edge.forwards else rows[:size][::-1]
    if not there:
        return [], False, False
    end, more = there[0 if edge.forwards else -1], len(rows) > size
    other_way = Cursor(order, end[0], end[2], forwards=not edge.forwards)
    other = bool(_read(shelf, order, answer, 1, edge=other_way))
    return there, other if edge.forwards else more, more if edge.forwards else other


def _read(
    shelf: OpenShelf,
    order: str,
    answer: _Answer,
    limit: int,
    *,
    skip: int = 0,
    edge: Cursor | None = None,
) -> list[Row]:
    """Up to ``limit`` rows, band after band; from an edge backwards, in backward order."""
    column = ORDERS["newest" if order == RELEVANCE else order.removeprefix("-")]
    forwards = edge is None or edge.forwards
    backwards = order.startswith("-") == forwards
    read = partial(shelf.in_order, order=column, backwards=backwards)
    if order == RELEVANCE and len(answer.found) <= READ_AT_ONCE:
        sorted_once = read(answer.found, limit=READ_AT_ONCE)
        read = partial(_read_already, sorted_once, backwards)
    rows: list[Row] = []
    for band, ids in answer.points.bands(answer.found, upwards=not forwards):
        if edge and (band > edge.band if forwards else band < edge.band):
            continue
        if skip >= len(ids):
            skip -= len(ids)
            continue
        beyond = edge.key if edge and band == edge.band else None
        found = read(ids, limit=limit - len(rows), beyond=beyond, skip=skip)
        rows += [(band, pk, key) for pk, key in found]
        skip = 0
        if len(rows) >= limit:
            break
    return rows


def _read_already(
    rows: Sequence[tuple[int, bytes]],
    backwards: bool,
    ids: BitMap,
    *,
    limit: int,
    beyond: bytes | None,
    skip: int,
) -> list[tuple[int, bytes]]:
    """As ``OpenShelf.in_order``, of rows that it gave before."""
    found = [
        (pk, key)
        for pk, key in rows
        if pk in ids and (beyond is None or (key < beyond if backwards else key > beyond))
    ]
    return found[skip : skip + limit]
