"""Putting cards on shelves and taking them off: the only writer of the read side's tables.

``publish`` is called where the cause is, in the transaction of the cause: once that commits, every worker's next
request sees the shelf as it is now.
"""

import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from directory.listings import postings
from directory.listings.cards import Card
from directory.listings.models import Change, Listing, Posting, Shelf, Tables, tables_of
from directory.listings.readers import Audience
from directory.vocabulary import terms

SHELVES = (Audience.PUBLIC, Audience.MEMBERS)  # Always locked in this order.
CONTENT = (
    "card",
    "keys",
    "words",
    "spellings",
    "by_role",
    "by_region",
    "by_name",
    "by_newest",
)
type Cards = Mapping[Audience, Card]

_gathered: ContextVar[dict[str, Cards] | None] = ContextVar("gathered", default=None)


def publish(handle: str, cards: Cards) -> None:
    """Make ``cards`` what the shelves say of ``handle``; a shelf without a card for it says nothing.

    A shelf on which nothing changes is not touched: neither its version nor its changes feed.
    """
    gathered = _gathered.get()
    if gathered is not None:
        gathered[handle] = cards
    else:
        publish_many({handle: cards})


def unlist(handle: str) -> None:
    """Take ``handle`` off every shelf."""
    publish(handle, {})


@contextmanager
def together() -> Iterator[None]:
    """Gather what is published inside and write it at the end, in one transaction: for imports."""
    with transaction.atomic():
        token = _gathered.set({})
        try:
            yield
            gathered = _gathered.get() or {}
        finally:
            _gathered.reset(token)
        publish_many(gathered)


def publish_many(cards: Mapping[str, Cards]) -> None:
    """``publish`` for many at once, in the order given."""
    with transaction.atomic():
        for audience in SHELVES:
            _place(tables_of(audience), {handle: cards[handle].get(audience) for handle in cards})


def hide(handle: str, reader_keys: Iterable[str], reason: str, *, silently: bool = False) -> None:
    """Tell these readers, and nobody else, that ``handle`` is off their shelf: it is excluded from now on.

    Nothing is told to whom it was hidden from for another ``reason``. ``silently`` is for who never saw it though
    no reason was ever given here: whatever the shelf said of it, and will say, never comes to light.
    """
    _turn(handle, frozenset(reader_keys), reason, hides=True, silently=silently)


def show_again(handle: str, reader_keys: Iterable[str], reason: str, *, silently: bool = False) -> None:
    """Tell these readers, and nobody else, that ``handle`` is on their shelf: this ``reason`` to exclude it is gone.

    Nothing is told while there is another reason; ``silently`` is for one that was never given here.
    """
    _turn(handle, frozenset(reader_keys), reason, hides=False, silently=silently)


def terms_changed() -> None:
    """Make every worker read the vocabulary anew: its terms were loaded in another process."""
    with transaction.atomic():
        for audience in SHELVES:
            shelf = lock(tables_of(audience))
            shelf.vocabulary_edition = terms.current().edition
            shelf.save(update_fields=["vocabulary_edition"])


def content_of(card: Card) -> dict[str, Any]:
    """The columns of the row that ``card`` is stored as."""
    return {
        "card": card.json(),
        "keys": " ".join([*card.posting_keys(), *card.sections()]),
        **card.columns(),
        **card.orders(),
    }


@dataclass(slots=True)
class _Difference:
    """What a publication does to one shelf."""

    added: list[Listing]
    altered: list[Listing]
    removed: list[Listing]
    kinds: dict[str, str]
    digest: Any
    terms: "_Turnover"
    words: "_Turnover"
    spellings: Counter[str]


@dataclass(slots=True)
class _Turnover:
    """The ids that come to posting keys and that go from them; an id that does both stays."""

    gained: dict[str, set[int]] = field(default_factory=dict)
    lost: dict[str, set[int]] = field(default_factory=dict)

    def gain(self, keys: str, pk: int) -> None:
        for key in keys.split():
            self.gained.setdefault(key, set()).add(pk)

    def lose(self, keys: str, pk: int) -> None:
        for key in keys.split():
            self.lost.setdefault(key, set()).add(pk)

    def write(self, stored: QuerySet[Posting], version: int) -> None:
        postings.rewrite(
            stored,
            version,
            {key: ids - self.lost.get(key, set()) for key, ids in self.gained.items()},
            {key: ids - self.gained.get(key, set()) for key, ids in self.lost.items()},
        )


