"""The pages of words, the first page, and what watches the site."""

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.reading import POSTINGS, text

ALWAYS = "Some allies are visible only to approved members. You need not be listed to begin."


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/about/", "It is not a certificate"),
        ("/begin/", "You only need to be open to learning."),
        ("/begin/", "Ally or Accomplice? The Language of Activism"),
        ("/privacy/", "nothing about you is shown unless you chose to show it"),
        ("/agreement/", f"Version {settings.AGREEMENT_VERSION}."),
        ("/agreement/", "Forget within 24 hours."),
        ("/agreement/", "No re-identification."),
        ("/agreement/", "No employment use."),
        ("/agreement/", "Anyone may copy what is public; copies cannot be recalled."),
    ],
)
def test_the_pages_of_words_cost_no_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, db: None, address: str, says: str
) -> None:
    with django_assert_num_queries(0):
        answer = client.get(address)
    assert answer.status_code == 200
    assert says in text(answer)
    assert answer["Cache-Control"] == "no-cache"


def test_terms_for_programs_have_an_address_of_their_own(client: Client, db: None) -> None:
    assert b'id="data"' in client.get("/agreement/").content


def test_a_signed_in_reader_costs_two_queries_on_a_page_of_words(
    people: Cast, browse: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browse(people.ben)
    with django_assert_num_queries(2):
        answer = browser.get("/about/")
    assert answer["Cache-Control"] == "private, no-store"
    assert "My profile" in text(answer)


def test_the_first_page_counts_whom_anyone_may_see(
    people: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/")  # a worker reads the shelf once
    with django_assert_num_queries(1 + POSTINGS):
        answer = client.get("/")
    said = text(answer)
    assert ALWAYS in said
    assert "1 ally whom you can see, by role and region." in said
    assert "School administrator 1 1 0 0 0" in said
    # Ben is for members only, and so is that there is a deputy sheriff.
    assert "Deputy sheriff" not in said
    assert b'href="/allies/?role=school-administrator&amp;region=ME-R1"' in answer.content


def test_the_first_page_counts_whom_a_member_may_see(people: Cast, browse: Browser) -> None:
    said = text(browse(people.ben).get("/"))
    assert ALWAYS in said
    assert "5 allies whom you can see, by role and region." in said
    assert "Deputy sheriff 1 0 0 1 0" in said


def test_the_first_page_of_an_empty_directory(client: Client, db: None) -> None:
    said = text(client.get("/"))
    assert ALWAYS in said
    assert "You can see nobody yet." in said


def test_healthz_asks_no_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"alive\n")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_readyz_asks_the_database(client: Client, db: None) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready\n")
