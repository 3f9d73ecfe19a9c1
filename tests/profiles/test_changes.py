"""What an owner may send: everything that does not hold is refused, by field, in words that say what to do."""

from typing import Any

import pytest

from directory.listings.readers import Audience
from directory.profiles.changes import FIELDS, read
from directory.profiles.editing import begin, save
from directory.profiles.errors import Invalid
from directory.profiles.models import Profile, Wording
from directory.profiles.parts import PART, PARTS, WORDS
from directory.vocabulary.models import Term

pytestmark = pytest.mark.django_db
TEXTS = [part.name for part in WORDS]
DEEP: Any = []
for _ in range(50):
    DEEP = [DEEP]


def codes(changes: dict[Any, Any]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as invalid:
        read(changes)
    assert all(
        error.detail.endswith((".", ")")) and len(error.detail) < 300 for error in invalid.value.errors
    )
    return [(error.field, error.code) for error in invalid.value.errors]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "sent", [None, 7, 1.5, b"bytes", DEEP, {"a": 1}, [1], [None], [["cosa"]], True, "\ud800"]
)
def test_no_field_takes_what_is_not_meant_for_it(field: str, sent: Any) -> None:
    if field == "few_confirmed" and sent is True:
        assert read({field: sent}) == {field: True}
    else:
        assert [name for name, _ in codes({field: sent})] == [field]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"shoe_size": "44"}, [("shoe_size", "unknown-field")]),
        ({"email": "a@b.c"}, [("email", "unknown-field")]),
        ({"consented_on": "2026-01-01"}, [("consented_on", "unknown-field")]),
        ({"status": "listed", "handle": "x", "version": 1, "only_members": False}, [
            ("status", "unknown-field"), ("handle", "unknown-field"), ("version", "unknown-field"),
            ("only_members", "unknown-field"),
        ]),
        ({"\ud800": "x", 7: "x"}, [("?", "unknown-field"), ("?", "unknown-field")]),
        ({"role": "astronaut", "region": "atlantis"}, [("role", "unknown-code"), ("region", "unknown-code")]),
        ({"role": "policing"}, [("role", "unknown-code")]),
        ({"role": "x" * 10_000}, [("role", "unknown-code")]),
        ({"role": "a\x00b"}, [("role", "unknown-code")]),
        ({"practices": ["cosa", "proactive"]}, [("practices", "a-group")]),
        ({"practices": ["cosa"] * 61}, [("practices", "too-many")]),
        ({"practices": ["classroom"]}, [("practices", "unknown-code")]),
        ({"offers": "mentor"}, [("offers", "wrong-type")]),
        ({"show_role": "county"}, [("show_role", "not-a-choice")]),
        ({"show_region": "role"}, [("show_region", "not-a-choice")]),
        ({"stage": "expert"}, [("stage", "not-a-choice")]),
        ({"hide_from_workplace": ""}, [("hide_from_workplace", "not-a-choice")]),
        ({"audience": "connections"}, [("audience", "not-a-choice")]),
        ({"audience": "PUBLIC"}, [("audience", "not-a-choice")]),
        ({"audiences": {"role": "public"}}, [("audiences", "unknown-part")]),
        ({"audiences": {"about": "everybody"}}, [("audiences", "not-a-choice")]),
        ({"audiences": {"phone": "members"}}, [("audiences", "not-a-choice")]),
        ({"audiences": {"email": "public"}}, [("audiences", "not-a-choice")]),
        ({"few_confirmed": "true"}, [("few_confirmed", "wrong-type")]),
        ({"about": "a\x00b"}, [("about", "control-character")]),
        ({"about": "a\u202eb"}, [("about", "control-character")]),
        ({"about": "a\u2028b"}, [("about", "control-character")]),
        ({"display_name": "two\nlines"}, [("display_name", "control-character")]),
        ({"display_name": "a\x07b"}, [("display_name", "control-character")]),
        ({"display_name": "\u200b\u2060"}, [("display_name", "nothing-to-read")]),
        ({"display_name": "\u200d"}, [("display_name", "nothing-to-read")]),
        ({"display_name": "\u3164\u2800"}, [("display_name", "nothing-to-read")]),
        ({"display_name": "—!"}, [("display_name", "nothing-to-read")]),
    ],
)  # fmt: skip
def test_what_does_not_hold(changes: dict[Any, Any], wrong: list[tuple[str, str]]) -> None:
    assert codes(changes) == wrong


