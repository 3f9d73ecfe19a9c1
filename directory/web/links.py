"""Links that keep a search and change one thing of it."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

type Pairs = tuple[tuple[str, str], ...]


class Search:
    """The query of a search page as its links write it: names and values in order, without the page number.

    Immutable; every method answers an address. A link that changes what is found starts at page one again.
    """

    def __init__(self, path: str, pairs: Iterable[tuple[str, str]]) -> None:
        self.path = path
        self.pairs: Pairs = tuple(dict.fromkeys((name, value) for name, value in pairs if value))

    @property
    def address(self) -> str:
        """This search, from its first page."""
        return self._address(self.pairs)

    def with_one(self, name: str, value: str) -> str:
        """This search with ``name`` set to ``value`` alone; left out when the value is empty."""
        kept = [pair for pair in self.pairs if pair[0] != name]
        return self._address([*kept, (name, value)] if value else kept)

    def with_all(self, values: Mapping[str, Iterable[str]]) -> str:
        """This search with each of these names set to its values alone; the rest stays."""
        kept = [pair for pair in self.pairs if pair[0] not in values]
        new = [(name, value) for name, several in values.items() for value in several if value]
        return self._address([*kept, *new])

    def without(self, name: str, value: str) -> str:
        """This search with one value of ``name`` taken away."""
        return self._address(pair for pair in self.pairs if pair != (name, value))

    def at_page(self, number: int) -> str:
        """Another page of this very search."""
        return self._address([*self.pairs, ("page", str(number))] if number > 1 else self.pairs)

    def cleared(self) -> str:
        """No search at all: everybody, in the order chosen."""
        return self._address(pair for pair in self.pairs if pair[0] == "sort")

    def _address(self, pairs: Iterable[tuple[str, str]]) -> str:
        query = urlencode(list(pairs))
        return f"{self.path}?{query}" if query else self.path


def page_numbers(current: int, last: int) -> list[int | None]:
    """The numbers to show: first, last, the current one and its neighbours; None stands for a gap."""
    near = {1, last, *range(max(1, current - 1), min(last, current + 1) + 1)}
    shown: list[int | None] = []
    for number in sorted(near):
        previous = shown[-1] if shown else 0
        if previous is not None and number - previous == 2:
            shown.append(number - 1)
        elif previous is not None and number - previous > 2:
            shown.append(None)
        shown.append(number)
    return shown
