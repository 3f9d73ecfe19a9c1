"""A question in words, and what each part of it may mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from directory.listings import analysis, lexicon

LONGEST_ABBREVIATION = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a question, or several that are together what a term is called.

    ``spelt`` are the words as typed, folded; ``words`` their stems. ``keys`` lead to the terms they may mean, each
    with points; ``hints`` to those of each word for itself.
    """

    spelt: tuple[str, ...]
    words: tuple[str, ...]
    keys: Mapping[str, int]
    hints: tuple[Mapping[str, int], ...]
    is_named: bool

    def says(self, keys: frozenset[str]) -> frozenset[str]:
        """Those of the words that a term with these posting keys answers."""
        if keys & self.keys.keys():
            return frozenset(self.words)
        return frozenset(
            word for word, hints in zip(self.words, self.hints, strict=True) if keys & hints.keys()
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, in parts that are all wanted."""

    text: str
    parts: tuple[Part, ...]

    @property
    def words(self) -> frozenset[str]:
        """The stems of all parts."""
        return frozenset(word for part in self.parts for word in part.words)

    def only(self, words: frozenset[str]) -> "Question":
        """The parts with any of these words."""
        return Question(self.text, tuple(part for part in self.parts if words.intersection(part.words)))


NOTHING = Question("", ())


def read(text: str) -> Question:
    """The question that ``text`` is: the longest names first, each part once, fillers left out.

    A question of fillers alone is made of them; one of signs alone has no parts.
    """
    parts: dict[tuple[str, ...], Part] = {}
    for _places, part in _in_turn(analysis.spellings(text)):
        parts.setdefault(part.words, part)
    return Question(text, tuple(parts.values()))


def without(text: str, part: Part) -> str:
    """``text`` as it was typed, less one of its parts wherever it stands; nothing, if only fillers are left."""
    in_turn = _in_turn(analysis.spellings(text))
    gone = {place for places, one in in_turn if one.words == part.words for place in places}
    rest: list[str] = []
    place = 0
    for typed in text.split():
        spelt = analysis.spellings(typed)
        kept = [spelling for number, spelling in enumerate(spelt, place) if number not in gone]
        place += len(spelt)
        rest += [typed] if kept == spelt else kept
    left = " ".join(rest)
    return left if any(not analysis.is_filler(spelling) for spelling in analysis.spellings(left)) else ""


def _in_turn(spelt: Sequence[str]) -> Iterator[tuple[Sequence[int], Part]]:
    """The parts as they come, each with the places of its words among ``spelt``."""
    said = lexicon.current()
    telling = [
        n for n, word in enumerate(spelt) if not analysis.is_filler(word) or _is_short_name(said, word)
    ]
    places = telling or range(len(spelt))
    stems = [analysis.stem(spelt[place]) for place in places]
    start = 0
    while start < len(stems):
        end = next(
            (
                end
                for end in range(min(start + said.longest, len(stems)), start + 1, -1)
                if said.named(tuple(stems[start:end]))
            ),
            start + 1,
        )
        here = places[start:end]
        yield here, _part(said, tuple(spelt[place] for place in here), tuple(stems[start:end]))
        start = end


def _is_short_name(said: lexicon.Lexicon, word: str) -> bool:
    """Whether a word that mostly says nothing is an abbreviation all the same."""
    return len(word) <= LONGEST_ABBREVIATION and bool(said.named((analysis.stem(word),)))


def word(spelling: str) -> Part:
    """A part of one word."""
    return _part(lexicon.current(), (spelling,), (analysis.stem(spelling),))


def _part(said: lexicon.Lexicon, spelt: tuple[str, ...], words: tuple[str, ...]) -> Part:
    named = said.named(words)
    return Part(
        spelt,
        words,
        named if len(words) > 1 else said.hinted(words[0]),
        tuple(said.hinted(word) for word in words),
        bool(named),
    )
