"""Points for whole sets of ids at once, and the ids in the order of their points.

A bit-sliced counter (Rinfret, O'Neil and O'Neil, "Bit-Sliced Index Arithmetic", 2001): one bitmap for each binary
digit of the points, so that giving points to a million ids costs a few operations on bitmaps, and what has the most
is found without looking at the rest.
"""

from collections.abc import Iterator

from pyroaring import BitMap


class Points:
    """How many points each id has; none at first."""

    def __init__(self) -> None:
        self._digits: list[BitMap] = []

    def give(self, ids: BitMap, points: int) -> None:
        """Give each of ``ids`` so many ``points`` more, a whole number from 0."""
        place = 0
        while points >> place:
            if points >> place & 1:
                self._add(ids, place)
            place += 1

    def _add(self, ids: BitMap, place: int) -> None:
        carried = ids
        while carried:
            while place >= len(self._digits):
                self._digits.append(BitMap())
            digit = self._digits[place]
            self._digits[place] = digit ^ carried
            carried = digit & carried
            place += 1

    def bands(self, ids: BitMap, *, upwards: bool = False) -> Iterator[tuple[int, BitMap]]:
        """``ids`` in bands of equal points, the most points first (``upwards``: last); no band is empty."""
        return self._split(ids, len(self._digits) - 1, 0, upwards)

    def _split(self, ids: BitMap, place: int, points: int, upwards: bool) -> Iterator[tuple[int, BitMap]]:
        if not ids:
            return
        if place < 0:
            yield points, ids
            return
        digit = self._digits[place]
        more = points + (1 << place)
        halves = [(more, ids & digit), (points, ids - digit)]
        for reached, half in reversed(halves) if upwards else halves:
            yield from self._split(half, place - 1, reached, upwards)
