"""Every word of every page goes through gettext, and pages can be written from right to left."""

from collections.abc import Iterator

import pytest
from django.test import Client

from directory.profiles.models import Wording
from tests import pseudo
from tests.cast import Cast
from tests.web.conftest import Browser

NOBODY = (
    "/",
    "/about/",
    "/begin/",
    "/privacy/",
    "/agreement/",
    "/allies/",
    "/allies/?q=circles&sort=newest&region=US-ME&sector=courts&practice.all=1&region.wider=1&offers=mentor",
    "/allies/?q=nothingatall",
    "/allies/?q=cirlces",
    "/allies/?page=99",
    "/allies/ana/",
    "/allies/nobody/",
    "/no-such-page/",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/inactive/",
)
MEMBER = (
    "/me/",
    "/me/?as=public",
    "/me/?as=member",
    "/me/?as=connection",
    "/me/?as=colleague",
    "/me/privacy/",
    "/me/blocks/",
    "/me/erase/",
    "/allies/",
    "/allies/ana/",
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/desk/",
)
MODERATOR = ("/desk/", "/desk/log/", "/desk/profiles/ana/", "/desk/profiles/nobody/", "/accounts/2fa/")


@pytest.fixture(name="code")
def code_() -> Iterator[str]:
    """The language that nobody speaks."""
    with pseudo.spoken() as code:
        yield code


@pytest.fixture(name="own_words")
def own_words_(people: Cast) -> frozenset[str]:
    """What people wrote and searched for, and what is called alike in every language."""
    written = {
        str(value)
        for wording in Wording.objects.values()
        for value in wording.values()
        if isinstance(value, str)
    }
    handles = {"ana", "ben", "cy", "dee", "mo", "max"}
    return frozenset((written | handles | {"The institute", "circles", "cirlces", "nothingatall"}) - {""})


def read(browser: Client, code: str, address: str) -> str:
    """A page in the language that nobody speaks."""
    browser.cookies["language"] = code
    return browser.get(address, follow=True).content.decode()


def test_a_page_is_written_from_right_to_left(people: Cast, browse: Browser, code: str) -> None:
    assert f'<html lang="{code}" dir="rtl"' in read(browse(None), code, "/about/")


def test_a_string_that_is_not_translated_is_found() -> None:
    page = "<title>Find</title><p>⟦Ḟïñđ⟧ <b>%s</b> 12 ana@example.org</p><img alt='⟦ḅ⟧ Logo'><p lang='es'>Español</p>"
    assert pseudo.unmarked(page % "⟦çȧřđš⟧") == ["Find", "⟦ḅ⟧ Logo"]
    assert pseudo.unmarked(page % "Ana", ["Find", "Logo"]) == ["Ana"]
    assert pseudo.mirrored("<a href='x'>%(name)s</a> &amp; go") == "⟦<a href='x'>%(name)s</a> &amp; ğȯ⟧"


@pytest.mark.parametrize("address", NOBODY)
def test_whoever_is_not_signed_in(
    browse: Browser, code: str, own_words: frozenset[str], address: str
) -> None:
    assert pseudo.unmarked(read(browse(None), code, address), own_words) == []


@pytest.mark.parametrize("address", MEMBER)
@pytest.mark.parametrize("who", ["ben", "cy"])
def test_members(
    people: Cast, browse: Browser, code: str, own_words: frozenset[str], who: str, address: str
) -> None:
    assert pseudo.unmarked(read(browse(getattr(people, who)), code, address), own_words) == []


@pytest.mark.parametrize("address", MODERATOR)
def test_moderators(
    people: Cast, browse: Browser, code: str, own_words: frozenset[str], address: str
) -> None:
    assert pseudo.unmarked(read(browse(people.mo), code, address), own_words) == []


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/accounts/login/", {}),
        ("/accounts/login/", {"login": "ana@example.org", "password": "wrong"}),
        ("/accounts/signup/", {}),
        ("/accounts/signup/", {"email": "someone@police.gov", "password1": "short"}),
        ("/accounts/signup/", {"email": "new@example.org", "password1": "a-long-one-nobody-has"}),
        ("/accounts/password/reset/", {"email": "x"}),
        ("/accounts/login/code/", {"email": "ana@example.org"}),
        ("/preferences/", {"language": "tlh"}),
    ],
)
def test_what_went_wrong(
    browse: Browser, code: str, own_words: frozenset[str], address: str, sent: dict[str, str]
) -> None:
    browser = browse(None)
    browser.cookies["language"] = code
    answer = browser.post(address, sent, follow=True)
    assert pseudo.unmarked(answer.content.decode(), own_words) == []