def _place(tables: Tables, cards: Mapping[str, Card | None]) -> None:
    found = _compare(tables, cards)
    if not found.kinds:
        return
    shelf = lock(tables)
    shelf.version += 1
    found.digest.update(shelf.stamp.encode())
    shelf.stamp = found.digest.hexdigest()
    shelf.vocabulary_edition = terms.current().edition
    listings = tables.listings
    if found.added:
        listings.bulk_create(found.added, batch_size=200)
    if len(found.altered) == 1:
        found.altered[0].save(update_fields=CONTENT)
    elif found.altered:
        listings.bulk_update(found.altered, CONTENT, batch_size=50)
    if found.removed:
        for some in batched(found.removed, 500):
            listings.filter(pk__in=[row.pk for row in some]).delete()
    for row in (*found.added, *found.altered):
        found.terms.gain(row.keys, row.pk)
        found.words.gain(row.words, row.pk)
        found.spellings.update(row.spellings.split())
    found.terms.write(tables.postings, shelf.version)
    found.words.write(tables.mentions, shelf.version)
    count_spellings(tables, found.spellings)
    now = timezone.now()
    tables.changes.bulk_create(
        [
            tables.change(token=new_token(), kind=kind, handle=handle, at=now)
            for handle, kind in found.kinds.items()
        ],
        batch_size=500,
    )
    shelf.save(update_fields=["version", "stamp", "vocabulary_edition"])


def _compare(tables: Tables, cards: Mapping[str, Card | None]) -> _Difference:
    """What stands on the shelf against what should; one query for 500 handles.

    Without the shelf's lock: whoever publishes a handle holds the lock of its profile.
    """
    found = _Difference([], [], [], {}, blake2b(digest_size=16), _Turnover(), _Turnover(), Counter())
    standing: dict[str, Listing] = {}
    for handles in batched(cards, 500):
        standing |= {row.handle: row for row in tables.listings.filter(handle__in=handles)}
    for handle, card in cards.items():
        row = standing.get(handle)
        content = content_of(card) if card else None
        if row and content and all(is_same(getattr(row, column), content[column]) for column in CONTENT):
            continue
        if row:
            found.terms.lose(row.keys, row.pk)
            found.words.lose(row.words, row.pk)
            found.spellings.subtract(row.spellings.split())
        if content and row:
            for column in CONTENT:
                setattr(row, column, content[column])
            found.altered.append(row)
        elif content:
            found.added.append(tables.listing(handle=handle, **content))
        elif row:
            found.removed.append(row)
        else:
            continue
        found.kinds[handle] = "updated" if content and row else "listed" if content else "unlisted"
        found.digest.update(repr((handle, sorted((content or {}).items()))).encode())
    return found


def is_same(stored: object, wanted: object) -> bool:
    """Whether a stored column has the wanted content."""
    # PostgreSQL's driver hands out memoryviews for bytes.
    return (bytes(stored) if isinstance(stored, memoryview) else stored) == wanted


def lock(tables: Tables) -> Shelf:
    """The shelf's row, held until the transaction ends: whoever changes a shelf begins with this."""
    rows = Shelf.objects.select_for_update().filter(audience=tables.audience)
    for shelf in rows:
        return shelf
    Shelf.objects.get_or_create(audience=tables.audience)
    return rows.get()


def count_spellings(tables: Tables, counts: Counter[str]) -> None:
    """Add to the numbers of cards that have each spelling; a spelling on no card is forgotten."""
    changed = sorted((spelling, count) for spelling, count in counts.items() if count)
    words = tables.words.model._meta.db_table
    with connection.cursor() as cursor:
        for some in batched(changed, 200):
            cursor.execute(
                f"INSERT INTO {words} (spelling, cards) VALUES {', '.join(['(%s, %s)'] * len(some))} "
                f"ON CONFLICT (spelling) DO UPDATE SET cards = {words}.cards + excluded.cards",
                [value for pair in some for value in pair],
            )
    gone = [spelling for spelling, count in changed if count < 0]
    for forgotten in batched(gone, 500):
        tables.words.filter(spelling__in=forgotten, cards__lte=0).delete()


def _turn(handle: str, reader_keys: frozenset[str], reason: str, *, hides: bool, silently: bool) -> None:
    """Write private lines on both shelves, each under its lock so that all lines come in order."""
    if not reader_keys:
        return
    loud, silent = ("unlisted", "never" if silently else "hidden") if hides else ("listed", "shown")
    with transaction.atomic():
        for audience in SHELVES:
            tables = tables_of(audience)
            lock(tables)
            stands = tables.listings.filter(handle=handle).exists()
            reasons = _reasons(tables, handle, reader_keys)
            tables.changes.bulk_create(
                tables.change(
                    token=new_token(),
                    kind=loud if stands and not silently and not reasons[key] - {reason} else silent,
                    handle=handle,
                    at=timezone.now(),
                    reader_key=key,
                    reason=reason,
                )
                for key in sorted(reader_keys)
                if not (hides and reason in reasons[key])
            )


def _reasons(tables: Tables, handle: str, reader_keys: Collection[str]) -> Mapping[str, set[str]]:
    """Why ``handle`` is hidden from each of these readers, as far as it was told here. One query."""
    lines = tables.changes.filter(handle=handle, reader_key__in=reader_keys).order_by("pk")
    reasons: dict[str, set[str]] = {key: set() for key in reader_keys}
    for key, kind, reason in lines.values_list("reader_key", "kind", "reason"):
        if kind in Change.HIDES:
            reasons[key].add(reason)
        else:
            reasons[key].discard(reason)
    return reasons


def new_token() -> str:
    """A name for a change that tells nothing: 128 random bits."""
    return secrets.token_urlsafe(16)
