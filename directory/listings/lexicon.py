"""What words of a question say in the vocabulary: which terms they name, and how surely.

Synonyms and names in other languages live here and not on cards: so whole synonyms name their term, the words in
them hardly ever do, and a new synonym holds at once. A term is found by its posting key (``role:judge``).
"""

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from directory.listings import analysis
from directory.listings.cards import PARAMETER_OF, SHOWN_REGION
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, RegionKind, Term
from directory.vocabulary.terms import Vocabulary

# How surely words name a term, in points; what a card says in its own words is weighed against them in ``search``.
WHOLE: Final = 6
PART: Final = 5
GROUP: Final = 3  # a word of the name of a group of practices, which stands on no card itself
OF_A_SYNONYM: Final = 3
NEAR: Final = 1  # a county was named, and the card shows only the area around it
# A word of a longer synonym names its term only if no more terms than this have it.
MOST_TERMS: Final = 2

# Where a term of a facet may stand on a card: the parameters that lead to it.
_PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    facet.value: tuple(
        parameter for parameter in PARAMETER_OF.values() if terms.facet_for_parameter(parameter) == facet
    )
    for facet in Facet
}
# What is in the name of every county says nothing about which.
_KINDS_OF_COUNTIES_TEXT = (
    "area borough census city county district municipality municipio parish planning region"
)
_KINDS_OF_COUNTIES: Final = frozenset(_KINDS_OF_COUNTIES_TEXT.split())
# Small words of the other languages' names.
_SMALL_TEXT = "and d da das de del des do dos du e el en et la las le les los of y"
_SMALL: Final = frozenset(_SMALL_TEXT.split())

type Keys = Mapping[str, int]  # posting keys and their points


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What words say in one vocabulary.

    ``phrases`` and ``words`` go by stems, ``texts`` by posting key: the spellings of each thing the term is called.
    ``spellings`` has all of those in the order of the alphabet, each with the keys that it leads to.
    """

    vocabulary: Vocabulary
    phrases: Mapping[tuple[str, ...], Keys]
    words: Mapping[str, Keys]
    texts: Mapping[str, Sequence[frozenset[str]]]
    spellings: Sequence[tuple[str, Sequence[str]]]
    longest: int

    def named(self, words: tuple[str, ...]) -> Keys:
        """The terms that these words, together, are the whole name or synonym of."""
        return self.phrases.get(words, {})

    def hinted(self, word: str) -> Keys:
        """The terms that this one word names, wholly or in part."""
        return {**self.words.get(word, {}), **self.named((word,))}

    def filter_of(self, key: str) -> tuple[str, Term] | None:
        """The parameter and the term by which a posting key is a filter; None for a key that only words lead to."""
        parameter, _, code = key.partition(":")
        if parameter not in PARAMETER_OF.values():
            return None
        term = self.vocabulary.find(terms.facet_for_parameter(parameter), code)
        return None if term is None else (parameter, term)

    def begun(self, words: Sequence[str]) -> set[str]:
        """The keys of terms that are called something with all these spellings, the last perhaps not yet whole."""
        *whole, last = words
        place = bisect_left(self.spellings, (last,))
        keys: set[str] = set()
        for spelling, leads_to in self.spellings[place:]:
            if not spelling.startswith(last):
                break
            keys.update(leads_to)
        return {key for key in keys if any(_has(text, whole, last) for text in self.texts[key])}


def _has(text: frozenset[str], whole: Sequence[str], last: str) -> bool:
    return all(word in text for word in whole) and any(word.startswith(last) for word in text)


_held: Lexicon | None = None
_holding = threading.Lock()


def current() -> Lexicon:
    """The lexicon of the vocabulary in memory, made when it is first asked for. Any thread may call it."""
    global _held
    vocabulary = terms.current()
    with _holding:
        if _held is None or _held.vocabulary is not vocabulary:
            _held = _made_of(vocabulary)
        return _held


def keys_of(term: Term) -> list[str]:
    """The posting keys by which cards with this term are found; of a country, only cards that say no more."""
    if term.kind == RegionKind.COUNTRY:
        return [f"{SHOWN_REGION}:{term.code}"]
    return [f"{parameter}:{term.code}" for parameter in _PARAMETERS[term.facet]]


def _made_of(vocabulary: Vocabulary) -> Lexicon:
    writing = _Writing(vocabulary)
    for facet in Facet:
        for term in vocabulary.terms(facet, include_retired=True) if _PARAMETERS[facet] else ():
            writing.enter(term)
    return writing.lexicon()


class _Writing:
    """A lexicon while it is made."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._phrases: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
        self._words: dict[str, dict[str, int]] = defaultdict(dict)
        self._texts: dict[str, list[frozenset[str]]] = defaultdict(list)
        self._of_synonyms: dict[str, set[Term]] = defaultdict(set)

    def enter(self, term: Term) -> None:
        """All that one term is called."""
        for name in _names(term):
            for phrase in self._call(term, name):
                for word in phrase if _is_known_by_its_words(term) else ():
                    _note(self._words[word], term, _points_of_a_word(self._vocabulary, term))
        for synonym in term.synonyms:
            for phrase in self._call(term, synonym):
                for word in phrase:
                    self._of_synonyms[word].add(term)
        if term.kind in (RegionKind.COUNTY, RegionKind.TRIBAL_NATION):
            self._enter_around(term)

    def lexicon(self) -> Lexicon:
        """The lexicon of the terms that were entered."""
        for word, having in self._of_synonyms.items():
            for term in having if len(having) <= MOST_TERMS else ():
                _note(self._words[word], term, OF_A_SYNONYM)
        spellings: dict[str, set[str]] = defaultdict(set)
        for key, texts in self._texts.items():
            for spelling in frozenset().union(*texts):
                spellings[spelling].add(key)
        in_order = sorted((spelling, sorted(keys)) for spelling, keys in spellings.items())
        longest = max(map(len, self._phrases), default=0)
        return Lexicon(self._vocabulary, self._phrases, self._words, self._texts, in_order, longest)

    def _call(self, term: Term, text: str) -> Iterator[tuple[str, ...]]:
        for key in keys_of(term):
            self._texts[key].append(frozenset(analysis.all_spellings(text)))
        for phrase in _phrases(term, text):
            _note(self._phrases[phrase], term, WHOLE)
            yield phrase

    def _enter_around(self, term: Term) -> None:
        """Whoever names a county is glad of a card that shows the area around it: most show no more."""
        around = self._vocabulary.area_of(term)
        if around is None:
            return
        for name in _names(term):
            for phrase in _phrases(term, name):
                self._phrases[phrase].setdefault(f"{SHOWN_REGION}:{around.code}", NEAR)


