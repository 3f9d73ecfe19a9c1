"""What takes in what, and how terms are found."""

import pytest

from directory.vocabulary.models import Facet, Term
from directory.vocabulary.terms import PARAMETERS, UnknownFacet, UnknownTerm, Vocabulary, facet_for_parameter


def codes(terms):
    return [term.code for term in terms]


def region(vocabulary: Vocabulary, code: str) -> Term:
    return vocabulary.term(Facet.REGION, code)


def role(vocabulary: Vocabulary, code: str) -> Term:
    return vocabulary.term(Facet.ROLE, code)


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("US", []),
        ("US-ME", ["US"]),
        ("ME-R3", ["US-ME", "US"]),
        ("23003", ["ME-R3", "US-ME", "US"]),
        ("WABANAKI", ["US-ME", "US"]),
        ("ME-MIKMAQ", ["WABANAKI", "23003", "ME-R3", "US-ME", "US"]),
        ("ME-PENOBSCOT", ["WABANAKI", "23019", "ME-R3", "US-ME", "US"]),
        ("ME-SIPAYIK", ["ME-PASSAMAQUODDY", "WABANAKI", "23029", "ME-R3", "US-ME", "US"]),
        ("US-NH", ["US"]),
    ],
)
def test_a_region_is_taken_in_by_its_parents_and_by_where_it_is_also_found(vocabulary, code, above):
    assert codes(vocabulary.above(region(vocabulary, code))) == above


@pytest.mark.parametrize(
    ("code", "below"),
    [
        ("23003", {"ME-MALISEET", "ME-MIKMAQ"}),
        ("23019", {"ME-PENOBSCOT"}),
        ("23029", {"ME-PASSAMAQUODDY", "ME-MOTAHKOMIKUK", "ME-SIPAYIK"}),
        ("23005", set()),
        ("ME-R1", {"23005", "23031"}),
        ("ME-R2", {"23001", "23007", "23011", "23013", "23015", "23017", "23023"}),
        (
            "ME-R3",
            {
                *("23003", "23009", "23019", "23021", "23025", "23027", "23029"),
                *("ME-MALISEET", "ME-MIKMAQ", "ME-PENOBSCOT"),
                *("ME-PASSAMAQUODDY", "ME-MOTAHKOMIKUK", "ME-SIPAYIK"),
            },
        ),
        (
            "WABANAKI",
            {
                *("ME-MALISEET", "ME-MIKMAQ", "ME-PENOBSCOT"),
                *("ME-PASSAMAQUODDY", "ME-MOTAHKOMIKUK", "ME-SIPAYIK"),
            },
        ),
        ("US-NH", set()),
    ],
)
def test_a_region_takes_in(vocabulary, code, below):
    assert vocabulary.below(region(vocabulary, code)) == below


def test_maine_takes_in_its_areas_its_counties_and_the_wabanaki_nations(vocabulary):
    below = vocabulary.below(region(vocabulary, "US-ME"))

    assert {"ME-R1", "ME-R2", "ME-R3", "WABANAKI", "ME-MIKMAQ", "ME-SIPAYIK"} <= below
    assert len([code for code in below if code.startswith("23")]) == 16
    assert len(below) == 3 + 16 + 1 + 6


def test_whatever_stands_above_a_term_comes_before_what_takes_it_in(vocabulary):
    for facet in Facet:
        for term in vocabulary.terms(facet):
            above = vocabulary.above(term)
            assert term not in above
            assert len(set(above)) == len(above)
            for place, nearer in enumerate(above):
                assert set(vocabulary.above(nearer)) <= set(above[place + 1 :])


def test_a_group_takes_in_its_practices(vocabulary):
    group = vocabulary.term(Facet.PRACTICE, "on-ramp")
    circles = vocabulary.term(Facet.PRACTICE, "cosa")

    assert vocabulary.above(circles) == (group,)
    assert vocabulary.below(group) == {
        "school-reentry-circle",
        "prison-reentry-circle",
        "cosa",
        "community-support-team",
        "healing-to-wellness",
    }
    assert circles in vocabulary.children(group)


