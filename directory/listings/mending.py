"""What is made of a shelf's rows: postings, counts of spellings, the text index; and making it anew."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from django.db import transaction
from pyroaring import BitMap

from directory.listings import postings, text
from directory.listings.models import Listing, Tables, tables_of
from directory.listings.publishing import SHELVES, count_spellings, lock


@dataclass(slots=True)
class Derived:
    """The ids that have each posting key, and on how many cards each spelling stands."""

    postings: dict[str, BitMap] = field(default_factory=lambda: defaultdict(BitMap))
    spellings: Counter[str] = field(default_factory=Counter)


def made_of_rows(tables: Tables) -> Derived:
    """As it should be stored."""
    wanted = Derived()
    rows: Iterable[Listing] = tables.listings.only("keys", "spellings").iterator()
    for row in rows:
        for key in row.keys.split():
            wanted.postings[key].add(row.pk)
        wanted.spellings.update(row.spellings.split())
    return wanted


def as_stored(tables: Tables) -> Derived:
    """As it is stored."""
    stored = Derived()
    for key, ids in tables.postings.values_list("key", "ids"):
        stored.postings[key] |= BitMap.deserialize(bytes(ids))
    stored.spellings.update(dict(tables.words.values_list("spelling", "cards")))
    return stored


def mend() -> None:
    """Bring what is derived in line with the rows. A shelf where it is keeps its version."""
    for audience in SHELVES:
        with transaction.atomic():
            _mend(tables_of(audience))


def _mend(tables: Tables) -> None:
    shelf = lock(tables)
    wanted, stored = made_of_rows(tables), as_stored(tables)
    keys = [key for key in wanted.postings | stored.postings if wanted.postings[key] != stored.postings[key]]
    counts = Counter(wanted.spellings)
    counts.subtract(stored.spellings)
    sound = text.index().is_sound(tables.name)
    if sound and not keys and not any(counts.values()):
        return
    shelf.version += 1
    # Not the same cards to whoever asked before: what was found by them may have been wrong.
    shelf.stamp = blake2b(f"{shelf.stamp} mended".encode(), digest_size=16).hexdigest()
    postings.rewrite(
        tables,
        shelf.version,
        {key: wanted.postings[key] - stored.postings[key] for key in keys},
        {key: stored.postings[key] - wanted.postings[key] for key in keys},
    )
    count_spellings(tables, counts)
    if not sound:
        text.index().make_anew(tables.name)
    shelf.save(update_fields=["version", "stamp"])
