"""A shelf as one reader sees it: everything that is read of the directory is read through here."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from pyroaring import BitMap

from directory.listings import postings
from directory.listings.databases import among, fetched, snapshot
from directory.listings.models import Listing, Shelf, Tables, tables_of
from directory.listings.ordering import Wanted, rows_in_order
from directory.listings.postings import Postings
from directory.listings.readers import Audience, Reader
from directory.vocabulary import terms

ORDERS = {"role": "by_role", "region": "by_region", "name": "by_name", "newest": "by_newest"}


def shelf_for(reader: Reader) -> QuerySet[Listing]:
    """The rows this reader may see, and no others: the table of their audience less the excluded.

    Empty where the site's ceiling closes the shelf.
    """
    listings = tables_of(reader.audience).listings
    if not is_open(reader.audience):
        return listings.none()
    return listings.exclude(handle__in=reader.excluded) if reader.excluded else listings.all()


def card_of(reader: Reader, handle: str) -> bytes | None:
    """The JSON of one card, or None if there is none for this reader. One query."""
    card = shelf_for(reader).filter(handle=handle).values_list("card", flat=True).first()
    return bytes(card) if card is not None else None


def is_open(audience: Audience) -> bool:
    """Whether the site's ceiling lets anything be seen by this audience."""
    return audience <= Audience.from_code(settings.SITE_CEILING)


def public_version() -> str:
    """An opaque name for all that anyone may see at this moment. One query.

    A digest, since a number would tell how often something changed.
    """
    shelf = _row_of(Audience.PUBLIC)
    state = f"{shelf.stamp} {shelf.vocabulary_edition} {is_open(Audience.PUBLIC)}"
    return hmac.new(settings.SECRET_KEY.encode(), state.encode(), hashlib.sha256).hexdigest()[:32]


def _row_of(audience: Audience) -> Shelf:
    """The shelf's row; as before the first publication, if there is none. One query."""
    sql = "SELECT version, stamp, vocabulary_edition FROM listings_shelf WHERE audience = %s"
    for version, stamp, edition in fetched(sql, audience.value):
        return Shelf(audience=audience, version=version, stamp=stamp, vocabulary_edition=edition)
    return Shelf(audience=audience)


@dataclass(frozen=True, slots=True)
class OpenShelf:
    """One reader's shelf at one moment. ``visible`` holds the ids of all they may see."""

    reader: Reader
    tables: Tables
    postings: Postings
    visible: BitMap

    def having(self, *keys: str) -> BitMap:
        """The ids of the visible cards with any of these posting keys."""
        found = BitMap()
        for key in keys:
            found |= self.postings.having(key)
        return found & self.visible

    def mentioned(self, keys: Iterable[str]) -> dict[str, BitMap]:
        """The ids of the visible cards that have each of these words, by its key. One query."""
        found = postings.mentioned(self.tables, keys)
        return {key: ids & self.visible for key, ids in found.items()}

    def in_order(
        self,
        ids: BitMap,
        order: str,
        *,
        limit: int,
        backwards: bool = False,
        beyond: bytes | None = None,
        skip: int = 0,
    ) -> list[tuple[int, bytes]]:
        """``limit`` of ``ids`` sorted by the column ``order``, each with its key there.

        ``beyond`` leaves out all up to and including that key; ``skip`` so many from the start.
        """
        wanted = Wanted(self.tables, self.visible, ids, order, backwards, beyond)
        return rows_in_order(self.postings, wanted, limit, skip)

    def cards(self, ids: Sequence[int]) -> list[bytes]:
        """The cards' JSON, in the order of ``ids``. One query, none for no ids."""
        if not ids:
            return []
        condition, parameter = among("id", ids)
        sql = f"SELECT id, card FROM {self.tables.name} WHERE {condition}"
        found = {pk: bytes(card) for pk, card in fetched(sql, parameter)}
        return [found[pk] for pk in ids]


@contextmanager
def open_shelf(reader: Reader) -> Iterator[OpenShelf]:
    """The shelf of ``reader``, all of it read at one moment. One query, two if somebody is excluded.

    Three more if the shelf changed since this worker last looked.
    """
    tables = tables_of(reader.audience)
    with snapshot():
        shelf = _row_of(reader.audience)
        if shelf.vocabulary_edition > terms.current().edition:
            terms.forget()
        ids = postings.at(tables, shelf)
        visible = ids.everything if is_open(reader.audience) else BitMap()
        if reader.excluded:
            listings = tables.listings
            hidden = listings.filter(handle__in=reader.excluded).values_list("pk", flat=True)
            visible = visible - BitMap(hidden)
        yield OpenShelf(reader, tables, ids, visible)
