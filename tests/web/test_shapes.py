"""The shapes of the map: how they are made from an atlas, and how they are read."""

import json
from typing import Any

import pytest

from directory.vocabulary import terms
from directory.vocabulary.models import Facet, RegionKind
from directory.web.shapes import NATION, Shapes, Spot, shapes_of
from scripts import shapes as making

# Two squares side by side, with a speck of an island: in steps of 10, and three lines that the squares share.
#
#   A 1 B      0: from the top of the border round the west, back to its bottom
#   0 2 1      1: the same round the east
#              2: the border, from top to bottom, with a bend that hardly bends
ATLAS: dict[str, Any] = {
    "type": "Topology",
    "transform": {"scale": [10, 10], "translate": [100, 0]},
    "arcs": [
        [[10, 0], [-10, 0], [0, 10], [10, 0]],
        [[10, 0], [10, 0], [0, 10], [-10, 0]],
        [[10, 0], [0, 4], [0, 6]],
        [[30, 30], [0, 1], [1, 0], [-1, -1]],
    ],
    "objects": {
        "counties": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "MultiPolygon", "id": "01001", "arcs": [[[0, -3]], [[3]]]},
                {"type": "Polygon", "id": "01003", "arcs": [[1, -3]]},
            ],
        }
    },
}


def test_an_atlas_is_read_with_its_shared_lines() -> None:
    atlas = making.read(ATLAS, "counties")
    assert atlas.arcs[2] == [(200, 0), (200, 40), (200, 100)]
    assert atlas.places == {"01001": [[0, -3], [3]], "01003": [[1, -3]]}
    assert atlas.line([1, -3]) == [(200, 0), (300, 0), (300, 100), (200, 100), (200, 40)]
    assert making.area(atlas.line([1, -3])) == 100 * 100


def test_of_some_places_only_their_lines_are_kept() -> None:
    alone = making.read(ATLAS, "counties").of(["01003"])
    assert alone.places == {"01003": [[0, -2]]}
    assert len(alone.arcs) == 2


def test_specks_are_left_out_but_not_all_there_is_of_a_place() -> None:
    atlas = making.read(ATLAS, "counties")
    assert making.without_specks(atlas, 60).places["01001"] == [[0, -3]]
    tiny = making.Atlas(atlas.arcs, {"01005": [[3]]})
    assert making.without_specks(tiny, 60).places == {"01005": [[0]]}


@pytest.mark.parametrize(
    ("line", "left"),
    [
        pytest.param([(0, 0), (5, 1), (10, 0)], [(0, 0), (10, 0)], id="a flat corner goes"),
        pytest.param([(0, 0), (5, 9), (10, 0)], [(0, 0), (5, 9), (10, 0)], id="a sharp one stays"),
        pytest.param([(0, 0), (0, 0)], [(0, 0), (0, 0)], id="the ends stay"),
        pytest.param(
            [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)],
            [(0, 0), (1, 1), (0, 1), (0, 0)],
            id="closed: a triangle",
        ),
    ],
)
def test_corners_that_matter_least_go(line: making.Line, left: making.Line) -> None:
    assert making.simplified(line, 9) == left


def test_neighbours_share_their_border_after_it_was_simplified() -> None:
    small = making.small(making.read(ATLAS, "counties"))
    assert small.arcs[2] == [(200, 0), (200, 100)]
    assert small.line([0, -3])[-1] == small.line([1, -3])[-1] == (200, 100)


def test_a_place_that_would_vanish_keeps_its_corners() -> None:
    sliver = making.Atlas([[(0, 0), (4, 0), (4, 1), (0, 1), (0, 0)]], {"01001": [[0]]})
    assert making.small(sliver, 100).arcs == [[(0, 0), (4, 0), (4, 1), (0, 1), (0, 0)]]


def test_a_map_is_as_large_as_fits() -> None:
    placed, size = making.fitted(making.read(ATLAS, "counties"), 112, 1000)
    assert size == (112, 112)
    assert placed.box() == (6, 6, 106, 106)


