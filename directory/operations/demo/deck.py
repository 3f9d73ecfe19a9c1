"""Dealing instead of drawing: what is dealt does not repeat until everything was had."""

from collections.abc import Sequence
from random import Random


class Deck[T]:
    """Deals every card once, in random order, before it deals any of them again."""

    def __init__(self, cards: Sequence[T], random: Random) -> None:
        self._cards = tuple(cards)
        self._random = random
        self._waiting: list[T] = []

    def deal(self) -> T:
        """The next card."""
        if not self._waiting:
            self._waiting = self._random.sample(self._cards, len(self._cards))
        return self._waiting.pop()


def chance(name: str) -> Random:
    """A source of chance that is always the same for the same name."""
    return Random(name)  # noqa: S311 - for invented people, and it must be foreseeable
