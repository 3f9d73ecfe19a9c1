"""Search: from a question to cards, counts and facets, on one reader's shelf.

Everything is bitmaps of listing ids: filters are ``&`` and ``|``, exclusions ``-``, counts ``len``. Relevance goes
by tiers, not by statistics: how rare a word is would tell of cards the reader may not see.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyroaring import BitMap

from directory.listings import analysis
from directory.listings.cards import SHOWN_REGION
from directory.listings.corrections import corrected
from directory.listings.cursors import BadCursor, Cursor
from directory.listings.readers import Reader
from directory.listings.shelves import ORDERS, OpenShelf, open_shelf
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, Term

__all__ = ["BadCursor", "Count", "Crosstab", "Found", "Query", "crosstab", "search"]

FACETS = ("sector", "role", "region", "practice", "setting", "strand", "offers", "seeks", "language")
RELEVANCE = "relevance"
# The text columns each tier looks at, the best tier first: name; terms; headline; anything.
TIERS = (1, 2, 3, 4)
MOST_WORDS = 24
FARTHEST_PAGE = 10_000


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
            return RELEVANCE if analysis.asked(self.q) else "role"
        return self.sort


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the cards found have a term."""

    term: Term
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found.

    ``count`` is of all pages. ``partial`` says that no card had all words and these have most of them;
    ``did_you_mean`` is a whole corrected question. ``next`` and ``previous`` are cursors.
    """

    cards: list[bytes]
    count: int
    facets: dict[str, list[Count]]
    partial: bool = False
    did_you_mean: str | None = None
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
    edge = Cursor.read(cursor, query.order) if cursor else None
    with open_shelf(reader) as shelf:
        filters = {
            facet: _filter(shelf, query, facet, codes) for facet, codes in query.terms.items() if codes
        }
        text, bands, partial = _matches(shelf, query, _all_of(shelf.visible, filters.values()))
        everything = BitMap.union(*bands) if bands else BitMap()
        rows, before, after = _page(shelf, query.order, bands, size, page, edge)
        return Found(
            cards=shelf.cards([pk for _, pk, _ in rows]),
            count=len(everything),
            facets={facet: _counts(shelf, facet, text, filters) for facet in query.facets},
            partial=partial,
            did_you_mean=corrected(shelf, query.q) if partial or not everything else None,
            next=str(Cursor(query.order, rows[-1][0], rows[-1][2])) if after else None,
            previous=str(Cursor(query.order, rows[0][0], rows[0][2], forwards=False)) if before else None,
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


def _filter(shelf: OpenShelf, query: Query, facet: str, codes: Sequence[str]) -> BitMap:
    """The cards that pass one facet's filter."""
    if facet == "practice" and query.all_practices:
        return _all_of(shelf.visible, (shelf.having(f"practice:{code}") for code in codes))
    keys = [f"{facet}:{code}" for code in codes]
    if facet == "region" and query.wider:
        vocabulary = terms.current()
        for code in codes:
            region = vocabulary.term(Facet.REGION, code)
            keys += [f"{SHOWN_REGION}:{above.code}" for above in vocabulary.above(region)]
    return shelf.having(*keys)


def _all_of(start: BitMap, others: Iterable[BitMap]) -> BitMap:
    found = start
    for other in others:
        found = found & other
    return found


def _counts(shelf: OpenShelf, facet: str, text: BitMap, filters: Mapping[str, BitMap]) -> list[Count]:
    """The terms of ``facet`` on the cards found without its own filter, in vocabulary order, without zeros."""
    found = _all_of(text, (ids for name, ids in filters.items() if name != facet))
    counted = (
        Count(term, found.intersection_cardinality(shelf.postings.having(f"{facet}:{term.code}")))
        for term in terms.current().terms(terms.facet_for_parameter(facet), include_retired=True)
    )
    return [row for row in counted if row.count]


# --- Words -------------------------------------------------------------------------------------------------


def _matches(shelf: OpenShelf, query: Query, passing: BitMap) -> tuple[BitMap, list[BitMap], bool]:
    """What the words match.

    Three things: the cards that match the words whatever the filters, for the facets; the cards that match both,
    in bands to be shown one after the other; and whether only some of the words were found.
    """
    words = [analysis.index_word(analysis.stem(word)) for word in analysis.asked(query.q)]
    if not words:
        # Signs alone are no words, and so on no card.
        return (BitMap(), [], False) if query.q.strip() else (shelf.visible, [passing], False)
    matched = shelf.matching(words)
    found = matched & passing
    partial = False
    if not found and len(words) > 1:
        matched, found = _most_words(shelf, words, passing)
        partial = bool(found)
    if partial or query.order != RELEVANCE:
        return matched, [found], partial
    bands, left = [], found
    for columns in TIERS:
        if left:
            tier = left if columns == TIERS[-1] else shelf.matching(words, columns) & left
            bands.append(tier)
            left = left - tier
    return matched, bands, False


def _most_words(shelf: OpenShelf, words: Sequence[str], passing: BitMap) -> tuple[BitMap, BitMap]:
    """The cards with as many of ``words`` as any passing card has: whatever the filters, and passing them."""
    having = [BitMap() for _ in words]  # having[n]: cards with more than n of the words so far
    for word in words:
        matched = shelf.matching([word])
        for fewer in range(len(words) - 1, 0, -1):
            having[fewer] |= having[fewer - 1] & matched
        having[0] |= matched
    for most in reversed(having):
        if most & passing:
            return most, most & passing
    return BitMap(), BitMap()


# --- Pages -------------------------------------------------------------------------------------------------

type Row = tuple[int, int, bytes]  # band, listing id, key in the order


def _page(
    shelf: OpenShelf, order: str, bands: Sequence[BitMap], size: int, page: int, edge: Cursor | None
) -> tuple[list[Row], bool, bool]:
    """One page, and whether there is something before it and after it."""
    if edge is None:
        skip = (page - 1) * size
        rows = _read(shelf, order, bands, size + 1, skip=skip)
        return rows[:size], skip > 0 and bool(rows), len(rows) > size
    rows = _read(shelf, order, bands, size + 1, edge=edge)
    there = rows[:size] if edge.forwards else rows[:size][::-1]
    if not there:
        return [], False, False
    end, more = there[0 if edge.forwards else -1], len(rows) > size
    other_way = Cursor(order, end[0], end[2], forwards=not edge.forwards)
    other = bool(_read(shelf, order, bands, 1, edge=other_way))
    return there, other if edge.forwards else more, more if edge.forwards else other


def _read(
    shelf: OpenShelf,
    order: str,
    bands: Sequence[BitMap],
    limit: int,
    *,
    skip: int = 0,
    edge: Cursor | None = None,
) -> list[Row]:
    """Up to ``limit`` rows, band after band; from an edge backwards, in backward order."""
    column = ORDERS["newest" if order == RELEVANCE else order.removeprefix("-")]
    forwards = edge is None or edge.forwards
    numbers = range(len(bands)) if forwards else range(len(bands) - 1, -1, -1)
    rows: list[Row] = []
    for number in numbers:
        if edge and (number < edge.band if forwards else number > edge.band):
            continue
        if skip >= len(bands[number]):
            skip -= len(bands[number])
            continue
        found = shelf.in_order(
            bands[number],
            column,
            limit=limit - len(rows),
            backwards=order.startswith("-") == forwards,
            beyond=edge.key if edge and number == edge.band else None,
            skip=skip,
        )
        rows += [(number, pk, key) for pk, key in found]
        skip = 0
        if len(rows) >= limit:
            break
    return rows
