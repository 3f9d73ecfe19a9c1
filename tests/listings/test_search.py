"""Filters, words, facets and orders."""

from datetime import date

import pytest

from directory.listings.readers import ANYONE, Audience, Reader
from tests.listings.conftest import MEMBER, card, counts, find, handles, show

pytestmark = pytest.mark.django_db


def people() -> None:
    show(
        card(
            "ana",
            role="school-resource-officer",
            region="23005",
            practices=["community-circles"],
            headline="Circles in every hallway",
        ),
        card(
            "bo",
            role="district-attorney",
            region="ME-R3",
            practices=["pre-charge-diversion", "cosa"],
            about="Circles too",
        ),
        card("cleo", sector="courts", region="US-ME", practices=["cosa"], settings=["court"]),
        card("dov", role="peacemaker", region="ME-MIKMAQ", practices=["peacemaking-circle"]),
        card("eve", name="Eve Circle"),
    )


def test_the_directory_is_sorted_by_role_and_region():
    people()
    assert handles(find()) == ["ana", "bo", "cleo", "dov", "eve"]
    assert handles(find(sort="-role")) == ["eve", "dov", "cleo", "bo", "ana"]
    assert handles(find(sort="name")) == ["ana", "bo", "cleo", "dov", "eve"]


def test_who_shows_only_the_sector_stands_last_in_it():
    show(card("zoe", role="mediator"), card("amy", sector="courts"), card("pia", role="corrections-officer"))
    assert handles(find()) == ["zoe", "amy", "pia"]


def test_region_order_takes_the_region_first():
    show(
        card("yves", role="teacher", region="23003"),
        card("xena", role="sheriff", region="23005"),
        card("will", role="teacher", region="23005"),
    )
    assert handles(find(sort="region")) == ["will", "xena", "yves"]


def test_newest_first_and_by_handle_on_one_day():
    show(
        card("old", listed_on=date(2025, 12, 31)),
        card("b", listed_on=date(2026, 5, 2)),
        card("a", listed_on=date(2026, 5, 2)),
        card("new", listed_on=date(2026, 6, 1)),
    )
    assert handles(find(sort="newest")) == ["new", "a", "b", "old"]
    assert handles(find(sort="-newest")) == ["old", "b", "a", "new"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"region": "23005"}, ["ana"]),
        ({"region": "ME-R1"}, ["ana"]),
        ({"region": "US-ME"}, ["ana", "bo", "cleo", "dov"]),
        ({"region": "23003"}, ["dov"]),  # the nation is also found in the county; who shows the area is not
        ({"region": "ME-R3"}, ["bo", "dov"]),
        ({"region": "23003", "wider": True}, ["bo", "cleo", "dov"]),
        ({"region": "23005", "wider": True}, ["ana", "cleo"]),
        ({"sector": "courts"}, ["cleo"]),
        ({"role": ["district-attorney", "peacemaker"]}, ["bo", "dov"]),
        ({"practice": "proactive"}, ["ana"]),
        ({"practice": ["cosa", "community-circles"]}, ["ana", "bo", "cleo"]),
        ({"practice": ["cosa", "pre-charge-diversion"], "all_practices": True}, ["bo"]),
        ({"practice": "cosa", "setting": "court"}, ["cleo"]),
        ({"setting": "street"}, []),
    ],
)
def test_filters(asked, expected):
    people()
    assert handles(find(**asked)) == expected


def test_facets_count_without_their_own_filter():
    people()
    found = find(practice="cosa", sector="courts", facets=("practice", "sector", "role"))
    assert handles(found) == ["cleo"]
    assert counts(found, "practice") == {"on-ramp": 1, "cosa": 1}
    assert counts(found, "sector") == {"prosecution": 1, "courts": 1}
    assert counts(found, "role") == {}


def test_facets_count_what_the_words_match():
    people()
    assert counts(find(q="cosa", facets=("sector",)), "sector") == {"prosecution": 1, "courts": 1}


