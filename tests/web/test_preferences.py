"""Language, neutral titles, density: kept in cookies that say nothing of a person."""

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from directory.accounts.models import User
from tests.cast import Cast
from tests.web.conftest import Browser


def kept(answer: HttpResponseBase) -> dict[str, str]:
    """The cookies that an answer sets."""
    return {name: morsel.value for name, morsel in answer.cookies.items()}


def test_each_is_kept_in_a_cookie_of_its_own(client: Client, db: None) -> None:
    chosen = {"language": "es", "titles": "neutral", "density": "dense"}
    answer = client.post("/preferences/", chosen | {"next": "/allies/?q=circles"})
    assert (answer.status_code, answer["Location"]) == (303, "/allies/?q=circles")
    assert kept(answer) == chosen
    for morsel in answer.cookies.values():
        assert (morsel["samesite"], morsel["httponly"], morsel["path"]) == ("Lax", True, "/")
        assert not morsel["secure"]
        assert morsel["max-age"] == 365 * 24 * 3600


def test_they_are_as_secure_as_the_session(client: Client, settings, db: None) -> None:
    settings.SESSION_COOKIE_SECURE = True
    assert client.post("/preferences/", {"density": "dense"}).cookies["density"]["secure"]


def test_what_is_not_sent_stays(client: Client, db: None) -> None:
    assert kept(client.post("/preferences/", {"titles": "neutral"})) == {"titles": "neutral"}
    assert kept(client.post("/preferences/", {})) == {}


@pytest.mark.parametrize(
    "wrong", [{"language": "tlh"}, {"language": ""}, {"titles": "none"}, {"density": "x" * 5000}]
)
def test_a_choice_that_there_is_not_changes_nothing(
    people: Cast, browse: Browser, wrong: dict[str, str]
) -> None:
    answer = browse(people.ben).post("/preferences/", {"language": "es", "titles": "neutral"} | wrong)
    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()
    assert kept(answer) == {}
    people.ben.refresh_from_db()
    assert people.ben.language == ""


def test_the_language_goes_to_the_account_too(people: Cast, browse: Browser) -> None:
    browse(people.ben).post("/preferences/", {"language": "pt", "density": "dense"})
    assert dict(User.objects.exclude(language="").values_list("email", "language")) == {
        people.ben.email: "pt"
    }


@pytest.mark.parametrize(
    ("following", "leads_to"),
    [
        ("", "/"),
        ("/me/", "/me/"),
        ("http://testserver/about/", "http://testserver/about/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("about/", "/"),
        ("\x00/", "/"),
    ],
)
def test_back_leads_to_a_page_of_this_site(client: Client, db: None, following: str, leads_to: str) -> None:
    answer = client.post("/preferences/", {"density": "dense", "next": following})
    assert (answer.status_code, answer["Location"]) == (303, leads_to)


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://testserver", 303),
        ("https://elsewhere.example", 403),
        ("null", 403),
        ("http://[", 403),
        ("http://testserver:81", 403),
    ],
)
def test_no_other_sites_page_can_choose(people: Cast, origin: str, status: int) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.ben)
    answer = browser.post("/preferences/", {"language": "es"}, headers={"Origin": origin})
    assert answer.status_code == status
    assert kept(answer) == ({"language": "es"} if status == 303 else {})


def test_a_browser_that_only_says_how_far_away_it_asks_from_is_believed(client: Client, db: None) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/preferences/", {"titles": "full"}, headers=headers).status_code == 403


def test_it_is_asked_by_post_alone(client: Client, db: None) -> None:
    assert client.get("/preferences/?language=es").status_code == 405


def test_pages_know_what_was_chosen(client: Client, people: Cast) -> None:
    context = client.get("/allies/").context
    assert (context["preferences"].titles, context["preferences"].density) == ("full", "roomy")
    assert context["neutral_title"] == ""
    client.cookies["titles"], client.cookies["density"] = "neutral", "dense"
    context = client.get("/allies/").context
    assert (context["preferences"].titles, context["preferences"].density) == ("neutral", "dense")
    assert context["neutral_title"] == "Account"
    client.cookies["titles"], client.cookies["density"] = "x", "<b>"
    context = client.get("/allies/").context
    assert (context["preferences"].titles, context["preferences"].density) == ("full", "roomy")


def test_languages_are_named_in_themselves(client: Client, db: None) -> None:
    client.cookies["language"] = "fr"
    named = client.get("/about/").context["languages"]
    assert [(one.code, one.name, one.direction) for one in named] == [
        ("en", "English", "ltr"),
        ("es", "Español", "ltr"),
        ("fr", "Français", "ltr"),
        ("pt", "Português", "ltr"),
    ]
    assert [one.code for one in named if one.current] == ["fr"]


def test_without_a_word_of_where_to_go_it_leads_back_to_where_the_form_stood(client: Client) -> None:
    elsewhere = client.post(
        "/preferences/", {"density": "dense"}, headers={"Referer": "http://other.example/"}
    )
    here = client.post(
        "/preferences/", {"density": "dense"}, headers={"Referer": "http://testserver/allies/?q=a"}
    )

    assert elsewhere["Location"] == "/"
    assert here["Location"] == "http://testserver/allies/?q=a"


@pytest.mark.parametrize(
    "address", ["/", "/allies/", "/allies/ana/", "/me/", "/accounts/email/", "/no-such-page/"]
)
def test_neutral_titles_say_nothing(people: Cast, browse: Browser, settings, address: str) -> None:
    settings.NEUTRAL_NAME = "Members’ office"
    client = browse(people.ben)
    assert "<title>Members’ office</title>" not in client.get(address).content.decode()
    client.post("/preferences/", {"titles": "neutral"})
    assert "<title>Members’ office</title>" in client.get(address).content.decode()
