"""Which words of a text answer a question, so that a page can mark them.

By the index's own analyser: what is marked is what was matched, so "circles" marks "Circle" and "jose" marks "José".
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from directory.listings import analysis
from directory.listings.cards import SHOWN_REGION
from directory.listings.questions import Question
from directory.vocabulary import terms
from directory.vocabulary.models import Term

_APOSTROPHES = "'’ʼʻ`´"
_HYPHENS = "-‐‑"
_HYPHEN = re.compile(f"([{_HYPHENS}])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is an answer. All pieces together are the text."""

    text: str
    is_match: bool = False


def marked(text: str, words: frozenset[str]) -> list[Piece]:
    """``text`` in pieces, every word that is one of ``words`` a match; empty for no text.

    A hyphenated word is one match if it is asked for as one ("reentry" marks "re-entry").
    """
    if not words:
        return [Piece(text)] if text else []
    pieces: list[Piece] = []
    for piece in _pieces(text, words):
        if pieces and not piece.is_match and not pieces[-1].is_match:
            pieces.append(Piece(pieces.pop().text + piece.text))
        elif piece.text:
            pieces.append(piece)
    return pieces


def marked_term(name: str, parameter: str, term: Term | None, question: Question) -> list[Piece]:
    """A term's ``name``, as the page says it, in pieces.

    All of it is a match where only what it also goes by answers: a synonym, or what takes it in ("maine" marks
    "Cumberland County").
    """
    pieces = marked(name, question.words)
    if term is None or any(piece.is_match for piece in pieces) or not said_by(parameter, term, question):
        return pieces
    return [Piece(name, is_match=True)]


def said_by(parameter: str, term: Term, question: Question) -> frozenset[str]:
    """Those of the question's words that a card is found by because it shows ``term``."""
    keys = {f"{parameter}:{one.code}" for one in (term, *terms.current().above(term))}
    if parameter == "region":
        keys.add(f"{SHOWN_REGION}:{term.code}")
    return frozenset(word for part in question.parts for word in part.says(frozenset(keys)))


def said_in(text: str, words: frozenset[str]) -> frozenset[str]:
    """Those of ``words`` that ``text`` has."""
    return words & analysis.indexed([text]) if words and text else frozenset()


def excerpt(text: str, words: frozenset[str], before: int = 50, length: int = 160) -> list[Piece]:
    """The place in ``text`` where the first of ``words`` stands, at most about ``length`` letters; empty for none."""
    line = " ".join(text.split())
    start = 0
    for piece in marked(line, words):
        if piece.is_match:
            break
        start += len(piece.text)
    else:
        return []
    begin = line.find(" ", start - before, start) + 1 if start > before else 0
    end = line.rfind(" ", start, begin + length) if len(line) - begin > length else len(line)
    end = end if end > start else len(line)
    cut = [Piece("… ")] if begin else []
    rest = [Piece(" …")] if end < len(line) else []
    return [*cut, *marked(line[begin:end], words), *rest]


def _pieces(text: str, words: frozenset[str]) -> Iterator[Piece]:
    for is_word, letters in groupby(text, key=_is_in_word):
        run = "".join(letters)
        if not is_word:
            yield Piece(run)
        elif _HYPHEN.search(run.strip(_HYPHENS)) and _is_one_of(_HYPHEN.sub("", run), words):
            yield Piece(run, is_match=True)
        else:
            for part in _HYPHEN.split(run):
                yield from _part(part, words)


def _part(part: str, words: frozenset[str]) -> Iterator[Piece]:
    """A word without the quotation marks around it."""
    word = part.strip(_APOSTROPHES)
    if not word:
        yield Piece(part)
        return
    before, _, after = part.partition(word)
    yield Piece(before)
    yield Piece(word, is_match=_is_one_of(word, words))
    yield Piece(after)


def _is_one_of(word: str, words: frozenset[str]) -> bool:
    return any(analysis.stem(spelling) in words for spelling in analysis.spellings(word))


def _is_in_word(letter: str) -> bool:
    return (
        letter.isalnum() or letter in _APOSTROPHES or letter in _HYPHENS or unicodedata.combining(letter) > 0
    )
