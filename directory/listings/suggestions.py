"""What to offer while somebody types: terms, names and a correction, each of which leads this reader to a card."""

from dataclasses import dataclass

import orjson
from pyroaring import BitMap

from directory.listings import analysis, lexicon
from directory.listings.cards import BEGINS_NAME
from directory.listings.corrections import corrected
from directory.listings.readers import Reader
from directory.listings.search import FACETS
from directory.listings.shelves import OpenShelf, open_shelf
from directory.vocabulary import terms

MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One offer: an ``ally`` (with a handle), a ``term`` (with facet and code) or a ``correction`` (text alone)."""

    kind: str
    text: str
    facet: str | None = None
    code: str | None = None
    handle: str | None = None


def suggest(reader: Reader, q: str, limit: int = 10) -> list[Suggestion]:
    """Up to ``limit`` offers for what was typed so far, whose last word may go on: names, then terms.

    A correction is offered only where there is nothing else.
    """
    words = analysis.spellings(q)
    if not words:
        return []
    with open_shelf(reader) as shelf:
        offers = (_names(shelf, words) + _terms(shelf, words))[:limit]
        if offers:
            return offers
        better = corrected(shelf, q)
        return [Suggestion("correction", better)] if better else []


def _names(shelf: OpenShelf, words: list[str]) -> list[Suggestion]:
    """Cards whose name has all the words, each perhaps not yet whole."""
    keys = [f"{BEGINS_NAME}{word}" for word in words]
    mentioned = shelf.mentioned(keys)
    ids = BitMap.intersection(*(mentioned.get(key, BitMap()) for key in keys))
    rows = shelf.in_order(ids, "by_name", limit=MOST_NAMES)
    cards = (orjson.loads(card) for card in shelf.cards([pk for pk, _ in rows]))
    return [Suggestion("ally", card["name"], handle=card["handle"]) for card in cards]


def _terms(shelf: OpenShelf, words: list[str]) -> list[Suggestion]:
    """Terms whose name in any language, or a synonym, has all the words, if a visible card has the term."""
    vocabulary = terms.current()
    found = []
    for key in lexicon.current().begun(words):
        facet, _, code = key.partition(":")
        term = vocabulary.find(terms.facet_for_parameter(facet), code)
        if term is not None and shelf.postings.having(key).intersect(shelf.visible):
            found.append((FACETS.index(facet), term.position, Suggestion("term", term.name, facet, code)))
    return [suggestion for _, _, suggestion in sorted(found, key=lambda offer: offer[:2])]