@pytest.mark.parametrize(
    "address",
    [
        "example.org", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "ftp://example.org",
        "//example.org", "https://", "https://exa mple.org", "mailto:a@b.c", "https:example.org",
    ],
)  # fmt: skip
def test_a_website_is_a_whole_address_of_the_web(address: str) -> None:
    assert codes({"website": address}) == [("website", "not-an-address")]


@pytest.mark.parametrize("address", ["https://example.org", "http://example.org/a?b=c#d", ""])
def test_a_good_website(address: str) -> None:
    assert read({"website": address}) == {"website": address}


@pytest.mark.parametrize("field", TEXTS)
def test_lengths_are_those_of_the_table_and_of_the_columns(field: str) -> None:
    part = PART[field]
    assert getattr(Wording._meta.get_field(field), "max_length", None) == part.max_length
    start = "https://example.org/" if field == "website" else ""
    fits = start + "x" * (part.max_length - len(start))
    assert read({field: fits}) == {field: fits}
    assert codes({field: fits + "x"}) == [(field, "too-long")]


@pytest.mark.parametrize(
    ("field", "sent", "kept"),
    [
        ("display_name", "  Eve   Eaton\t", "Eve Eaton"),
        ("display_name", "Zoe\u0308", "Zoë"),
        ("about", "  one\r\ntwo\rthree \n", "one\ntwo\nthree"),
        ("about", "one  two", "one  two"),
        ("headline", "می‌خواهم 👩‍👩‍👧", "می‌خواهم 👩‍👩‍👧"),
        ("headline", "   ", ""),
        ("headline", "\u200b\u2060 \ufeff", ""),
        ("headline", "in\u00advi\u200bsible \u200d\u200c joiners\u200d", "invisible joiners"),
        ("headline", "क्\u200dष", "क्\u200dष"),
        ("display_name", "\u200bEve\u2060 \u200eEaton", "Eve Eaton"),
        ("display_name", " ", ""),
        ("display_name", "7", "7"),
    ],
)
def test_words_are_made_tidy(field: str, sent: str, kept: str) -> None:
    assert read({field: sent}) == {field: kept}


def test_codes_become_terms_each_once_and_in_order() -> None:
    found = read({"languages": ["fr", "en", "fr"], "role": "sheriff", "region": ""})
    assert isinstance(found["languages"], tuple)
    assert [term.code for term in found["languages"]] == sorted(
        ["en", "fr"], key=lambda code: Term.objects.get(facet="language", code=code).position
    )
    assert isinstance(found["role"], Term)
    assert (found["role"].code, found["region"]) == ("sheriff", None)
    assert read({"audience": "public"}) == {"audience": Audience.PUBLIC}


def test_everything_wrong_is_told_at_once_and_nothing_is_written(eve: Any) -> None:
    profile = begin(eve)
    with pytest.raises(Invalid) as invalid:
        save(profile, {"role": "astronaut", "about": "fine", "website": "x", "hat": 1}, actor=eve, version=1)
    assert [error.field for error in invalid.value.errors] == ["role", "website", "hat"]
    stored = Profile.objects.get()
    assert (stored.version, stored.written.about) == (1, "")


def test_every_part_can_be_sent_and_has_an_audience() -> None:
    assert set(FIELDS) >= {part.name for part in PARTS} - {"email"}
    for part in PARTS:
        wider = [audience for audience in Audience if audience > part.widest]
        assert read({"audiences": {part.name: part.widest.code}})
        for audience in wider:
            assert codes({"audiences": {part.name: audience.code}}) == [("audiences", "not-a-choice")]
