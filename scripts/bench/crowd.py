"""Plainly invented people, spread as those of a real directory would be: few roles and places hold most of them.

Everything comes from one ``Random`` in one order: the same seed gives the same people, and more people means the same
ones and then others. Their words are made of syllables and mean nothing, but for ``COMMON``, which is on the cards of
a quarter of them.
"""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate, product
from random import Random
from typing import Final

from directory.listings.analysis import fold
from directory.listings.cards import Card
from directory.listings.readers import Audience
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, RegionKind, Term

SEED: Final = 1
COMMON: Final = "circles"
SHARE_WITH_COMMON: Final = 0.25
SHARE_PUBLIC: Final = 0.6
WORDS: Final = 8_000
_FIRST_DAY: Final = date(2024, 1, 1)
_DAYS: Final = 1_000
_HANDLE: Final = string.ascii_lowercase + string.digits
# What ends in one of these is no inflected form of anything: every stemmer leaves it as it is.
_ENDS: Final = "aou"
_WORD: Final = re.compile(r"\w+")
_PRONOUNS: Final = ("she/her", "he/him", "they/them", "")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's card, and whether anyone may see it or members alone."""

    card: Card
    is_public: bool

    @property
    def cards(self) -> dict[Audience, Card]:
        """The card on each shelf that it stands on."""
        shelves = (Audience.PUBLIC, Audience.MEMBERS) if self.is_public else (Audience.MEMBERS,)
        return dict.fromkeys(shelves, self.card)


class Deal[T]:
    """Draws from ``items``, the first the likeliest: the n-th comes 1/n times as often (Zipf)."""

    def __init__(self, items: Sequence[T], random: Random) -> None:
        self.items = items
        self.weights = list(accumulate(1 / place for place in range(1, len(items) + 1)))
        self.random = random

    def several(self, number: int) -> list[T]:
        """``number`` of them; one may come more than once."""
        return self.random.choices(self.items, cum_weights=self.weights, k=number)

    def one(self) -> T:
        """One of them."""
        return self.several(1)[0]

    def different(self, number: int) -> tuple[T, ...]:
        """Up to ``number`` of them, no one twice."""
        return tuple(dict.fromkeys(self.several(number)))


def words() -> list[str]:
    """The words that texts are made of, the most frequent first; the same ones always. None is a term's."""
    random = Random("the words of the bench")  # noqa: S311
    syllables = ["".join(pair) for pair in product("bdfgklmnprstvz", "aeiou")]
    ends = [consonant + vowel for consonant, vowel in product("bdfgklmnprstvz", _ENDS)]
    taken = _words_of_terms()
    made: dict[str, None] = {}
    while len(made) < WORDS:
        beginning = random.choices(syllables, k=random.choice((1, 2, 2, 3)))
        word = "".join(beginning) + random.choice(ends)
        if not taken.intersection((word, f"{word}s")):
            made[word] = None
    return list(made)


def _words_of_terms() -> set[str]:
    """All words in names and synonyms of terms, in every language."""
    every = (term for facet in Facet for term in terms.current().terms(facet, include_retired=True))
    texts = (text for term in every for text in (term.name, *term.synonyms, *term.names.values()))
    return {word for text in texts for word in _WORD.findall(fold(text))}


class Crowd:
    """All that people are made up from, for one seed."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = Random(f"the bench {seed}")  # noqa: S311
        self.words = Deal(words(), self.random)
        says_common = {term for term in self._terms(Facet.PRACTICE) if _says_common(term)}
        practices = [term for term in self._terms(Facet.PRACTICE) if term.parent_id is not None]
        self.quiet_practices = Deal([term for term in practices if term not in says_common], self.random)
        self.common_practices = Deal([term for term in practices if term in says_common], self.random)
        self.roles = Deal(self._terms(Facet.ROLE), self.random)
        self.places = Deal(self._places(), self.random)
        self.others = {
            facet: Deal(self._terms(facet), self.random)
            for facet in (Facet.SETTING, Facet.STRAND, Facet.EXCHANGE)
        }
        english_first = sorted(self._terms(Facet.LANGUAGE), key=lambda term: term.code != "en")
        self.languages = Deal(english_first, self.random)

    @cached_property
    def given_names(self) -> list[str]:
        """About a thousand."""
        return [
            "".join(parts).title()
            for parts in product("bdfgjklmnrst", "aeiou", ("la", "mi", "ro", "n", "ssa", "lin"))
        ]

    @cached_property
    def surnames(self) -> list[str]:
        """About thirty thousand, the number that a directory of a million would have."""
        syllables = ["".join(pair) for pair in product("bdgklmnprstv", "aeiou")]
        ends = ("", "n", "r", "k", "sen", "man", "ski", "well", "ton")
        return ["".join(parts).title() for parts in product(syllables, syllables, ends)]

    def people(self) -> Iterator[Person]:
        """People without end."""
        while True:
            yield self._person()

    def _person(self) -> Person:
        random = self.random
        says_common = random.random() < SHARE_WITH_COMMON
        headline = self.words.several(random.randint(5, 10))
        about = self.words.several(random.randint(35, 70))
        practices = self.quiet_practices.different(random.randint(2, 6))
        if says_common:
            match random.random():
                case where if where < 0.2:
                    practices = (self.common_practices.one(), *practices[1:])
                case where if where < 0.4:
                    headline.insert(random.randrange(len(headline)), COMMON)
                case _:
                    about.insert(random.randrange(len(about)), COMMON)
        role = self.roles.one()
        card = Card(
            handle="".join(random.choices(_HANDLE, k=12)),
            listed_on=_FIRST_DAY + timedelta(random.randrange(_DAYS)),
            name=f"{random.choice(self.given_names)} {random.choice(self.surnames)}",
            sector=terms.current().sector_of(role),
            role=role if random.random() < 0.9 else None,
            region=self.places.one(),
            practices=practices,
            settings=self.others[Facet.SETTING].different(2),
            strands=self.others[Facet.STRAND].different(2),
            offers=self.others[Facet.EXCHANGE].different(3),
            seeks=self.others[Facet.EXCHANGE].different(2),
            languages=self.languages.different(2),
            pronouns=random.choice(_PRONOUNS),
            headline=" ".join(headline),
            about=" ".join(about),
        )
        return Person(card, is_public=random.random() < SHARE_PUBLIC)

    def _terms(self, facet: Facet) -> list[Term]:
        return list(terms.current().terms(facet))

    def _places(self) -> list[Term]:
        """Counties and areas of the home state, the nations, and all other states, in this order."""
        regions = [term for term in self._terms(Facet.REGION) if term.kind != RegionKind.COUNTRY]
        return sorted(regions, key=lambda term: term.kind == RegionKind.STATE)


def _says_common(term: Term) -> bool:
    return any("circle" in text.lower() for text in (term.name, *term.synonyms))