def test_a_sector_is_another_facet_and_takes_in_no_role(vocabulary):
    sheriff = role(vocabulary, "sheriff")
    policing = vocabulary.term(Facet.SECTOR, "policing")

    assert vocabulary.above(sheriff) == ()
    assert vocabulary.below(policing) == frozenset()
    assert vocabulary.sector_of(sheriff) is policing
    assert vocabulary.sector_of(policing) is policing
    assert sheriff in vocabulary.children(policing)


def test_only_roles_have_a_sector(vocabulary):
    with pytest.raises(UnknownTerm):
        vocabulary.sector_of(region(vocabulary, "23005"))
    with pytest.raises(UnknownTerm):
        vocabulary.sector_of(vocabulary.term(Facet.PRACTICE, "cosa"))


def test_every_role_has_a_sector_and_its_holders(vocabulary):
    for term in vocabulary.terms(Facet.ROLE):
        assert vocabulary.sector_of(term).facet == Facet.SECTOR
        assert term.holders in ("one", "few", "many")
    assert [term.code for term in vocabulary.terms(Facet.ROLE) if term.holders == "one"] == [
        "superintendent",
        "police-chief",
        "sheriff",
        "district-attorney",
        "facility-administrator",
    ]


@pytest.mark.parametrize(
    ("code", "area", "state"),
    [
        ("US", None, None),
        ("US-NH", "US-NH", "US-NH"),
        ("US-ME", "US-ME", "US-ME"),
        ("ME-R1", "ME-R1", "US-ME"),
        ("23005", "ME-R1", "US-ME"),
        ("WABANAKI", "WABANAKI", "US-ME"),
        ("ME-MIKMAQ", "WABANAKI", "US-ME"),
        ("ME-SIPAYIK", "WABANAKI", "US-ME"),
    ],
)
def test_area_and_state(vocabulary, code, area, state):
    term = region(vocabulary, code)

    assert getattr(vocabulary.area_of(term), "code", None) == area
    assert getattr(vocabulary.state_of(term), "code", None) == state


@pytest.mark.parametrize(
    ("a", "b", "nearness"),
    [
        ("23005", "23005", "23005"),
        ("23005", "23031", "ME-R1"),
        ("23005", "ME-R1", "ME-R1"),
        ("23005", "23003", "US-ME"),
        ("ME-MIKMAQ", "23003", "23003"),
        ("ME-MIKMAQ", "ME-MALISEET", "23003"),
        ("ME-MIKMAQ", "ME-PENOBSCOT", "WABANAKI"),
        ("ME-MIKMAQ", "23019", "ME-R3"),
        ("ME-MIKMAQ", "23005", "US-ME"),
        ("ME-SIPAYIK", "ME-MOTAHKOMIKUK", "ME-PASSAMAQUODDY"),
        ("ME-SIPAYIK", "ME-PASSAMAQUODDY", "ME-PASSAMAQUODDY"),
        ("US-ME", "US-ME", "US-ME"),
        ("US-ME", "US-NH", None),
        ("23005", "US", None),
    ],
)
def test_nearness_is_the_smallest_region_that_takes_in_both(vocabulary, a, b, nearness):
    a, b = region(vocabulary, a), region(vocabulary, b)

    assert getattr(vocabulary.nearness(a, b), "code", None) == nearness
    assert vocabulary.nearness(a, b) is vocabulary.nearness(b, a)


@pytest.mark.parametrize(
    ("name", "facet"),
    [
        ("sector", Facet.SECTOR),
        ("role", Facet.ROLE),
        ("region", Facet.REGION),
        ("practice", Facet.PRACTICE),
        ("setting", Facet.SETTING),
        ("strand", Facet.STRAND),
        ("offers", Facet.EXCHANGE),
        ("seeks", Facet.EXCHANGE),
        ("language", Facet.LANGUAGE),
        ("exchange", Facet.EXCHANGE),
        ("reason", Facet.REASON),
    ],
)
def test_the_facet_of_a_parameter(name, facet):
    assert facet_for_parameter(name) is facet
    assert name in PARAMETERS


