"""Cards to put on shelves: the read side is tested without a write side."""

from datetime import date
from typing import Any

import orjson

from directory.listings import publishing, search
from directory.listings.cards import Card
from directory.listings.readers import ANYONE, Audience, Reader
from directory.vocabulary import terms
from directory.vocabulary.models import Facet

MEMBER = Reader(Audience.MEMBERS, key="some-member")
FACET_OF = {
    "sector": Facet.SECTOR,
    "role": Facet.ROLE,
    "region": Facet.REGION,
    "practices": Facet.PRACTICE,
    "settings": Facet.SETTING,
    "strands": Facet.STRAND,
    "offers": Facet.EXCHANGE,
    "seeks": Facet.EXCHANGE,
    "languages": Facet.LANGUAGE,
}


def card(handle: str, **parts: Any) -> Card:
    """A card; terms are given by their codes, and a role brings its sector along."""
    vocabulary = terms.current()
    given: dict[str, Any] = {"name": handle.title(), "listed_on": date(2026, 3, 1), **parts}
    for part, facet in FACET_OF.items():
        if isinstance(given.get(part), str):
            given[part] = vocabulary.term(facet, given[part])
        elif part in given:
            given[part] = tuple(vocabulary.term(facet, code) for code in given[part])
    if "role" in given and "sector" not in given:
        given["sector"] = vocabulary.sector_of(given["role"])
    return Card(handle=handle, **given)


def show(*cards: Card, to: tuple[Audience, ...] = (Audience.PUBLIC, Audience.MEMBERS)) -> None:
    """Publish each card, one after the other, to those audiences."""
    for one in cards:
        publishing.publish(one.handle, dict.fromkeys(to, one))


def find(reader: Reader = ANYONE, q: str = "", size: int = 20, **asked: Any) -> search.Found:
    """Search; names that are facets are filters, given as one code or several."""
    filters = {name: asked.pop(name) for name in search.FACETS if name in asked}
    codes = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in filters.items()}
    paging = {name: asked.pop(name) for name in ("page", "cursor") if name in asked}
    return search.search(reader, search.Query(q=q, terms=codes, **asked), size=size, **paging)


def handles(found: search.Found) -> list[str]:
    return [orjson.loads(one)["handle"] for one in found.cards]


def counts(found: search.Found, facet: str) -> dict[str, int]:
    return {row.term.code: row.count for row in found.facets[facet]}