def test_relevance_goes_by_tiers_newest_first_within_one():
    show(
        card("rest", about="We keep circles.", listed_on=date(2026, 9, 1)),
        card("line", headline="Circles for all", listed_on=date(2026, 8, 1)),
        card("term", practices=["community-circles"], listed_on=date(2026, 7, 1)),
        card("old-term", practices=["community-circles"], listed_on=date(2026, 6, 1)),
        card("named", name="Circle Keeper", listed_on=date(2026, 1, 1)),
    )
    assert handles(find(q="circle")) == ["named", "term", "old-term", "line", "rest"]
    assert handles(find(q="circle", sort="newest")) == ["rest", "line", "term", "old-term", "named"]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("DA", ["bo"]),
        ("SRO circles", ["ana"]),
        ("CoSA", ["bo", "cleo"]),
        ("who does peacemaking circles", ["dov"]),
        ("circles", ["ana", "bo", "cleo", "dov", "eve"]),
        ("mikmaq", ["dov"]),
        ("Mi'kmaq", ["dov"]),
        ("MI’KMAQ peacemaking", ["dov"]),
        ("Maine", ["ana", "bo", "cleo", "dov"]),
        ("cumberland county", ["ana"]),
    ],
)
def test_words_people_type(q, expected):
    people()
    found = find(q=q)
    assert (sorted(handles(found)), found.partial) == (expected, False)


@pytest.mark.parametrize("q", ['"', "*", "%", "(", "'", "\\", "-", ":", "…", "   ", "\ufffd", "🙂"])
def test_signs_alone(q):
    people()
    assert handles(find(q=q)) == ([] if q.strip() else ["ana", "bo", "cleo", "dov", "eve"])


@pytest.mark.parametrize(
    "q", ["a AND", "NEAR(circles", "name_words:circles", "circles OR", "NOT circles", "{x}: circles"]
)
def test_query_languages_are_only_words(q):
    people()
    find(q=q)


def test_accents_scripts_and_numbers():
    show(
        card("jose", name="José Peña", about="911 dispatch"),
        card("noor", name="نور"),
        card("zhu", name="竹 Zhu"),
    )
    assert handles(find(q="jose pena")) == ["jose"]
    assert handles(find(q="911")) == ["jose"]
    assert handles(find(q="نُور")) == ["noor"]
    assert handles(find(q="竹")) == ["zhu"]


def test_hyphenated_words_are_found_either_way():
    show(card("ida", about="Re-entry work"))
    assert [handles(find(q=q)) for q in ("re-entry", "reentry", "re entry")] == [["ida"]] * 3


def test_most_of_the_words_when_no_card_has_all():
    show(
        card("two", about="harbor circles"),
        card("one", about="circles"),
        card("none", about="something else"),
    )
    found = find(q="harbor circles zebra")
    assert (handles(found), found.count, found.partial) == (["two"], 1, True)
    assert not find(q="harbor circles").partial


def test_most_words_within_the_filters():
    show(card("two", about="harbor circles"), card("one", about="circles", sector="courts"))
    found = find(q="harbor circles", sector="courts", facets=("sector",))
    assert (handles(found), found.partial) == (["one"], True)


def test_did_you_mean():
    show(card("ana", about="mediation after suspensions", practices=["cosa"]))
    assert find(q="meditaion").did_you_mean == "mediation"
    assert find(q="Meditaion  cosa").did_you_mean == "mediation  cosa"
    assert find(q="mediation").did_you_mean is None
    assert find(q="qqqqqqq").did_you_mean is None


def test_a_word_that_nothing_is_near_to_does_not_keep_others_from_being_corrected():
    show(card("ana", about="mediation after suspensions"), card("bo", about="something"))
    found = find(q="qqqqqqq meditaion")
    assert (handles(found), found.partial, found.did_you_mean) == (["ana"], True, "qqqqqqq mediation")
    right = find(q="suspensions meditaion")
    assert (handles(right), right.partial, right.answered) == (["ana"], False, "suspensions mediation")


def test_a_correction_never_comes_from_a_card_one_may_not_see():
    show(card("ana", about="mediation"), to=(Audience.MEMBERS,))
    show(card("bo", about="something"))
    assert find(q="meditation").did_you_mean is None
    assert find(MEMBER, q="mediatoin").did_you_mean == "mediation"
    assert find(Reader(Audience.MEMBERS, excluded=frozenset({"ana"})), q="mediatoin").did_you_mean is None


