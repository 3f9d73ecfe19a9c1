"""The map of counties: the region filter, drawn, with its twin as a table."""

import re
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from directory.listings.search import Count, Query
from directory.vocabulary import loading, terms
from directory.vocabulary.models import Facet
from directory.web.links import Search
from directory.web.maps import Map, Place, map_of, state_asked
from tests.cast import ANA, Cast, account, listed
from tests.web.conftest import Browser
from tests.web.reading import Answer, names, text

NORTH, CENTRAL, SOUTH = "ME-R3", "ME-R2", "ME-R1"
PATH = "/allies/"


def drawn(numbers: dict[str, int], *regions: str, asked: str = "", wider: bool = False) -> Map:
    """The map for these numbers, where a search is limited to these regions."""
    found = [Count(terms.current().term(Facet.REGION, code), number) for code, number in numbers.items()]
    pairs = [*(("region", code) for code in regions), *state_asked(asked)]
    made = map_of(Query(terms={"region": regions}, wider=wider), found, Search(PATH, pairs))
    assert made is not None
    return made


def place(made: Map, code: str) -> Place:
    """A region as it stands in the table."""
    every = [one for group in made.groups for one in (group.head, *group.places)]
    return next(one for one in every if one.term.code == code)


def of_the_map(answer: Answer) -> str:
    """The part of a page that is the map and its table."""
    found = re.search(r'<section class="map".*?</section>', answer.content.decode(), flags=re.DOTALL)
    assert found, "no map"
    return found[0]


def links(answer: Answer) -> dict[str, str]:
    """Where each link drawn on the map leads, by its accessible name."""
    found = re.findall(
        r'<a (?:class="area" )?id="map-[^"]+" href="([^"]+)"[^>]* aria-label="([^"]+)"', of_the_map(answer)
    )
    return {unescape(name): unescape(address) for address, name in found}


def table(answer: Answer) -> dict[str, tuple[str, str]]:
    """Number and link of each line of the table, by the name of the place; "" without a link."""
    found = {}
    for row in re.findall(r'<tr id="map-row-.*?</tr>', of_the_map(answer), flags=re.DOTALL):
        address = re.search(r'href="([^"]+)"', row)
        name, number = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        found[unescape(re.sub(r"<[^>]+>", "", name))] = (number, unescape(address[1]) if address else "")
    return found


# --- What is on it -----------------------------------------------------------------------------------------


def test_the_map_has_the_numbers_of_this_readers_region_facet(
    people: Cast, client: Client, browse: Browser
) -> None:
    county = {**ANA, "display_name": "Eva Ek", "region": "23003", "show_region": "county"}
    listed(account("eva"), {**county, "audience": "members"}, by=people.mo)
    assert links(client.get(PATH)) == {"Southern Maine: 1 ally": "/allies/?region=ME-R1"}
    assert links(browse(people.ben).get(PATH)) == {
        "Aroostook County: 1 ally": "/allies/?region=23003",
        "Southern Maine: 2 allies": "/allies/?region=ME-R1",
        "Central and Midcoast Maine: 1 ally": "/allies/?region=ME-R2",
        "Northern, Downeast and upper Midcoast Maine: 3 allies": "/allies/?region=ME-R3",
    }


def test_the_table_says_the_same_and_names_where_nobody_is(people: Cast, browse: Browser) -> None:
    county = {**ANA, "display_name": "Eva Ek", "region": "23003", "show_region": "county"}
    listed(account("eva"), county, by=people.mo)
    answer = browse(people.ben).get(PATH)
    rows = table(answer)
    assert rows["Maine"] == ("6", "/allies/?region=US-ME")
    assert rows["Aroostook County"] == ("1", "/allies/?region=23003")
    assert rows["Penobscot County"] == ("0", "")
    assert {
        f"{name}: {number} {'ally' if number == '1' else 'allies'}": address
        for name, (number, address) in rows.items()
        if address and name != "Maine"
    } == links(answer)
    assert (
        len(rows) == 1 + 3 + 16 + 1 + 6
    )  # Maine, its areas and counties; the Wabanaki Nations, and each of them


