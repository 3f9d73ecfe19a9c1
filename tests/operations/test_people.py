"""The invented people before there is an account: that what they write holds, fits and gives nothing away."""

import re
from collections import Counter
from itertools import islice

import pytest

from directory.operations.demo.cast import CAST
from directory.operations.demo.people import COUNTIES, LAST_DAY, people
from directory.operations.demo.person import Fate, Person
from directory.operations.demo.texts import FOLDER, Role, common, roles
from directory.profiles.changes import missing, read
from directory.profiles.granularity import shown_claims
from directory.vocabulary import terms
from directory.vocabulary.models import Facet, Holders

pytestmark = pytest.mark.django_db


def some(count: int, seed: int = 1) -> list[Person]:
    return list(islice(people(seed), count))


def role_of(person: Person) -> Role:
    return next(role for role in roles() if role.code == person.written["role"])


def texts_of(person: Person) -> str:
    return f"{person.written['headline']}\n{person.written['about']}"


def test_the_same_seed_makes_the_same_people() -> None:
    assert some(100) == some(100)
    assert some(100, seed=2) != some(100)


def test_more_people_are_the_same_ones_and_then_others() -> None:
    assert some(150)[:100] == some(100)


def test_all_that_they_write_holds() -> None:
    for person in [*CAST, *some(2_000)]:
        assert read(person.written).keys() == person.written.keys()
        assert not missing(person.written)
        read(person.edit)


def test_there_are_words_for_every_role() -> None:
    offered = {term.code for term in terms.current().terms(Facet.ROLE)}
    assert {role.code for role in roles()} == offered
    for role in roles():
        assert len(role.openings) >= 3, role.code
        assert len(role.works) >= 3, role.code
        assert len(role.quiet_openings) >= 3, role.code
        assert len(role.quiet_works) >= 3, role.code


def test_there_are_words_for_everything_offered_and_sought() -> None:
    codes = {term.code for term in terms.current().terms(Facet.EXCHANGE)}
    assert common().offers.keys() == common().seeks.keys() == codes


def test_three_hundred_do_not_read_as_copies() -> None:
    crowd = some(300)
    assert len({person.written["about"] for person in crowd}) == 300
    assert len({person.written["real_name"] for person in crowd}) == 300
    assert len({person.email for person in crowd}) == len({person.handle for person in crowd}) == 300
    headlines = Counter(person.written["headline"] for person in crowd if person.written["headline"])
    assert max(headlines.values()) <= 4
    assert len(headlines) > 220


def test_the_mix() -> None:
    crowd = some(300)
    fates = Counter(person.fate for person in crowd)
    assert fates == {
        Fate.LISTED: 244,
        Fate.EDITED: 4,
        Fate.SUBMITTED: 8,
        Fate.DRAFT: 8,
        Fate.RETURNED: 4,
        Fate.REJECTED: 4,
        Fate.PAUSED: 12,
        Fate.HELD: 4,
        Fate.SUSPENDED: 4,
        Fate.WITHDRAWN: 8,
    }
    public = [person for person in crowd if person.written["audience"] == "public"]
    assert 80 <= len(public) <= 120
    nameless = [person for person in public if person.written["audiences"]["display_name"] == "members"]  # type: ignore[index]
    assert 15 <= len(nameless) <= 50
    assert {person.written["hide_from_workplace"] for person in crowd} == {"no", "office", "agency"}
    assert {person.written["show_region"] for person in crowd} == {"county", "area", "state"}
    regions = {person.written["region"] for person in crowd}
    assert regions >= COUNTIES.keys()
    assert any(str(region).startswith("ME-") for region in regions)
    assert any(str(region).startswith("US-") for region in regions)


def test_the_queue_does_not_grow_with_the_crowd() -> None:
    late = some(1_000)[300:]
    assert not {Fate.SUBMITTED, Fate.EDITED} & {person.fate for person in late}


def test_who_shows_the_sector_alone_writes_nothing_of_the_role() -> None:
    checked = 0
    for person in some(1_000):
        written, role, vocabulary = person.written, role_of(person), terms.current()
        claims = shown_claims(
            vocabulary.term(Facet.ROLE, role.code),
            vocabulary.term(Facet.REGION, str(written["region"])),
            show_role=str(written["show_role"]),
            show_region=str(written["show_region"]),
            few_confirmed=written["few_confirmed"] is True,
        )
        if claims.role is None:
            telling = [work.text for work in role.works] + [work.line for work in role.works]
            telling += [opening.partition("{place}")[0] for opening in role.openings]
            assert not [text for text in telling if text in texts_of(person)]
            audiences = written["audiences"]
            assert isinstance(audiences, dict)
            assert audiences["title"] == audiences["agency"] == "only_me"
            checked += 1
    assert checked > 100


def test_nobody_writes_a_finer_place_than_they_show() -> None:
    counties = {terms.current().term(Facet.REGION, code).name for code in COUNTIES}
    areas = set(common().places.values())
    for person in some(1_000):
        said = texts_of(person).lower()
        finer = counties if person.written["show_region"] != "county" else set()
        finer = finer | (areas if person.written["show_region"] == "state" else set())
        assert not [place for place in finer if place.lower() in said]
        assert "{place}" not in said


def test_one_county_has_one_of_those_that_it_has_one_of() -> None:
    vocabulary = terms.current()
    single = {term.code for term in vocabulary.terms(Facet.ROLE) if term.holders == Holders.ONE}
    held = Counter(
        (person.written["role"], person.written["region"])
        for person in some(3_000)
        if person.written["role"] in single
    )
    assert set(held.values()) == {1}


def test_tribal_roles_are_held_in_the_nations_and_nowhere_else() -> None:
    tribal = {role.code for role in roles() if role.settings[0] == "tribal"}
    for person in some(1_000):
        assert (person.written["role"] in tribal) == str(person.written["region"]).startswith("ME-")


def test_everything_is_plainly_invented() -> None:
    for person in [*CAST, *some(500)]:
        assert person.email.endswith("@demo.invalid")
        assert str(person.written["agency"]).endswith("(invented)")
        assert re.fullmatch(r"(https://[a-z-]+\.invalid/)?", str(person.written.get("website", "")))
        assert re.fullmatch(r"(\(207\) 555-01\d\d)?", str(person.written.get("phone", "")))


def test_no_text_tells_of_one_young_person_survivor_or_case() -> None:
    told = re.compile(
        r"\b(a|one|this|that|my) (student|boy|girl|teen\w*|kid|young person|survivor|client)\b"
        r"|\b(a|one|this|that|my) (child\b(?! welfare)|victim\b(?!-witness))"
        r"|\b(a|one|this|that|my) youth\b(?! (court|facility|worker|center))"
        r"|\b(one|this|that|my) case\b",
        re.IGNORECASE,
    )
    for file in sorted(FOLDER.glob("*.toml")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            assert not told.search(line), f"{file.name}:{number}"


def test_they_all_arrived_before_the_last_day() -> None:
    for person in some(1_000):
        assert 0 < (LAST_DAY - person.arrived.date()).days < 300
