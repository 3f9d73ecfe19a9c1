"""Which listings have a term or a word: compressed bitmaps of their ids, in the database and in memory.

In the database they lie in chunks of 65,536 ids, so that a publication rewrites little. Each worker has the terms'
bitmaps of a shelf whole in memory, immutable and shared by all threads; one that finds a newer version loads only
what changed since. Those of words are read when they are asked for.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched

from django.db import connection
from django.db.models import QuerySet
from pyroaring import BitMap

from directory.listings.cards import ALL
from directory.listings.databases import among, fetched
from directory.listings.models import Posting, Shelf, Tables
from directory.listings.readers import Audience

CHUNK = 1 << 16
_NONE = BitMap()


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Postings:
    """The bitmaps of one shelf at one version. Never changed, so a reader may keep it for a request.

    ``change`` is the token of the newest change they know of: a random name, by which a database that was put back
    and went on another way is told from one that went on from here.
    """

    version: int = 0
    stamp: str = ""
    change: str = ""
    _ids: Mapping[str, BitMap] = field(default_factory=dict)
    _sections: dict[str, Sequence[tuple[bytes, BitMap]]] = field(default_factory=dict)

    def having(self, key: str) -> BitMap:
        """The ids of the listings with this key; not to be changed."""
        return self._ids.get(key, _NONE)

    @property
    def everything(self) -> BitMap:
        """The ids of all listings on the shelf."""
        return self.having(ALL)

    def sections(self, order: str) -> Sequence[tuple[bytes, BitMap]]:
        """What the keys of ``order`` begin with, ascending, and the ids of which do: all ids, or nothing is said."""
        if order not in self._sections:
            begins = f"{order}:"
            found = sorted(
                (key.removeprefix(begins).encode(), ids)
                for key, ids in self._ids.items()
                if ids and key.startswith(begins)
            )
            is_all = sum(len(ids) for _, ids in found) == len(self.everything)
            self._sections[order] = found if is_all else ()
        return self._sections[order]

    def after(self, tables: Tables, version: int, stamp: str, change: str = "") -> "Postings":
        """The postings at ``version``, made of these and of what the database says has changed since. One query."""
        ids = dict(self._ids)
        rows = tables.postings.filter(version__gt=self.version) if ids else tables.postings
        for key, chunk, stored in rows.values_list("key", "chunk", "ids"):
            others = ids.get(key, _NONE).copy()
            others.remove_range(chunk * CHUNK, (chunk + 1) * CHUNK)
            ids[key] = others | BitMap.deserialize(bytes(stored))
        return Postings(version, stamp, change, ids)


_held: dict[Audience, Postings] = {}
_holding = threading.Lock()


def at(tables: Tables, shelf: Shelf) -> Postings:
    """The postings of ``shelf``, as it was read in the caller's snapshot of the database.

    They come from memory unless the shelf changed; then in up to three queries. Inside a transaction that may write,
    memory is neither used for a start nor kept: what was written may yet be undone.
    """
    held = _held.get(tables.audience, Postings())
    if (held.version, held.stamp) == (shelf.version, shelf.stamp):
        return held
    if connection.in_atomic_block:
        return Postings().after(tables, shelf.version, shelf.stamp)
    # Memory may be ahead of this snapshot, by another thread, or of another history: then this one starts from nothing.
    changes = tables.changes
    goes_on = held.version < shelf.version and changes.filter(token=held.change).exists()
    newest = changes.order_by("-pk").values_list("token", flat=True).first()
    found = (held if goes_on else Postings()).after(tables, shelf.version, shelf.stamp, newest or "")
    with _holding:
        _held[tables.audience] = found
    return found


def mentioned(tables: Tables, keys: Iterable[str]) -> dict[str, BitMap]:
    """The ids of the listings that have each of these words, for those that any has. One query.

    Words are not kept in memory: there are too many, and what a member wrote must not outlive its card.
    """
    found: dict[str, BitMap] = {}
    condition, parameter = among("key", set(keys))
    sql = f"SELECT key, ids FROM {tables.mention_name} WHERE {condition}"
    for key, stored in fetched(sql, parameter):
        ids = BitMap.deserialize(bytes(stored))
        found[key] = found[key] | ids if key in found else ids
    return found


def rewrite(
    postings: QuerySet[Posting],
    version: int,
    gained: Mapping[str, Iterable[int]],
    lost: Mapping[str, Iterable[int]],
) -> None:
    """Add and take away ids, by key, in the stored chunks; the caller holds the shelf's lock at ``version``.

    A chunk that becomes empty stays, so that workers learn of it. Two queries for up to 1,000 keys.
    """
    changes: dict[tuple[str, int], tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for way, by_key in enumerate((gained, lost)):
        for key, ids in by_key.items():
            for pk in ids:
                changes[key, pk // CHUNK][way].add(pk)
    for some in batched(changes, 1_000):
        standing = postings.filter(key__in={key for key, _ in some}, chunk__in={chunk for _, chunk in some})
        rows = {(row.key, row.chunk): row for row in standing}
        written = []
        for key, chunk in some:
            added, removed = changes[key, chunk]
            row = rows.get((key, chunk)) or postings.model(key=key, chunk=chunk)
            ids = (BitMap.deserialize(bytes(row.ids)) if row.ids else BitMap()) | BitMap(added)
            row.ids, row.version = (ids - BitMap(removed)).serialize(), version
            written.append(row)
        postings.bulk_create(
            written, update_conflicts=True, unique_fields=["key", "chunk"], update_fields=["ids", "version"]
        )
