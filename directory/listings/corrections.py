"""Did you mean: a question with the words that lead nowhere replaced by near ones that lead somewhere.

Candidates are the spellings on the reader's shelf and those of the vocabulary, by edit distance (optimal string
alignment). Which one is offered depends only on cards the reader may see: each candidate is tried on them, in an
order that no count and no hidden card has a part in.
"""

import re

from django.db import connection
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from directory.listings import analysis, lexicon, questions
from directory.listings.matching import match
from directory.listings.models import Tables
from directory.listings.readers import Audience
from directory.listings.shelves import OpenShelf

SHORTEST = 4  # Shorter words are near too many others.
_held: dict[Audience, tuple[str, tuple[str, ...]]] = {}


def corrected(shelf: OpenShelf, question: str) -> str | None:
    """``question`` with every word that is on no visible card replaced, or None if there is nothing to replace.

    None also where a word has no near one: a question that is half corrected finds nothing either.
    """
    replaced: dict[str, str] = {}
    for matched in match(shelf, questions.read(question).parts):
        if matched.ids:
            continue
        near = _near(shelf, matched.part.spelt[0]) if len(matched.part.spelt) == 1 else None
        if near is None:
            return None
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
    """All spellings on the shelf and in the vocabulary, kept in memory while the shelf stays as it is."""
    stamp, spellings = _held.get(shelf.tables.audience, ("", ()))
    if stamp == shelf.postings.stamp and not connection.in_atomic_block:
        return spellings
    spellings = _read(shelf.tables)
    if not connection.in_atomic_block:
        _held[shelf.tables.audience] = (shelf.postings.stamp, spellings)
    return spellings


def _read(tables: Tables) -> tuple[str, ...]:
    written = tables.words.filter(cards__gt=0).values_list("spelling", flat=True)
    return tuple({*written, *(spelling for spelling, _ in lexicon.current().spellings)})
