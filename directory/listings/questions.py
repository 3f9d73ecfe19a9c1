"""A question in words, and what each part of it may mean."""

from collections.abc import Mapping
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
    said = lexicon.current()
    spelt = analysis.spellings(text)
    telling = [word for word in spelt if not analysis.is_filler(word) or _is_short_name(said, word)]
    spelt = telling or spelt
    stems = [analysis.stem(word) for word in spelt]
    parts: dict[tuple[str, ...], Part] = {}
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
        part = _part(said, tuple(spelt[start:end]), tuple(stems[start:end]))
        parts.setdefault(part.words, part)
        start = end
    return Question(text, tuple(parts.values()))


def without(text: str, part: Part) -> str:
    """``text`` as it was typed, less the words of one of its parts; nothing, if only fillers are left."""
    words = text.split()
    rest = [word for word in words if not set(analysis.spellings(word)) & set(part.spelt)]
    return (
        " ".join(rest)
        if any(not analysis.is_filler(one) for one in analysis.spellings(" ".join(rest)))
        else ""
    )


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
