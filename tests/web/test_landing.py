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
    [found] = [one for one in re.findall(r"<tr.*?</tr>", body, re.DOTALL) if f">{role}\n" in one]
    return str(found)


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
    assert ">Southern Maine</a>" in administrator
    assert "5 allies whom you can see, by role and region." in browse(people.ben).get("/").content.decode()


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
