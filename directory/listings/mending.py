"""What is made of a shelf's rows: postings of terms and of words, counts of spellings; and making it anew."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from django.db import transaction
from pyroaring import BitMap

from directory.listings import postings
from directory.listings.models import Listing, Tables, tables_of
from directory.listings.publishing import SHELVES, count_spellings, lock


@dataclass(slots=True)
class Derived:
    """The ids that have each posting key, of terms and of words, and on how many cards each spelling stands."""

    postings: dict[str, BitMap] = field(default_factory=lambda: defaultdict(BitMap))
    mentions: dict[str, BitMap] = field(default_factory=lambda: defaultdict(BitMap))
    spellings: Counter[str] = field(default_factory=Counter)


def made_of_rows(tables: Tables) -> Derived:
    """As it should be stored."""
    wanted = Derived()
    rows: Iterable[Listing] = tables.listings.only("keys", "words", "spellings").iterator()
    for row in rows:
        for key in row.keys.split():
            wanted.postings[key].add(row.pk)
        for key in row.words.split():
            wanted.mentions[key].add(row.pk)
        wanted.spellings.update(row.spellings.split())
    return wanted


def as_stored(tables: Tables) -> Derived:
    """As it is stored."""
    stored = Derived()
    for rows, found in ((tables.postings, stored.postings), (tables.mentions, stored.mentions)):
        for key, ids in rows.values_list("key", "ids").iterator():
            found[key] |= BitMap.deserialize(bytes(ids))
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
    both = (
        (tables.postings, wanted.postings, stored.postings),
        (tables.mentions, wanted.mentions, stored.mentions),
    )
    wrong = [differing(now, then) for _, now, then in both]
    counts = Counter(wanted.spellings)
    counts.subtract(stored.spellings)
    if not any(wrong) and not any(counts.values()):
        return
    shelf.version += 1
    # Not the same cards to whoever asked before: what was found by them may have been wrong.
    shelf.stamp = blake2b(f"{shelf.stamp} mended".encode(), digest_size=16).hexdigest()
    for (rows, now, then), keys in zip(both, wrong, strict=True):
        postings.rewrite(
            rows,
            shelf.version,
            {key: now[key] - then[key] for key in keys},
            {key: then[key] - now[key] for key in keys},
        )
    count_spellings(tables, counts)
    shelf.save(update_fields=["version", "stamp"])


def differing(now: Mapping[str, BitMap], then: Mapping[str, BitMap]) -> list[str]:
    """The keys whose ids are not the same in both, sorted."""
    none = BitMap()
    return sorted(key for key in now.keys() | then.keys() if now.get(key, none) != then.get(key, none))
