"""A card: what one audience may see of one person, and everything that is made from it.

Postings, words, orders and the JSON all come from the card alone, so that nothing which is not on it can be
found, counted or sorted by.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from directory.listings import analysis
from directory.vocabulary import terms
from directory.vocabulary.models import Term

NO_NAME = "A system ally"
# The parts that hold terms, by the name each has in a query.
PARAMETER_OF = {
    "sector": "sector",
    "role": "role",
    "region": "region",
    "practices": "practice",
    "settings": "setting",
    "strands": "strand",
    "offers": "offers",
    "seeks": "seeks",
    "languages": "language",
}
# Every card has this key; the region a card shows, and not what takes it in, has the other.
ALL = "all"
SHOWN_REGION = "region.shown"
# Where a card has a word, before the word in the keys of its postings.
IN_NAME, BEGINS_NAME, IN_LINE, IN_REST = "n:", "b:", "l:", "r:"
LAST = 99_999
# So many bytes at the beginning of an order's key name its section: a role in its sector, a region.
SECTIONS = {"by_role": 10, "by_region": 5}
LONGEST_NAME = 240  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What may be seen. None, () and "" all mean: not there.

    ``listed_on`` is the day this card first stood on this shelf. A card never holds contact data.
    """

    handle: str
    listed_on: date
    name: str = ""
    sector: Term | None = None
    role: Term | None = None
    region: Term | None = None
    practices: tuple[Term, ...] = ()
    settings: tuple[Term, ...] = ()
    strands: tuple[Term, ...] = ()
    offers: tuple[Term, ...] = ()
    seeks: tuple[Term, ...] = ()
    languages: tuple[Term, ...] = ()
    pronouns: str = ""
    headline: str = ""
    about: str = ""
    agency: str = ""
    title: str = ""
    website: str = ""
    confirmed_on: date | None = None

    def json(self) -> bytes:
        """The card as the API answers it."""
        answer: dict[str, Any] = {
            "handle": self.handle,
            "url": f"/allies/{self.handle}/",
            "name": self.name or NO_NAME,
            "listed_on": self.listed_on,
        }
        for part in ("sector", "role", "region"):
            answer[part] = _term(getattr(self, part))
        for part in ("practices", "settings", "strands", "offers", "seeks", "languages"):
            answer[part] = [_term(term) for term in getattr(self, part)]
        for part in ("pronouns", "headline", "about", "agency", "title", "website", "confirmed_on"):
            answer[part] = getattr(self, part)
        return orjson.dumps({part: value for part, value in answer.items() if value})

    def posting_keys(self) -> list[str]:
        """``parameter:code`` of each shown term and of all that take it in, in the order of the parts."""
        vocabulary = terms.current()
        keys = {ALL: None}
        for part, parameter in PARAMETER_OF.items():
            for term in self._terms(part):
                for found_by in (term, *vocabulary.above(term)):
                    keys[f"{parameter}:{found_by.code}"] = None
        if self.region:
            keys[f"{SHOWN_REGION}:{self.region.code}"] = None
        return list(keys)

    def columns(self) -> dict[str, str]:
        """The columns that text is found by, as ``Listing`` has them.

        Only what a person wrote: what the terms are called is known by the ``lexicon``.
        """
        lines, rest = (self.headline, self.title), (self.about, self.agency)
        names = {
            word[:length] for word in analysis.spellings(self.name) for length in range(1, len(word) + 1)
        }
        words = {
            IN_NAME: analysis.indexed([self.name]),
            # A name is also completed while one types.
            BEGINS_NAME: names,
            IN_LINE: analysis.indexed(lines),
            IN_REST: analysis.indexed(rest),
        }
        spellings = {word for text in (self.name, *lines, *rest) for word in analysis.all_spellings(text)}
        return {
            "words": _joined({f"{place}{word}" for place, found in words.items() for word in found}),
            "spellings": _joined(spellings),
        }

    def orders(self) -> dict[str, bytes]:
        """The columns that cards are sorted by, as ``Listing`` has them. What is not shown stands last."""
        sector, role, region = (_position(term) for term in (self.sector, self.role, self.region))
        # Cut, since cursors carry it: one letter can become eighteen. The handle keeps the order total.
        folded = analysis.fold(self.name or NO_NAME).encode()[:LONGEST_NAME]
        name = folded + b"\x00" + self.handle.encode()
        newest = 9_999_999 - self.listed_on.toordinal()
        return {
            "by_role": f"{sector}{role}{region}".encode() + name,
            "by_region": f"{region}{sector}{role}".encode() + name,
            "by_name": name,
            "by_newest": f"{newest:07}{self.handle}".encode(),
        }

    def sections(self) -> list[str]:
        """The posting keys of the sections of the orders that the card stands in."""
        orders = self.orders()
        return [f"{order}:{orders[order][:length].decode()}" for order, length in SECTIONS.items()]

    def _terms(self, part: str) -> tuple[Term, ...]:
        value: Term | tuple[Term, ...] | None = getattr(self, part)
        return value if isinstance(value, tuple) else (value,) if value else ()


def _term(term: Term | None) -> dict[str, str] | None:
    return {"code": term.code, "name": term.name} if term else None


def _position(term: Term | None) -> str:
    return f"{min(term.position, LAST - 1) if term else LAST:05}"


def _joined(words: set[str]) -> str:
    return " ".join(sorted(words))
