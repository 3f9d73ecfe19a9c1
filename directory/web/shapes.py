"""The shapes that maps are drawn from: lines shared by neighbours, read from the files that ``make shapes`` writes."""

import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "data" / "shapes"
NATION = "nation"
_FILE = re.compile(r"nation|US-[A-Z]{2}")

type Point = tuple[int, int]
type Line = tuple[Point, ...]
type Ring = tuple[int, ...]  # lines by number; ~number for one that is walked backwards


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a number can stand, and how far it is from there to the nearest border."""

    x: int
    y: int
    room: int


class Shapes:
    """Places on one map by code (counties by FIPS, states like ``US-ME``); immutable."""

    def __init__(
        self,
        size: Point,
        lines: Sequence[Line],
        places: Mapping[str, Sequence[Ring]],
        spots: Mapping[str, Spot],
    ) -> None:
        self.width, self.height = size
        self.spots = spots
        self._lines = lines
        self._steps = [_steps(line) for line in lines]
        self._places = places
        self._beside: dict[int, list[str]] = {}
        for code, rings in places.items():
            for number in (number for ring in rings for number in ring):
                self._beside.setdefault(max(number, ~number), []).append(code)
        self.paths: Mapping[str, str] = {code: self._path(code) for code in places}

    def borders(self, group_of: Callable[[str], object]) -> str:
        """The lines between places of different groups, and along the edge of all, as one path.

        A place whose group is None has no border of its own; neighbours in a group still have theirs.
        """
        drawn = []
        for number, codes in sorted(self._beside.items()):
            groups = {group_of(code) for code in codes}
            if len(codes) == 1:
                groups.add(None)
            if len(groups) > 1:
                drawn.append(self._steps[number])
        return "".join(drawn)

    def spot_within(self, codes: Collection[str]) -> Spot:
        """Where a number for these places together can stand: where borders meet inside, far from their edge.

        And far from their own spots, where their own numbers stand. Of places that have no border inside, the
        spot with the most room.
        """
        inside: set[Point] = set()
        edge: set[Point] = set()
        for number, beside in self._beside.items():
            line = self._lines[number]
            within = sum(code in codes for code in beside)
            if within == len(beside) > 1:
                inside |= {line[0], line[-1]}
            elif within:
                edge.update(line)
        spots = [self.spots[code] for code in codes]
        taken = [*edge, *((spot.x, spot.y) for spot in spots)]
        found = [
            Spot(*point, int(min(math.dist(point, other) for other in taken))) for point in inside - edge
        ]
        return max(found or spots, key=lambda spot: (spot.room, spot.x, spot.y))

    def _path(self, code: str) -> str:
        """The outline of one place."""
        return "".join(_steps(self._walk(ring)[:-1]) + "z" for ring in self._places[code])

    def _walk(self, ring: Ring) -> Line:
        """Along a ring; it ends where it began."""
        walked: list[Point] = []
        for number in ring:
            line = self._lines[number] if number >= 0 else self._lines[~number][::-1]
            walked += line[bool(walked) :]
        return tuple(walked)


@cache
def shapes_of(name: str) -> Shapes | None:
    """The counties of a state (``US-ME``), or the states of the ``nation``; None for what has no file."""
    file = FOLDER / f"{name}.json"
    if not _FILE.fullmatch(name) or not file.is_file():
        return None
    stored = json.loads(file.read_text(encoding="utf-8"))
    return Shapes(
        size=tuple(stored["size"]),
        lines=[tuple(_points(numbers)) for numbers in stored["arcs"]],
        places={code: [tuple(ring) for ring in rings] for code, rings in stored["places"].items()},
        spots={code: Spot(*numbers) for code, numbers in stored["middles"].items()},
    )


def _points(numbers: Sequence[int]) -> Iterator[Point]:
    """A point, and where each pair of steps leads from there."""
    x = y = 0
    for across, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + across, y + down
        yield x, y


def _steps(line: Line) -> str:
    """A line as short as a path can say it: relative, and without blanks where a minus sign divides."""
    numbers = [line[0], *((x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(line))]
    said = [f"{x}{'' if y < 0 else ' '}{y}" for x, y in numbers]
    # The first pair says where to begin, and those that follow it in an ``m`` are lines already.
    return "M" + said[0] + "l" + "".join(_apart(said[1:]))


def _apart(said: Iterable[str]) -> Iterator[str]:
    for number, pair in enumerate(said):
        yield pair if number == 0 or pair.startswith("-") else f" {pair}"
