"""Cards and terms in the page's language."""

import orjson
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from directory.listings.models import MemberListing, PublicListing
from directory.vocabulary import terms
from directory.vocabulary.loading import load
from directory.web.cards import shown
from directory.web.choices import languages_named, region_choices
from tests.cast import ANA, Cast, account, listed
from tests.web.conftest import Browser
from tests.web.reading import POSTINGS, text

SPANISH = {"Accept-Language": "es"}


def card_of(handle: str) -> bytes:
    return bytes(PublicListing.objects.get(handle=handle).card)


def everything_stored() -> list[tuple[str, str, bytes]]:
    return [
        (table.__name__, row.handle, bytes(row.card))
        for table in (PublicListing, MemberListing)
        for row in table.objects.order_by("handle")
    ]


def test_in_english_a_card_is_shown_as_it_was_published(people: Cast) -> None:
    assert shown(card_of("ana")) == orjson.loads(card_of("ana"))


@pytest.mark.parametrize(
    ("language", "sector", "role", "region", "practices", "languages", "offers"),
    [
        (
            "es",
            "Educación",
            "Dirección escolar",
            "Sur de Maine",
            ["Círculos para construir comunidad", "Disciplina restaurativa"],
            ["Inglés", "Español"],
            ["Mentoría"],
        ),
        (
            "fr",
            "Éducation",
            "Direction d’établissement scolaire",
            "Sud du Maine",
            ["Cercles pour construire la communauté", "Discipline restaurative"],
            ["Anglais", "Espagnol"],
            ["Mentorat"],
        ),
        (
            "pt",
            "Educação",
            "Direção escolar",
            "Sul do Maine",
            ["Círculos para construir comunidade", "Disciplina restaurativa"],
            ["Inglês", "Espanhol"],
            ["Mentoria"],
        ),
    ],
)
def test_terms_of_a_card_are_in_the_pages_language(
    people: Cast, language: str, sector: str, role: str, region: str, practices: list[str],
    languages: list[str], offers: list[str],
) -> None:  # fmt: skip
    with translation.override(language):
        card = shown(card_of("ana"))

    assert (card["sector"]["name"], card["role"]["name"], card["region"]["name"]) == (sector, role, region)
    assert [term["name"] for term in card["practices"]] == practices
    assert [term["name"] for term in card["languages"]] == languages
    assert [term["name"] for term in card["offers"]] == offers
    plain = orjson.loads(card_of("ana"))
    # What the owner wrote, and what programs go by, is as it is.
    for part in ("handle", "url", "name", "headline", "about", "listed_on"):
        assert card[part] == plain[part]
    assert [term["code"] for term in card["practices"]] == [term["code"] for term in plain["practices"]]


def test_a_term_that_is_not_known_keeps_the_name_on_the_card(people: Cast) -> None:
    card = orjson.dumps({"name": "Ana", "role": {"code": "wizard", "name": "Wizard"}})

    with translation.override("es"):
        assert shown(card)["role"] == {"code": "wizard", "name": "Wizard"}


def test_a_card_may_be_text(people: Cast) -> None:
    with translation.override("fr"):
        assert shown('{"name": "Ana"}') == {"name": "Ana"}