def test_who_shows_only_the_area_is_in_no_county(people: Cast, browse: Browser) -> None:
    """Ben works in Penobscot County and shows the area."""
    before = browse(people.dee).get(PATH).content
    assert b"Penobscot County: 0 allies" in before
    assert b"Most people show only their area" in before


def test_what_a_link_says_is_what_it_finds(people: Cast, browse: Browser) -> None:
    browser = browse(people.mo)
    for name, address in links(browser.get(PATH)).items():
        assert len(names(browser.get(address))) == int(re.findall(r"\d+", name)[-1])


def test_without_a_home_state_in_the_vocabulary_there_is_no_map(
    people: Cast, client: Client, settings: Settings
) -> None:
    settings.HOME_STATES = ["US-XX"]
    assert b'class="map"' not in client.get(PATH).content


# --- Choosing ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_county_is_added_and_taken_away() -> None:
    numbers = {"US-ME": 5, SOUTH: 3, "23005": 2, "23031": 1}
    assert place(drawn(numbers), "23005").address == "/allies/?region=23005"
    assert place(drawn(numbers, "23031"), "23005").address == "/allies/?region=23031&region=23005"
    chosen = place(drawn(numbers, "23031", "23005"), "23005")
    assert (chosen.chosen, chosen.address) == (True, "/allies/?region=23031")


@pytest.mark.django_db
def test_what_contains_the_choice_or_lies_in_it_gives_way() -> None:
    numbers = {"US-ME": 9, SOUTH: 3, NORTH: 2, "23005": 2}
    assert place(drawn(numbers, SOUTH, NORTH), "23005").address == "/allies/?region=ME-R3&region=23005"
    assert place(drawn(numbers, "23005", NORTH), SOUTH).address == "/allies/?region=ME-R3&region=ME-R1"
    assert place(drawn(numbers, "23005", NORTH), "US-ME").address == "/allies/?region=US-ME"


@pytest.mark.django_db
def test_what_is_chosen_can_be_taken_away_even_where_nobody_is() -> None:
    assert place(drawn({}, "23005"), "23005").address == "/allies/"
    assert place(drawn({}), "23005").address == ""


@pytest.mark.django_db
def test_what_is_chosen_is_drawn_over_the_rest() -> None:
    drawing = drawn({SOUTH: 3, "23005": 2}, SOUTH).drawing
    assert drawing is not None
    assert drawing.chosen.count("M") >= 2  # both counties of the area
    assert drawing.chosen_edge
    everything = drawn({SOUTH: 3}, SOUTH, CENTRAL, NORTH).drawing
    assert everything is not None
    assert everything.chosen == ""
    nothing = drawn({SOUTH: 3}).drawing
    assert nothing is not None
    assert (nothing.chosen, nothing.chosen_edge) == ("", "")


def test_a_larger_region_asked_for_stays_asked_for(people: Cast, browse: Browser) -> None:
    answer = browse(people.mo).get("/allies/?region.wider=1&q=circles")
    assert links(answer)["Southern Maine: 1 ally"] == "/allies/?q=circles&region.wider=1&region=ME-R1"
    assert "so a county finds more people than its number" in text(answer)


# --- Shades and numbers ------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("numbers", "steps"),
    [
        ({"23005": 1}, {"23005": 2}),
        ({"23005": 1, "23031": 2}, {"23005": 1, "23031": 5}),
        ({"23005": 1, "23031": 10, "23001": 100}, {"23005": 1, "23031": 3, "23001": 5}),
        ({"23005": 0, SOUTH: 40}, {"23005": 0}),
    ],
)
def test_the_most_is_darkest(numbers: dict[str, int], steps: dict[str, int]) -> None:
    made = drawn(numbers)
    assert {code: place(made, code).step for code in steps} == steps


