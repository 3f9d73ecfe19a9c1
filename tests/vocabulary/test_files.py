"""What is wrong with a data file is said with its name and line."""

import re

import pycountry
import pytest

from directory.vocabulary.files import VocabularyError, read, read_counties
from directory.vocabulary.models import Facet


def read_everything(folder):
    return read(folder), read_counties(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("regions.csv", "area,US-ME,,,\nME-R2", "area,US-QQ,,,\nME-R2", "line 23: unknown parent 'US-QQ'"),
        (
            "regions.csv",
            "area,US,,US-ME,",
            "area,US,,US-QQ,",
            "line 42: unknown region 'US-QQ' in also_found_in",
        ),
        ("regions.csv", "US-AL,Alabama", "US-AK,Alabama", "line 4: region 'US-AK' stands in line 3 already"),
        ("regions.csv", "US-AL,Alabama,state,US", "US-AL,Alabama,province,US", "line 3: kind is 'province'"),
        ("regions.csv", "US-AL,Alabama,state,US", "US-AL,Alabama,state,", "line 3: 'US-AL' needs a parent"),
        ("regions.csv", "state,US,01", "state,US,1", "line 3: '1' is not a FIPS code"),
        ("regions.csv", "US-AL,Alabama", "US AL,Alabama", "line 3: 'US AL' is not a code"),
        ("regions.csv", "US-AL,Alabama", "US-AL,", "line 3: 'US-AL' needs a name"),
        ("regions.csv", "state,US,23,", "state,WABANAKI,23,", "would take in itself"),
        (
            "sectors_roles.csv",
            "Sheriff,one",
            "Sheriff,two",
            "line 12: holders is 'two', not one of one, few, many",
        ),
        ("sectors_roles.csv", "Sheriff,one", "Sheriff,", "line 12: holders is ''"),
        (
            "sectors_roles.csv",
            "policing,Policing,sheriff",
            "policing,Police,sheriff",
            "line 12: 'policing' is named 'Policing' in line 10",
        ),
        ("sectors_roles.csv", ",sheriff,", ",teacher,", "line 12: role 'teacher' stands in line 4 already"),
        ("practices.csv", ",cosa,", ",mediation,rest,", "line 23: 6 values where there are 5 columns"),
        ("practices.csv", ",cosa,", ",proactive,", "line 23: practice 'proactive' stands in line 2 already"),
        ("settings.csv", "code,name", "code,names", "line 1: the columns must be code,name"),
        ("settings.csv", "court,Court\n", 'court,"Court\n', "unexpected end of data"),
        ("languages.csv", "\nen,", "\neng,", "'eng' has a code of two letters, 'en'"),
        ("languages.csv", "\nen,", "\nxx,", "'xx' is not a code of ISO 639-1 or 639-3"),
        ("us_counties.csv", "\n01001,", "\n1001,", "line 2: '1001' is not a FIPS code of five digits"),
        ("us_counties.csv", "\n01001,", "\n01003,", "line 3: region '01003' stands in line 2 already"),
    ],
)
def test_one_line_says_where_and_what(folder, file, old, new, problem):
    text = (folder / file).read_text()
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new))

    with pytest.raises(VocabularyError, match=re.escape(problem)) as raised:
        read_everything(folder)

    assert str(raised.value).startswith(f"{file}, line ")
    assert "\n" not in str(raised.value)


def test_a_missing_file(folder):
    (folder / "strands.csv").unlink()

    with pytest.raises(VocabularyError, match=r"^strands\.csv: cannot be read"):
        read(folder)


def test_a_file_of_another_encoding(folder):
    (folder / "strands.csv").write_bytes("code,name,explanation\na,Élan,".encode("latin-1"))

    with pytest.raises(VocabularyError, match=r"^strands\.csv: is not UTF-8\."):
        read(folder)


def test_what_a_spreadsheet_saves_is_read(folder):
    text = (folder / "strands.csv").read_text()
    (folder / "strands.csv").write_bytes(("\ufeff" + text.replace("\n", "\r\n") + "\r\n").encode())

    assert read(folder).keys() == read().keys()
    assert read(folder)[Facet.STRAND, "advocate"].explanation == read()[Facet.STRAND, "advocate"].explanation


def test_every_state_the_district_and_the_inhabited_territories_are_there():
    states = {entry.code for entry in read().values() if entry.kind == "state"}

    known = {subdivision.code for subdivision in pycountry.subdivisions.get(country_code="US")}
    assert states == known - {"US-UM"}
    assert len(states) == 50 + 1 + 5


def test_every_state_has_counties_with_its_fips_code():
    states = {entry.code: entry.fips for entry in read().values() if entry.kind == "state"}
    counties = read_counties()

    assert counties.keys() == states.keys()
    for state, of_state in counties.items():
        assert {county.code[:2] for county in of_state} == {states[state]}
    assert sum(map(len, counties.values())) == 3233


def test_maines_counties_have_the_same_names_in_both_files():
    entries = read()

    for county in read_counties()["US-ME"]:
        assert entries[county.key].name == county.name


def test_every_living_language_of_two_letters_is_offered():
    offered = {entry.code for entry in read().values() if entry.facet == Facet.LANGUAGE}

    living = {language.alpha_2 for language in pycountry.languages if getattr(language, "alpha_2", None)}
    dead_or_made = {"ae", "cu", "eo", "ia", "ie", "io", "la", "pi", "sa", "vo"}
    assert {code for code in offered if len(code) == 2} == living - dead_or_made