def test_showing_costs_no_query(people: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    card = card_of("ana")
    terms.current()

    with django_assert_num_queries(0), translation.override("pt"):
        shown(card)


def test_a_card_is_published_in_english_whatever_language_is_active(people: Cast) -> None:
    listed(account("eva"), ANA, by=people.mo)
    with translation.override("es"):
        listed(account("eve"), ANA, by=people.mo)

    assert card_of("eve") == card_of("eva").replace(b"eva", b"eve")
    assert orjson.loads(card_of("eve"))["role"]["name"] == "School administrator"


def test_rebuilding_in_spanish_changes_no_card(people: Cast) -> None:
    before = everything_stored()

    with translation.override("es"):
        call_command("rebuild_listings", verbosity=0)

    assert everything_stored() == before


@pytest.mark.parametrize("address", ["/allies/", "/allies/ana/", "/"])
def test_a_page_in_spanish_costs_as_many_queries(
    people: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    client.get(address)
    expected = {"/allies/": 3, "/allies/ana/": 3, "/": 1}[address] + POSTINGS
    for headers in ({}, SPANISH):
        with django_assert_num_queries(expected):
            client.get(address, headers=headers)


def test_search_and_card_name_terms_in_the_pages_language(people: Cast, client: Client) -> None:
    found = text(client.get("/allies/?role=school-administrator&sort=role", headers=SPANISH))
    card = text(client.get("/allies/ana/", headers=SPANISH))

    assert "Educación: Dirección escolar" in found
    for said in (found, card):
        assert "Sur de Maine" in said
        assert "Círculos para construir comunidad" in said
        for english in ("School administrator", "Southern Maine", "Community-building circles"):
            assert english not in said


def test_the_first_page_names_roles_and_areas_in_the_pages_language(people: Cast, client: Client) -> None:
    said = text(client.get("/", headers={"Accept-Language": "fr"}))

    assert "Direction d’établissement scolaire" in said
    assert "Nord, Downeast et haute côte centrale du Maine" in said


def test_the_editor_offers_terms_in_the_pages_language(people: Cast, browse: Browser) -> None:
    page = browse(people.cy).get("/me/", headers={"Accept-Language": "pt"}).content.decode()

    for name in (
        "Agente de liberdade condicional",
        "Condado de Kennebec",
        "Círculos de apoio e responsabilidade",
    ):
        assert name in page


def test_the_desk_names_terms_in_the_moderators_language(people: Cast, browse: Browser) -> None:
    said = text(browse(people.mo).get("/desk/profiles/ben/", headers=SPANISH))

    assert "Agente del sheriff" in said
    assert "Cárcel o prisión" in said


def test_the_api_names_terms_in_english(people: Cast, client: Client) -> None:
    for address in ("/api/v1/allies/ana/", "/api/v1/allies/?facets=role,region", "/api/v1/vocabulary/role/"):
        answer = client.get(address, headers=SPANISH)
        assert answer.status_code == 200
        assert b"School administrator" in answer.content
        assert "Dirección".encode() not in answer.content


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Lingala, Haitian", ["ln", "ht"]),
        ("inglés; FRANCÉS", ["en", "fr"]),
        ("frances, portugues", ["fr", "pt"]),
        ("créole haïtien, langue des signes américaine", ["ht", "ase"]),
        ("Língua de sinais americana\nsuaíli", ["ase", "sw"]),
        ("Arabic, Árabe, arabe", ["ar", "ar", "ar"]),
        ("mi’kmaq, Mi'kmaq", ["mic", "mic"]),
        ("ASL, es", ["ase", "es"]),
        # What is spoken in Accra, and not the code of Irish.
        ("Ga", ["gaa"]),
    ],
)
@pytest.mark.parametrize("page", ["en", "es", "fr", "pt"])
def test_languages_are_typed_in_any_of_the_languages(
    people: Cast, typed: str, codes: list[str], page: str
) -> None:
    with translation.override(page):
        assert languages_named(typed) == (codes, [])


def test_a_language_that_is_none_is_told_as_it_was_typed(people: Cast) -> None:
    assert languages_named("Español, Klingón, ") == (["es"], ["Klingón"])


@pytest.mark.parametrize("page", ["en", "es"])
def test_only_the_home_states_own_counties_come_first(db: None, settings, page: str) -> None:
    """In Spanish "Virginia Occidental" begins as "Virginia" does."""
    settings.HOME_STATES = ["US-VA"]
    load(counties=["US-WV", "US-VA", "US-AL"])

    with translation.override(page):
        groups = [str(label) for label, _ in region_choices("")]

    # West Virginia stands at its place in the list, behind Alabama.
    assert groups[1:3] == ["Virginia", "Alabama"]
