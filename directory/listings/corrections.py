"""Did you mean: a question with the words that lead nowhere replaced by near ones that lead somewhere.

Candidates are the spellings on the reader's shelf and those of the vocabulary, by edit distance (optimal string
alignment). Which one is offered depends only on cards the reader may see: each candidate is tried on them, in an
order that no count and no hidden card has a part in.
"""

import re
from weakref import WeakKeyDictionary

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from directory.listings import analysis, lexicon, questions
from directory.listings.matching import match
from directory.listings.models import Tables
from directory.listings.postings import Postings
from directory.listings.shelves import OpenShelf

SHORTEST = 4  # Shorter words are near too many others.
# By the postings that they go with: what a member wrote is forgotten when these are, and so outlives no card.
_held: WeakKeyDictionary[Postings, tuple[lexicon.Lexicon, tuple[str, ...]]] = WeakKeyDictionary()


def corrected(shelf: OpenShelf, question: str, *, but: str = "") -> str | None:
    """``question`` with the words that are on no visible card replaced, or None if there is nothing to replace.

    A word without a near one stays: the rest of the question may find somebody all the same. So does ``but``, folded.
    """
    replaced: dict[str, str] = {}
    for matched in match(shelf, questions.read(question).parts):
        if matched.ids or matched.part.spelt == (but,):
            continue
        near = _near(shelf, matched.part.spelt[0]) if len(matched.part.spelt) == 1 else None
        if near is not None:
            replaced[matched.part.spelt[0]] = near
    if not replaced:
        return None
    parts = re.split(r"(\s+)", question.strip())
    return "".join(_replace(part, replaced) for part in parts)


def _replace(part: str, replaced: dict[str, str]) -> str:
    words = analysis.spellings(part)
    if not any(word in replaced for word in words):
        return part
    return " ".join(replaced.get(word, word) for word in words)


def _near(shelf: OpenShelf, word: str) -> str | None:
    """The spelling nearest to ``word`` that leads this reader to a card; of equals, the first by the alphabet."""
    if len(word) < SHORTEST:
        return None
    farthest = 1 if len(word) < 8 else 2
    found = extract_iter(word, _spellings(shelf), scorer=OSA.distance, score_cutoff=farthest, processor=None)
    near = sorted((distance, spelling) for spelling, distance, _ in found)
    candidates = match(shelf, [questions.word(spelling) for _, spelling in near])
    return next((candidate.part.spelt[0] for candidate in candidates if candidate.ids), None)


def _spellings(shelf: OpenShelf) -> tuple[str, ...]:
    """All spellings on the shelf and in the vocabulary, kept as long as memory keeps these postings and terms."""
    said = lexicon.current()
    read, spellings = _held.get(shelf.postings, (None, ()))
    if read is not said:
        spellings = _read(shelf.tables, said)
        _held[shelf.postings] = (said, spellings)
    return spellings


def _read(tables: Tables, said: lexicon.Lexicon) -> tuple[str, ...]:
    written = tables.words.filter(cards__gt=0).values_list("spelling", flat=True)
    return tuple({*written, *(spelling for spelling, _ in said.spellings)})