def test_what_is_written_is_read_again() -> None:
    small = making.small(making.without_specks(making.read(ATLAS, "counties"), 60))
    assert json.loads(making.written(small, (310, 110))) == {
        "size": [310, 110],
        "arcs": [
            [200, 0, -100, 0, 0, 100, 100, 0],
            [200, 0, 100, 0, 0, 100, -100, 0],
            [200, 0, 0, 100],
        ],
        "places": {"01001": [[0, -3]], "01003": [[1, -3]]},
        "middles": {"01001": [150, 50, 50], "01003": [250, 50, 50]},
    }


SQUARES = Shapes(
    (310, 110),
    [
        ((200, 0), (100, 0), (100, 100), (200, 100)),
        ((200, 0), (300, 0), (300, 100), (200, 100)),
        ((200, 0), (200, 100)),
    ],
    {"01001": [(0, -3)], "01003": [(1, -3)]},
    {"01001": Spot(150, 50, 50), "01003": Spot(250, 50, 50)},
)


def test_a_place_is_a_closed_path_of_relative_steps() -> None:
    assert SQUARES.paths == {
        "01001": "M200 0l-100 0 0 100 100 0z",
        "01003": "M200 0l100 0 0 100-100 0z",
    }


def test_borders_are_the_lines_between_groups_and_along_the_edge() -> None:
    edge = "M200 0l-100 0 0 100 100 0M200 0l100 0 0 100-100 0"
    assert SQUARES.borders(lambda code: "one") == edge
    assert SQUARES.borders(lambda code: code) == edge + "M200 0l0 100"
    assert SQUARES.borders({"01001": "chosen"}.get) == "M200 0l-100 0 0 100 100 0M200 0l0 100"
    assert SQUARES.borders(lambda code: None) == ""


def test_where_no_borders_meet_inside_a_number_stands_in_a_place() -> None:
    assert SQUARES.spot_within({"01001", "01003"}) == Spot(250, 50, 50)
    assert SQUARES.spot_within({"01001"}) == Spot(150, 50, 50)


def test_the_number_of_an_area_stands_inside_it_and_beside_the_numbers_of_its_counties() -> None:
    maine = shapes_of("US-ME")
    assert maine is not None
    assert maine.spot_within({"23005", "23031"}) == Spot(48, 717, 34)


@pytest.mark.parametrize("name", ["US-XX", "../US-ME", "US-ME.json", "", "us-me"])
def test_there_are_no_other_files(name: str) -> None:
    assert shapes_of(name) is None


@pytest.mark.django_db
def test_every_county_of_the_home_state_has_a_shape() -> None:
    vocabulary = terms.current()
    maine, shapes = vocabulary.term(Facet.REGION, "US-ME"), shapes_of("US-ME")
    counties = [
        code
        for code in vocabulary.below(maine)
        if vocabulary.term(Facet.REGION, code).kind == RegionKind.COUNTY
    ]
    assert shapes is not None
    assert sorted(counties) == sorted(shapes.paths)
    assert len(counties) == 16


def test_every_county_that_can_be_loaded_has_a_shape_and_every_state_a_map() -> None:
    drawn: set[str] = set()
    for code in making.states().values():
        shapes = shapes_of(code)
        assert shapes is not None, code
        drawn |= shapes.paths.keys()
    assert drawn == making.counties()
    assert len(drawn) == 3233


def test_on_the_nations_map_only_the_territories_are_not_drawn() -> None:
    nation = shapes_of(NATION)
    assert nation is not None
    assert sorted(set(making.states().values()) - nation.paths.keys()) == [
        "US-AS",
        "US-GU",
        "US-MP",
        "US-PR",
        "US-VI",
    ]


@pytest.mark.parametrize(("name", "most"), [("US-ME", 6_000), ("US-TX", 25_000), (NATION, 25_000)])
def test_the_paths_are_small(name: str, most: int) -> None:
    shapes = shapes_of(name)
    assert shapes is not None
    assert sum(map(len, shapes.paths.values())) <= most
