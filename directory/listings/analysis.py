"""From text to words, the same for both databases: what is indexed and what is asked go through here.

A word is a run of letters and digits, casefolded (Unicode 3.13) with accents folded (NFKD without marks). Its
*stem* (Snowball English) is what is matched, its *spelling* what is completed and corrected. The databases see
index words only: plain lower-case letters, so that no tokeniser of theirs can differ.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

LONGEST_WORD = 64
_WORD = re.compile(r"[^\W_]+")
_HYPHENATED = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼʻ`´"))
_PLAIN = re.compile(r"[a-wyz][a-z]*")
# Words of a question that say nothing about whom one is looking for.
_FILLERS_TEXT = """
a about am an and any anybody anyone are as at be been by can could do does doing for from has have
he her his i in is it its like me my of on or our she some somebody someone that the their them
there they this to us was we were what when where which who whom whose will with you your
"""
_FILLERS = frozenset(_FILLERS_TEXT.split())
_stemmer = snowballstemmer.stemmer("english")
_stemming = threading.Lock()


def fold(text: str) -> str:
    """``text`` casefolded, without accents and apostrophes: ``"Mi'kmaq É"`` gives ``"mikmaq e"``."""
    folded = text.translate(_APOSTROPHES).casefold()
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def spellings(text: str) -> list[str]:
    """The words of ``text`` in order, folded, each at most ``LONGEST_WORD`` characters."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


@lru_cache(maxsize=65_536)
def stem(spelling: str) -> str:
    """What ``spelling`` is matched by: ``"circles"`` and ``"circle"`` share one stem."""
    with _stemming:  # The stemmer keeps its word in itself.
        return str(_stemmer.stemWord(spelling))


@lru_cache(maxsize=65_536)
def index_word(word: str) -> str:
    """``word`` as the databases see it: itself if it is plain letters, else ``x`` and its UTF-8 in hexadecimal.

    What begins with x is not plain, so that the beginning of one kind is never that of the other.
    """
    return word if _PLAIN.fullmatch(word) else "x" + word.encode().hex()


def indexed(texts: Iterable[str]) -> set[str]:
    """The index words of the stems of ``texts``; ``"re-entry"`` also counts as ``"reentry"``."""
    return {index_word(stem(spelling)) for text in texts for spelling in all_spellings(text)}


def all_spellings(text: str) -> list[str]:
    """The words of ``text`` and, for hyphenated ones, the word they make together."""
    folded = fold(text)
    words = [word[:LONGEST_WORD] for word in _WORD.findall(folded)]
    joined = [re.sub(r"[-‐‑]", "", word)[:LONGEST_WORD] for word in _HYPHENATED.findall(folded)]
    return words + joined


@lru_cache(maxsize=16_384)
def of_term(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Index words and spellings of a term's name or synonym, kept in memory: they come again on every card.

    Never to be asked of what a member wrote: that must not outlive its card.
    """
    return frozenset(indexed([text])), frozenset(all_spellings(text))


def asked(text: str) -> list[str]:
    """The words of a question worth matching, in order, each stem once; fillers only if there is nothing else."""
    words = spellings(text)
    telling = [word for word in words if word not in _FILLERS] or words
    return list({stem(word): word for word in reversed(telling)}.values())[::-1]
