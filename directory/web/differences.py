"""Two wordings side by side, with the words marked in which they differ."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from rapidfuzz.distance import Indel

# Words, runs of space and single signs. What is written without spaces between words (Han, Kana, Thai) goes letter by
# letter; an accent stays with its letter.
_TOKEN = re.compile(
    r"\s+"
    r"|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    r"|[.,;:!?()\[\]\"'“”‘’„«»…/–—]"
    r"|[^\s.,;:!?()\[\]\"'“”‘’„«»…/–—\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
)
# A run of unchanged words longer than this is folded, but for so many beside what changed.
LONG = 60
BESIDE = 15


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one wording, and whether the other one lacks them there. ``folded`` ones may be left for later."""

    text: str
    changed: bool
    folded: bool = False

    @property
    def words(self) -> int:
        """How many words it has; a sign alone is none."""
        return sum(map(_is_word, self.text.split()))


@dataclass(frozen=True, slots=True)
class Change:
    """What a part said and says: the pieces of both, in order. Nothing in a list means: it was, or is, empty."""

    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def taken_out(self) -> int:
        """How many words of the former wording the present one lacks."""
        return sum(piece.words for piece in self.before if piece.changed)

    @property
    def put_in(self) -> int:
        """How many words of the present wording the former one lacked."""
        return sum(piece.words for piece in self.after if piece.changed)


def change(label: str, before: str, after: str) -> Change:
    """The two wordings of one part, marked word by word; what they are made of is kept to the last space.

    Quick whatever is written: the comparison counts in bits, so that nobody can keep a moderator's page busy.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    kept_of_old, kept_of_new = [False] * len(old), [False] * len(new)
    for place, other in _alike(old, new):
        kept_of_old[place] = kept_of_new[other] = True
    return Change(label, tuple(_pieces(old, kept_of_old)), tuple(_pieces(new, kept_of_new)))


def shortened(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same pieces; of a long unchanged one only what stands beside a change is not folded."""
    row = tuple(pieces)
    for place, piece in enumerate(row):
        if piece.changed or piece.words <= LONG:
            yield piece
            continue
        words = re.findall(r"\s*\S+", piece.text)
        rest = piece.text[len("".join(words)) :]
        head = words[: 0 if place == 0 and len(row) > 1 else BESIDE]
        tail = words[len(words) - (0 if place == len(row) - 1 else BESIDE) :]
        middle = words[len(head) : len(words) - len(tail)]
        for some, folded in ((head, False), (middle, True), (tail, False)):
            if some:
                yield Piece("".join(some) + (rest if some is (tail or middle) else ""), False, folded)


def _alike(old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
    """The places that belong together: words first, then the spaces and signs between the words that do."""
    words_of_old = [place for place, token in enumerate(old) if _is_word(token)]
    words_of_new = [place for place, token in enumerate(new) if _is_word(token)]
    words = _in_order([old[place] for place in words_of_old], [new[place] for place in words_of_new])
    anchors = [(words_of_old[place], words_of_new[other]) for place, other in words]
    yield from anchors
    for (start, other_start), (end, other_end) in pairwise([(-1, -1), *anchors, (len(old), len(new))]):
        between = _in_order(old[start + 1 : end], new[other_start + 1 : other_end])
        yield from ((start + 1 + place, other_start + 1 + other) for place, other in between)


def _in_order(old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
    """The places of as many equal tokens as possible, in the order of both."""
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            yield from zip(
                range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True
            )


def _is_word(token: str) -> bool:
    return any(map(str.isalnum, token))


def _pieces(tokens: list[str], kept: list[bool]) -> Iterator[Piece]:
    """Tokens joined to runs. A space or a sign between two changed words is part of the change."""
    changed = [not each for each in kept]
    for place in range(1, len(tokens) - 1):
        if kept[place] and not _is_word(tokens[place]):
            changed[place] = changed[place - 1] and not kept[place + 1]
    for is_changed, run in groupby(zip(changed, tokens, strict=True), key=lambda pair: pair[0]):
        yield Piece("".join(token for _, token in run), is_changed)