def _note(found: dict[str, int], term: Term, points: int) -> None:
    for place, key in enumerate(keys_of(term)):
        # Of the two sides of an exchange, who offers is meant before who seeks.
        found[key] = max(found.get(key, 0), points - 2 * place)


def _names(term: Term) -> Iterator[str]:
    yield term.name
    if term.kind != RegionKind.COUNTY:
        yield from term.names.values()
    if term.kind == RegionKind.STATE:
        yield term.code.rpartition("-")[2]


def _phrases(term: Term, text: str) -> Iterator[tuple[str, ...]]:
    """The stems of ``text`` as a question would have them; hyphenated words apart and as one."""
    for written in {text, analysis.joined(text)}:
        every = analysis.spellings(written)
        spelt = [word for word in every if word not in _SMALL] or every
        if len(spelt) == 1 and analysis.is_filler(spelt[0]):
            continue  # Maine is also "ME".
        whole = tuple(map(analysis.stem, analysis.telling(spelt)))
        if whole:
            yield whole
        if term.kind == RegionKind.COUNTY:
            short = [word for word in spelt if word not in _KINDS_OF_COUNTIES]
            if short and len(short) < len(spelt):
                yield tuple(map(analysis.stem, short))


def _is_known_by_its_words(term: Term) -> bool:
    """Whether a word of its name alone may mean it. "New" does not mean New Hampshire, nor "school" an aim."""
    return term.facet not in (Facet.STRAND, Facet.EXCHANGE) and term.kind not in (
        RegionKind.COUNTRY,
        RegionKind.STATE,
        RegionKind.COUNTY,
    )


def _points_of_a_word(vocabulary: Vocabulary, term: Term) -> int:
    is_group = term.facet == Facet.PRACTICE and bool(vocabulary.children(term))
    return GROUP if is_group else PART
