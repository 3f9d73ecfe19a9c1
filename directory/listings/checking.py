"""Whether the shelves hold what they should: every stored copy made anew and compared."""

from collections.abc import Iterable, Iterator
from itertools import batched

from directory.listings.mending import as_stored, differing, made_of_rows
from directory.listings.models import Tables, tables_of
from directory.listings.publishing import CONTENT, SHELVES, Cards, content_of, is_same


def differences(expected: Iterable[tuple[str, Cards]]) -> Iterator[str]:
    """A sentence for each thing that is not as ``expected``: pairs of a handle and its cards.

    Compared are cards, words and orders with those made of the cards now; postings and counts of spellings with the
    rows they are made of.
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
    """Postings and spellings against the rows."""
    wanted, stored = made_of_rows(tables), as_stored(tables)
    for key in differing(wanted.postings, stored.postings) + differing(wanted.mentions, stored.mentions):
        yield f"{tables.audience.code}: the postings of {key} are not those of the cards"
    for spelling in sorted(wanted.spellings.keys() | stored.spellings.keys()):
        if wanted.spellings.get(spelling) != stored.spellings.get(spelling):
            yield f"{tables.audience.code}: the spelling {spelling} is counted wrongly"
