"""Whether the shelves hold what they should: every stored copy made anew and compared."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import batched

from pyroaring import BitMap

from directory.listings import text
from directory.listings.models import Listing, Tables, tables_of
from directory.listings.publishing import CONTENT, SHELVES, Cards, content_of, is_same


def differences(expected: Iterable[tuple[str, Cards]]) -> Iterator[str]:
    """A sentence for each thing that is not as ``expected``: pairs of a handle and its cards.

    Compared are cards, words and orders with those made of the cards now; postings, counts of spellings and the
    text index with the rows they are made of.
    """
    handles = {tables_of(audience): set[str]() for audience in SHELVES}
    for some in batched(expected, 500):
        for audience in SHELVES:
            tables = tables_of(audience)
            cards = {handle: cards[audience] for handle, cards in some if audience in cards}
            handles[tables] |= cards.keys()
            standing = {
                row.handle: row for row in tables.listings.filter(handle__in=[handle for handle, _ in some])
            }
            for handle, card in cards.items():
                row = standing.get(handle)
                content = content_of(card)
                wrong = [
                    column for column in CONTENT if row and not is_same(getattr(row, column), content[column])
                ]
                if row is None:
                    yield f"{audience.code}: {handle} is missing"
                elif wrong:
                    yield f"{audience.code}: {handle} has another {', '.join(wrong)}"
    for tables, wanted in handles.items():
        yield from _beyond(tables, wanted)
        yield from _derived(tables)


def _beyond(tables: Tables, wanted: set[str]) -> Iterator[str]:
    for handle in tables.listings.values_list("handle", flat=True).iterator():
        if handle not in wanted:
            yield f"{tables.audience.code}: {handle} should not be there"


def _derived(tables: Tables) -> Iterator[str]:
    """Postings, spellings and the text index against the rows."""
    postings: dict[str, BitMap] = defaultdict(BitMap)
    spellings: Counter[str] = Counter()
    rows: Iterable[Listing] = tables.listings.only("keys", "spellings").iterator()
    for row in rows:
        for key in row.keys.split():
            postings[key].add(row.pk)
        spellings.update(row.spellings.split())
    stored: dict[str, BitMap] = defaultdict(BitMap)
    for key, ids in tables.postings.values_list("key", "ids"):
        stored[key] |= BitMap.deserialize(bytes(ids))
    for key in sorted(postings.keys() | stored.keys()):
        if postings[key] != stored[key]:
            yield f"{tables.audience.code}: the postings of {key} are not those of the cards"
    counted = dict(tables.words.values_list("spelling", "cards"))
    for spelling in sorted(spellings.keys() | counted.keys()):
        if spellings.get(spelling) != counted.get(spelling):
            yield f"{tables.audience.code}: the spelling {spelling} is counted wrongly"
    if not text.index().is_sound(tables.name):
        yield f"{tables.audience.code}: the text index is not that of the cards"
