"""The first page and the pages of words."""

import re
from typing import Any

import pytest
from django.test import Client

from directory.profiles import editing
from directory.profiles.editing import PRESETS
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.reading import text

ALWAYS = "Some allies are visible only to approved members. You need not be listed to begin."


def row(body: str, role: str) -> str:
    """The row of the table that is about ``role``."""
    [found] = [one for one in re.findall(r"<tr.*?</tr>", body, re.DOTALL) if f">{role}</th>" in one]
    return str(found)


def folded(body: str, sector: str) -> str:
    """The words of what unfolds below ``sector``, where there is no room for a table."""
    [found] = [
        one for one in re.findall(r"<details.*?</details>", body, re.DOTALL) if f">{sector}</span>" in one
    ]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


@pytest.mark.parametrize("address", ["/", "/about/", "/begin/"])
@pytest.mark.parametrize("who", [None, "ben"])
def test_that_some_are_hidden_is_said_always(
    people: Cast, browse: Browser, who: str | None, address: str
) -> None:
    assert ALWAYS in text(browse(people.ben if who else None).get(address))


def test_it_is_said_where_nobody_is_here(client: Client, db: None) -> None:
    said = text(client.get("/"))
    assert ALWAYS in said
    assert "You can see nobody yet." in said
    assert "People show up here when they choose to be seen" in said


def test_the_table_counts_by_role_and_region_for_this_reader(people: Cast, browse: Browser) -> None:
    nobody = browse(None).get("/").content.decode()
    assert "1 ally whom you can see, by role and region." in nobody
    assert "School administrator" in nobody
    assert "Deputy sheriff" not in nobody
    administrator = row(nobody, "School administrator")
    assert '<a href="/allies/?role=school-administrator">1</a>' in administrator
    assert '<a href="/allies/?role=school-administrator&amp;region=ME-R1">1</a>' in administrator
    assert administrator.count('<span class="none">0</span>') == 3
    assert "5 allies whom you can see, by role and region." in browse(people.ben).get("/").content.decode()


def test_on_a_phone_the_table_unfolds_by_kind_of_institution(people: Cast, browse: Browser) -> None:
    nobody = browse(None).get("/").content.decode()
    assert nobody.count('<details class="fold">') == 1
    assert folded(nobody, "Education") == (
        "Education 1 All of them 1 Southern Maine 1 School administrator 1 Southern Maine 1"
    )
    member = browse(people.ben).get("/").content.decode()
    sectors = re.findall(r"<summary><span>(.+?)</span>", member)
    assert sectors == re.findall(r'<tr class="sector">\s*<th scope="row">(.+?)</th>', member)
    assert "Education" in sectors


def test_the_first_page_says_what_an_ally_is_and_why_numbers_do_not_add_up(
    people: Cast, client: Client
) -> None:
    said = text(client.get("/"))
    assert "a police officer who sends a teenager to a circle instead of to court" in said
    assert "Restorative justice means repairing harm, together with the people who were hurt" in said
    assert "nothing here gives away that it exists" in said
    assert (
        "Someone who shows only their state counts under “All places”, and in no part of the state." in said
    )
    assert "a Native nation also lies in the area of a county" in said
    assert "Someone who shows only the kind of institution counts there, and in no role." in said


def test_for_a_member_the_search_comes_before_their_own_profile(people: Cast, browse: Browser) -> None:
    ways = '<ul class="ways"><li><a href="/allies/">Find allies</a></li><li><a href="/me/">My profile</a></li></ul>'
    assert ways in browse(people.ben).get("/").content.decode()
    assert '<ul class="ways">' not in browse(None).get("/").content.decode()


def test_the_first_page_costs_the_same_for_one_and_for_many(
    people: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        assert "1 ally whom you can see" in text(client.get("/"))
    for name in (people.ben, people.dee, people.mo):
        profile = people.profile(name)
        editing.save(profile, PRESETS["public-named"].changes(), actor=name, version=profile.version)
    with django_assert_num_queries(2):
        assert "4 allies whom you can see" in text(client.get("/"))


def test_the_search_box_suggests_where_a_script_can(client: Client, db: None) -> None:
    body = client.get("/").content.decode()
    assert 'data-combobox="/allies/suggest/"' in body
    assert '<script src="/static/js/combobox.js" defer></script>' in body


def test_about_says_where_the_source_is(client: Client, db: None, settings: Any) -> None:
    assert "To get the source code of this site, write to institute@example.invalid ." in text(
        client.get("/about/")
    )
    settings.SOURCE_URL = "https://code.example.org/directory"
    assert (
        '<a href="https://code.example.org/directory" rel="external noreferrer">Get the source code</a>'
        in (client.get("/about/").content.decode())
    )


def test_the_agreement_names_its_version(client: Client, db: None, settings: Any) -> None:
    said = client.get("/agreement/").content.decode()
    assert f"Version {settings.AGREEMENT_VERSION}." in said
    assert 'id="data"' in said


def test_about_ends_how_it_works_with_the_way_in(people: Cast, browse: Browser) -> None:
    join = '<a class="button" href="/accounts/signup/">Join</a>'
    assert join in browse(None).get("/about/").content.decode()
    assert join not in browse(people.ben).get("/about/").content.decode()


def test_about_says_what_moderators_do_not_check(client: Client, db: None) -> None:
    assert "nobody checked that they are who they say they are" in text(client.get("/about/"))


def test_each_reading_says_what_it_is(client: Client, db: None) -> None:
    said = text(client.get("/begin/"))
    assert "They ask hard questions; you need not agree." in said
    assert said.count("It may sting if you") == 4
    assert '<a href="#reach-us">Talk to us.</a>' in client.get("/begin/").content.decode()


def test_each_line_of_the_contents_of_privacy_leads_somewhere(client: Client, db: None) -> None:
    body = client.get("/privacy/").content.decode()
    named = re.findall(r'<li><a href="#([a-z-]+)">', body)
    assert len(named) == 11
    assert [body.count(f'<h2 id="{one}">') for one in named] == [1] * 11


def test_privacy_answers_what_people_fear(client: Client, db: None, settings: Any) -> None:
    settings.ORGANISATION_NAME = "The Example Institute"
    said = text(client.get("/privacy/"))
    assert "What you show to anyone, your employer can see too." in said
    assert "A court could order us to hand over what is stored here" in said
    assert "A public-records request asks a public office for its papers and mail." in said
    assert "The Example Institute chooses the moderators." in said
    assert "Its lines stay for good." in said
    assert "It holds no names" not in said
    assert "With a keyboard, pressing the Shift key three times does the same." in said


@pytest.mark.parametrize(("minutes", "says"), [(30, "for 30 minutes."), (1, "for 1 minute.")])
def test_sign_in_says_after_how_long_one_is_signed_out(
    client: Client, db: None, settings: Any, minutes: int, says: str
) -> None:
    settings.SESSION_IDLE_MINUTES = minutes
    said = text(client.get("/accounts/login/"))
    assert f"when nothing happens {says}" in said
    assert "Get a code by e-mail" in said


def test_sign_up_says_what_happens_next(client: Client, db: None) -> None:
    answer = client.get("/accounts/signup/")
    said = text(answer)
    assert "What happens next We mail you a code." in said
    assert "You send it in, and a moderator reads it. Before that, nothing of it is listed." in said
    assert '<a href="/privacy/">how privacy works here</a>' in answer.content.decode()
    assert '<a href="/agreement/">what you agree to when you send in a profile</a>' in answer.content.decode()
