"""Which cards a part of a question is on, and how surely: in points, told by the best place that answers it.

Nothing but the reader's visible cards has a part in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyroaring import BitMap

from directory.listings.cards import IN_LINE, IN_NAME, IN_REST
from directory.listings.questions import Part
from directory.listings.shelves import OpenShelf

# What a word is worth where a person wrote it; what a term is worth stands in ``lexicon``.
WORTH: Final = {IN_NAME: 8, IN_LINE: 4, IN_REST: 2}
# A word that is a job means the job before whoever is called so: Judge, Marshall.
WORTH_OF_A_NAME_LIKE_A_JOB: Final = 5
# Between equals: who says it in their own words, in a line before elsewhere.
WRITTEN: Final = {IN_LINE: 2, IN_REST: 1}


@dataclass(frozen=True, slots=True)
class Matched:
    """The cards that a part is on.

    ``by_points``: the same, each once, with the points it gets for the best place. ``written``: those who have it in
    their own words too, with the points that decide between equals.
    """

    part: Part
    ids: BitMap
    by_points: Sequence[tuple[int, BitMap]]
    written: Sequence[tuple[int, BitMap]]


def match(shelf: OpenShelf, parts: Sequence[Part]) -> list[Matched]:
    """Where each of ``parts`` is, in their order. One query."""
    words = {word for part in parts for word in part.words}
    mentioned = shelf.mentioned(f"{place}{word}" for word in words for place in WORTH) if words else {}
    none = BitMap()
    return [
        _matched(
            shelf,
            part,
            {place: [mentioned.get(f"{place}{word}", none) for word in part.words] for place in WORTH},
        )
        for part in parts
    ]


def _matched(shelf: OpenShelf, part: Part, written: dict[str, list[BitMap]]) -> Matched:
    found: dict[int, BitMap] = defaultdict(BitMap)
    together = {place: BitMap.intersection(*by_word) for place, by_word in written.items()}
    is_job = any(key.startswith(("role:", "sector:")) for key in part.keys) and part.is_named
    for place, ids in together.items():
        found[WORTH_OF_A_NAME_LIKE_A_JOB if is_job and place == IN_NAME else WORTH[place]] |= ids
    if len(part.words) > 1:
        # Its words here and there, each as if it stood alone.
        each = (
            BitMap.union(shelf.having(*hints), *(by_word[number] for by_word in written.values()))
            for number, hints in enumerate(part.hints)
        )
        found[WORTH[IN_REST]] |= BitMap.intersection(*each)
    for key, points in part.keys.items():
        found[points] |= shelf.having(key)
    own_words = [(points, together[place]) for place, points in WRITTEN.items()]
    return Matched(part, BitMap.union(*found.values()), list(_each_once(found.items())), own_words)


def _each_once(found: Iterable[tuple[int, BitMap]]) -> Iterable[tuple[int, BitMap]]:
    seen = BitMap()
    for points, ids in sorted(found, key=lambda pair: -pair[0]):
        fresh = ids - seen
        if fresh:
            yield points, fresh
            seen |= fresh
