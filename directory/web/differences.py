"""Two wordings side by side, with the words marked in which they differ."""

import re
from collections.abc import Iterator
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


def shortened(found: Change) -> Change:
    """The same; a long unchanged run of words is folded but for what stands beside a change, on both sides alike."""
    opens = any(side and side[0].changed for side in (found.before, found.after))
    ends = any(side and side[-1].changed for side in (found.before, found.after))
    return Change(
        found.label,
        tuple(_folded(found.before, opens=opens, ends=ends)),
        tuple(_folded(found.after, opens=opens, ends=ends)),
    )


def beginning(text: str) -> tuple[Piece, ...]:
    """A text that did not change: how it begins and, if it is long, the rest of it folded."""
    return tuple(_folded((Piece(text, False),), opens=True, ends=False)) if text else ()


def _folded(row: tuple[Piece, ...], *, opens: bool, ends: bool) -> Iterator[Piece]:
    for place, piece in enumerate(row):
        if piece.changed or piece.words <= LONG:
            yield piece
            continue
        words = re.findall(r"^\s*\S+\s*|\S+\s*", piece.text)
        head = BESIDE if place > 0 or opens else 0
        tail = len(words) - (BESIDE if place < len(row) - 1 or ends else 0)
        for some, is_folded in ((words[:head], False), (words[head:tail], True), (words[tail:], False)):
            if some:
                yield Piece("".join(some), False, is_folded)


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
    _bare(tokens, changed)
    for is_changed, run in groupby(zip(changed, tokens, strict=True), key=lambda pair: pair[0]):
        yield Piece("".join(token for _, token in run), is_changed)


def _bare(tokens: list[str], changed: list[bool]) -> None:
    """Leave the space around changed words unmarked: it says nothing. Space alone stays marked."""
    start = 0
    for is_changed, run in groupby(list(changed)):
        end = start + len(list(run))
        if is_changed and not all(map(str.isspace, tokens[start:end])):
            for place in (start, end - 1):
                changed[place] = not tokens[place].isspace()
        start = end
