"""In which language an answer is, and what it says it depends on."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from directory.accounts.models import User
from tests.cast import Cast
from tests.web.conftest import Browser

SPANISH = {"Accept-Language": "es-MX, en;q=0.5"}
PAGES = ("/", "/about/", "/allies/", "/allies/ana/", "/accounts/login/", "/no-such-page/")
FOR_PROGRAMS = ("/api/v1/allies/", "/api/v1/allies/nobody/", "/api/v1/vocabulary/role/", "/api/v1/schema/")


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_in_the_readers_language_and_say_so(people: Cast, client: Client, address: str) -> None:
    for code, headers in (("es", SPANISH), ("en", {"Accept-Language": "xx"}), ("en", {})):
        answer = client.get(address, headers=headers)
        assert answer["Content-Language"] == code
        assert f'<html lang="{code}" dir="ltr"' in answer.content.decode()
        assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


@pytest.mark.parametrize(
    ("cookie", "account", "browser", "spoken"),
    [
        ("fr", "pt", "es", "fr"),
        ("", "pt", "es", "pt"),
        ("", "", "es", "es"),
        ("", "", "", "en"),
        ("tlh", "pt", "es", "pt"),
        ("", "tlh", "es", "es"),
        ("../../etc", "x" * 12, "es", "es"),
    ],
)
def test_the_order_of_who_is_asked(
    people: Cast, browse: Browser, cookie: str, account: str, browser: str, spoken: str
) -> None:
    User.objects.filter(pk=people.ben.pk).update(language=account)
    people.ben.refresh_from_db()
    client = browse(people.ben)
    if cookie:
        client.cookies["language"] = cookie
    answer = client.get("/allies/", headers={"Accept-Language": browser})
    assert answer["Content-Language"] == spoken


def test_the_language_costs_no_query(people: Cast, browse: Browser, django_assert_num_queries) -> None:
    User.objects.filter(pk=people.ben.pk).update(language="pt")
    client = browse(people.ben)
    with django_assert_num_queries(2) as by_account:
        client.get("/about/")
    client.cookies["language"] = "pt"
    with django_assert_num_queries(len(by_account)):
        client.get("/about/")
    with django_assert_num_queries(0):
        Client().get("/about/", headers=SPANISH)


@pytest.mark.parametrize("address", FOR_PROGRAMS)
def test_programs_are_answered_in_english_whatever_they_ask(
    people: Cast, client: Client, address: str
) -> None:
    plain = client.get(address)
    client.cookies["language"] = "es"
    with translation.override("es"):
        asked = client.get(address, headers=SPANISH)
    assert (asked.status_code, asked.content) == (plain.status_code, plain.content)
    for answer in (plain, asked):
        assert not answer.has_header("Content-Language")
        assert answer["Vary"] == "Accept, Cookie, Authorization"


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_whoever_watches_the_site_is_answered_alike(db: None, client: Client, address: str) -> None:
    answer = client.get(address, headers=SPANISH)
    assert not answer.has_header("Content-Language")
    assert not answer.has_header("Vary")


def test_an_answer_leaves_no_language_behind(client: Client, db: None) -> None:
    client.get("/about/", headers=SPANISH)
    assert translation.get_language() == settings.LANGUAGE_CODE
    client.get("/", headers={"host": "elsewhere.example"} | SPANISH)
    assert translation.get_language() == settings.LANGUAGE_CODE


def test_a_refusal_is_in_the_readers_language_too(client: Client, db: None) -> None:
    refused = client.get("/", headers={"host": "elsewhere.example"} | SPANISH)
    assert refused.status_code == 400
    assert '<html lang="es"' in refused.content.decode()