def test_a_hidden_nearer_word_does_not_crowd_out_a_visible_one():
    show(card("ana", about="diversions"), to=(Audience.MEMBERS,))
    show(card("bo", about="immersion"))
    assert (
        find(Reader(Audience.MEMBERS, excluded=frozenset({"ana"})), q="imversion").did_you_mean == "immersion"
    )


def test_shelves_are_apart():
    show(card("ana", about="harbor"), card("bo"), to=(Audience.MEMBERS,))
    show(card("cy", about="circle"))
    assert handles(find()) == ["cy"]
    assert find(q="harbor").count == 0
    assert handles(find(MEMBER)) == ["ana", "bo", "cy"]
    assert handles(find(MEMBER, q="harbor")) == ["ana"]


def test_the_excluded_are_nowhere():
    people()
    reader = Reader(Audience.MEMBERS, excluded=frozenset({"bo", "nobody"}))
    found = find(reader, facets=("practice", "sector"))
    assert (handles(found), found.count) == (["ana", "cleo", "dov", "eve"], 4)
    assert counts(found, "sector") == {"policing": 1, "courts": 1, "tribal-justice": 1}
    assert counts(found, "practice")["cosa"] == 1
    assert handles(find(reader, q="circles", practice="cosa")) == ["cleo"]
    assert find(reader, q="charge diversion").count == 0


def test_the_ceiling_closes_the_public_shelf(settings):
    people()
    settings.SITE_CEILING = "members"
    assert find(ANYONE, facets=("sector",)).count == 0
    assert find(ANYONE, facets=("sector",)).facets == {"sector": []}
    assert find(MEMBER).count == 5


@pytest.mark.parametrize(
    "order", ["role", "-role", "region", "-region", "name", "-name", "newest", "-newest", "relevance"]
)
@pytest.mark.parametrize("q", ["", "circles"])
def test_cursors_walk_there_and_back(order, q):
    show(
        *(
            card(f"p{n:02}", name=f"N{n % 3}", about="circles", listed_on=date(2026, 1, 1 + n % 5))
            for n in range(11)
        )
    )
    show(card("circles", name="Circles"), card("other", headline="circle"))
    everyone = handles(find(q=q, sort=order, size=50))
    pages, cursor = [], None
    while True:
        found = find(q=q, sort=order, size=4, cursor=cursor)
        pages.append(handles(found))
        if found.next is None:
            break
        cursor = found.next
    assert [handle for page in pages for handle in page] == everyone
    back = []
    while found.previous is not None:
        found = find(q=q, sort=order, size=4, cursor=found.previous)
        back.append(handles(found))
    assert back == pages[-2::-1]
    assert [handles(find(q=q, sort=order, size=4, page=n)) for n in range(1, len(pages) + 1)] == pages


def test_few_among_many_and_most_of_many_come_in_the_same_order():
    show(
        *(
            card(f"p{n:03}", name=f"N{97 * n % 100:02}", settings=["court"] if n % 50 == 0 else ["street"])
            for n in range(200)
        )
    )
    everyone = handles(find(sort="name", size=200))
    few = handles(find(sort="name", setting="court"))
    assert few == [handle for handle in everyone if int(handle[1:]) % 50 == 0]
    most = [handle for handle in everyone if int(handle[1:]) % 50]
    assert handles(find(sort="name", setting="street", page=5)) == most[80:100]


def test_a_page_beyond_the_last_is_empty():
    people()
    found = find(page=9)
    assert (found.cards, found.count, found.next, found.previous) == ([], 5, None, None)


def test_the_longest_name_there_can_be_does_not_break_the_cursors():
    longest = "\ufdfa" * 80  # each becomes eighteen letters
    show(*(card(f"p{n}", name=longest) for n in range(5)))
    first = find(size=2)
    assert first.next is not None
    assert len(first.next) < 1_000
    assert handles(find(size=2, cursor=first.next)) == ["p2", "p3"]
