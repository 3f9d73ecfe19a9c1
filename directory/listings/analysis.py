"""From text to words: what is indexed and what is asked go through here.

A word is a run of letters and digits, casefolded (Unicode 3.13) with accents folded (NFKD without marks). Its
*stem* (Snowball English) is what is matched, its *spelling* what is completed and corrected. No tokeniser of a
database has a part in it, so both databases answer alike.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

import snowballstemmer

LONGEST_WORD = 64
_WORD = re.compile(r"[^\W_]+")
_HYPHENATED = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)+")
_HYPHEN = re.compile(r"(?<=[^\W_])[-‐‑](?=[^\W_])")
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼʻ`´"))
# Words of a question that say nothing about whom one is looking for, in the languages of the site.
_FILLERS_TEXT = """
a about am an and any anybody anyone are as at be been by can could do does doing for from has have
he her his i in is it its like me my of on or our she some somebody someone that the their them
there they this to us was we were what when where which who whom whose will with you your
after around believe believes find help interested know looking near need people person persons send sends
speak speaks talk talking want wants
al como con del el ella en es la las los para por que quien sobre su un una y
au aux avec ce dans des du est et il le les ou par pour qui sur une
ao aos com das dos e em na nas no nos o os ou para pelo pela quem sobre um uma
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


def indexed(texts: Iterable[str]) -> set[str]:
    """The stems of the words of ``texts``; ``"re-entry"`` also counts as ``"reentry"``."""
    return {stem(spelling) for text in texts for spelling in all_spellings(text)}


def all_spellings(text: str) -> list[str]:
    """The words of ``text`` and, for hyphenated ones, the word they make together."""
    folded = fold(text)
    words = [word[:LONGEST_WORD] for word in _WORD.findall(folded)]
    return words + [joined(word)[:LONGEST_WORD] for word in _HYPHENATED.findall(folded)]


def joined(text: str) -> str:
    """``text`` with every hyphenated word made one: ``"re-entry"`` gives ``"reentry"``."""
    return _HYPHEN.sub("", text)


def is_filler(spelling: str) -> bool:
    """Whether this word of a question says nothing about whom one is looking for."""
    return spelling in _FILLERS


def telling(words: Sequence[str]) -> list[str]:
    """Those of the spellings ``words`` that are worth matching: all but fillers, unless there is nothing else."""
    return [word for word in words if word not in _FILLERS] or list(words)
