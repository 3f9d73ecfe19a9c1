"""What to offer while somebody types: terms, names and a correction, each of which leads this reader to a card."""

from dataclasses import dataclass

import orjson
from pyroaring import BitMap

from directory.listings import analysis, lexicon, questions
from directory.listings.cards import BEGINS_NAME
from directory.listings.corrections import corrected
from directory.listings.matching import match
from directory.listings.readers import Reader
from directory.listings.search import FACETS
from directory.listings.shelves import OpenShelf, open_shelf

MOST_NAMES = 5
MOST_WORDS_OF_A_NAME = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One offer: an ``ally`` (with a handle), a ``term`` (with facet and code) or a ``correction`` (text alone).

    ``rest`` are the words before those that a term is offered for.
    """

    kind: str
    text: str
    facet: str | None = None
    code: str | None = None
    handle: str | None = None
    rest: str = ""


def suggest(reader: Reader, q: str, limit: int = 10) -> list[Suggestion]:
    """Up to ``limit`` offers for what was typed so far, whose last word may go on: names, then terms.

    Where that is nothing, terms for the last words beside those before; and else a correction.
    """
    words = analysis.spellings(q)
    if not words:
        return []
    with open_shelf(reader) as shelf:
        offers = _names(shelf, words) + _called(shelf, words, shelf.visible)
        if not offers:
            offers = _called_beside_others(shelf, words)
        if not offers:
            # A last word that may be on its way to a term is no slip yet.
            unfinished = words[-1] if lexicon.current().begun(words[-1:]) else ""
            better = corrected(shelf, q, but=unfinished)
            offers = [Suggestion("correction", better)] if better else []
        return offers[:limit]


def _names(shelf: OpenShelf, words: list[str]) -> list[Suggestion]:
    """Cards whose name has all the words, each perhaps not yet whole."""
    keys = [f"{BEGINS_NAME}{word}" for word in words]
    mentioned = shelf.mentioned(keys)
    ids = BitMap.intersection(*(mentioned.get(key, BitMap()) for key in keys))
    rows = shelf.in_order(ids, "by_name", limit=MOST_NAMES)
    cards = (orjson.loads(card) for card in shelf.cards([pk for pk, _ in rows]))
    return [Suggestion("ally", card["name"], handle=card["handle"]) for card in cards]


def _called_beside_others(shelf: OpenShelf, words: list[str]) -> list[Suggestion]:
    """Terms that the last words are a name of, as long a name as there is, on cards with all the words before."""
    for start in range(max(1, len(words) - MOST_WORDS_OF_A_NAME), len(words)):
        rest = " ".join(words[:start])
        parts = match(shelf, questions.read(rest).parts)
        found = _called(shelf, words[start:], BitMap.intersection(*(part.ids for part in parts)), rest)
        if found:
            return found
    return []


def _called(shelf: OpenShelf, words: list[str], ids: BitMap, rest: str = "") -> list[Suggestion]:
    """Terms whose name in any language, or a synonym, has all the words, if one of the cards ``ids`` has the term."""
    said = lexicon.current()
    found = []
    for key in said.begun(words):
        known = said.filter_of(key)
        if known is not None and shelf.postings.having(key).intersect(ids):
            parameter, term = known
            offer = Suggestion("term", term.name, parameter, term.code, rest=rest)
            found.append((FACETS.index(parameter), term.position, offer))
    return [suggestion for _, _, suggestion in sorted(found, key=lambda offer: offer[:2])]