@pytest.mark.django_db
def test_a_number_stands_where_it_has_room() -> None:
    made = drawn({"23003": 4, "23023": 2, NORTH: 76})
    assert place(made, "23003").badge is not None
    assert place(made, "23023").badge is None  # Sagadahoc is small
    ring = place(made, NORTH).badge
    assert ring is not None
    assert (ring.x, ring.y, ring.width, ring.height) == (292, 197, 50, 38)
    assert (ring.left, ring.top) == (267, 178)
    assert place(made, "WABANAKI").badge is None  # their lands have no shape here


# --- Other states ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_map_is_of_the_state_that_is_asked_for_or_chosen_or_home() -> None:
    assert drawn({}).state.term.code == "US-ME"
    assert drawn({}, "US-VT").state.term.code == "US-VT"
    assert drawn({}, "US-VT", "23005").state.term.code == "US-ME"
    assert drawn({}, "WABANAKI").state.term.code == "US-ME"
    assert drawn({}, "US-VT", asked="US-NH").state.term.code == "US-NH"
    for nonsense in ("US-XX", "23005", "ME-R1", "\x00", "x" * 5000):
        assert drawn({}, asked=nonsense).state.term.code == "US-ME"


@pytest.mark.django_db
def test_a_state_is_looked_at_without_searching_there() -> None:
    made = drawn({SOUTH: 2}, SOUTH, asked="US-VT")
    assert [(tab.term.code, tab.address, tab.current) for tab in made.tabs] == [
        ("US-ME", "/allies/?region=ME-R1&map=US-ME", False),
        ("US-VT", "/allies/?region=ME-R1&map=US-VT", True),
    ]
    assert drawn({}).tabs == []


@pytest.mark.django_db
def test_a_state_without_counties_in_the_vocabulary_is_drawn_all_the_same() -> None:
    made = drawn({"US-VT": 3}, asked="US-VT")
    assert made.drawing is not None
    assert made.drawing.land.count("z") >= 14
    assert (made.drawing.places, made.has_counties) == ([], False)
    assert [(one.term.code, one.count, one.badge is not None) for one in made.areas] == [("US-VT", 3, True)]


@pytest.mark.django_db
def test_a_long_table_leaves_out_where_nobody_is() -> None:
    loading.load(["US-TX"])
    made = drawn({"US-TX": 9, "48453": 2}, asked="US-TX")
    (group,) = made.groups
    assert [one.term.code for one in group.places] == ["48453"]
    assert group.left_out == 253


@pytest.mark.django_db
def test_the_nation_leads_to_the_states_where_anybody_is() -> None:
    made = drawn({"US-ME": 9, "US-VT": 2, "US-PR": 1}, SOUTH, asked="US-ME")
    assert [(one.term.code, one.count, one.address) for one in made.states] == [
        ("US-ME", 9, "/allies/?region=US-ME"),
        ("US-VT", 2, "/allies/?region=US-VT"),
        ("US-PR", 1, "/allies/?region=US-PR"),
    ]
    assert made.nation is not None
    assert [one.term.code for one in made.nation.places] == ["US-ME", "US-VT"]
    chosen = drawn({"US-ME": 9, "US-VT": 2}, "US-VT", asked="US-VT").states[1]
    assert (chosen.chosen, chosen.address) == (True, "/allies/")


@pytest.mark.django_db
def test_with_nobody_elsewhere_there_is_no_nation() -> None:
    made = drawn({"US-ME": 9})
    assert (made.nation, made.states) == (None, [])


def test_the_page_keeps_the_map_it_shows(people: Cast, client: Client) -> None:
    answer = client.get("/allies/?map=US-VT&sort=name")
    body = answer.content.decode()
    assert "Map of Vermont" in text(answer)
    assert "Nobody in this search shows a place in Vermont." in text(answer)
    assert names(answer) == ["Ana Alvarez"]
    assert '<input type="hidden" name="map" value="US-VT">' in body
    assert 'href="/allies/?sort=newest&amp;map=US-VT"' in body or "map=US-VT&amp;sort=newest" in body