@pytest.mark.parametrize("name", ["", "practices", "Role", "q"])
def test_other_names_have_no_facet(name):
    with pytest.raises(UnknownFacet):
        facet_for_parameter(name)


def test_terms_come_in_the_order_of_the_files(vocabulary):
    assert codes(vocabulary.terms(Facet.SECTOR))[:3] == ["education", "policing", "prosecution"]
    assert codes(vocabulary.terms("strand")) == ["advocate", "off-ramps", "on-ramps", "challenge"]
    assert codes(vocabulary.terms(Facet.PRACTICE))[:3] == [
        "proactive",
        "community-circles",
        "restorative-conversations",
    ]
    assert codes(vocabulary.terms(Facet.ROLE))[-1] == "other"
    for facet in Facet:
        positions = [term.position for term in vocabulary.terms(facet)]
        assert positions == list(range(len(positions)))


def test_the_explanation_of_a_strand_is_loaded(vocabulary):
    assert vocabulary.term(Facet.STRAND, "off-ramps").explanation == (
        "Builds diversions that lead away from punishment"
    )


def test_what_people_type_is_a_synonym(vocabulary):
    assert "DA" in role(vocabulary, "district-attorney").synonyms
    assert "SRO" in role(vocabulary, "school-resource-officer").synonyms
    assert "JCCO" in role(vocabulary, "juvenile-community-corrections-officer").synonyms
    assert "CoSA" in vocabulary.term(Facet.PRACTICE, "cosa").synonyms


@pytest.mark.parametrize(
    ("code", "name", "synonym"),
    [
        ("en", "English", None),
        ("es", "Spanish", "Castilian"),
        ("ase", "American Sign Language", "ASL"),
        ("pqm", "Passamaquoddy-Wolastoqey", "Passamaquoddy"),
        ("mic", "Mi'kmaq", "Micmac"),
        ("aaq", "Penobscot", "Eastern Abenaki"),
        ("ymm", "Maay Maay", "Maay"),
        ("ht", "Haitian Creole", "Kreyòl"),
        ("hmn", "Hmong", None),
    ],
)
def test_languages(vocabulary, code, name, synonym):
    language = vocabulary.term(Facet.LANGUAGE, code)

    assert language.name == name
    assert synonym is None or synonym in language.synonyms


def test_language_names_are_plain(vocabulary):
    names = [term.name for term in vocabulary.terms(Facet.LANGUAGE)]

    assert len(set(names)) == len(names)
    assert [name for name in names if any(sign in name for sign in "(;,)")] == []


def test_a_retired_term_is_found_and_not_offered():
    kept = Term(pk=1, facet="setting", code="court", name="Court", position=0, retired=True)
    other = Term(pk=2, facet="setting", code="street", name="Street", position=1)
    vocabulary = Vocabulary(1, [kept, other])

    assert vocabulary.terms("setting") == (other,)
    assert vocabulary.terms("setting", include_retired=True) == (kept, other)
    assert vocabulary.find("setting", "court") is kept
    assert vocabulary.by_id(1) is kept


def test_a_term_of_an_older_edition_is_understood(vocabulary):
    fresh = Term.objects.get(facet="region", code="23005")

    assert vocabulary.area_of(fresh) is region(vocabulary, "ME-R1")


def test_a_circle_in_the_table_does_not_hang():
    a = Term(pk=1, facet="region", code="a", name="A", position=0, parent_id=2)
    b = Term(pk=2, facet="region", code="b", name="B", position=1, parent_id=1)

    assert codes(Vocabulary(1, [a, b]).above(a)) == ["b"]
