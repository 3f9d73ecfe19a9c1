"""Every page of signing in: it opens, says what it is, labels what it asks for, and needs no script."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.template.loader import get_template
from django.test import Client

from tests.accounts.conftest import PASSWORD, MakeAccount

pytestmark = pytest.mark.django_db


class Page(HTMLParser):
    """What of a page a person without eyes or mouse depends on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labelled: list[str] = []
        self.asked: list[str] = []
        self.described: list[str] = []
        self.headings: list[str] = []
        self.wrong: list[str] = []
        self.title = ""
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._within = tag
        self.ids += [str(given["id"])] if "id" in given else []
        self.described += str(given.get("aria-describedby") or "").split()
        if tag == "label":
            self.labelled.append(str(given.get("for")))
        if tag in ("input", "select", "textarea") and given.get("type") not in ("hidden", "submit"):
            self.asked.append(str(given.get("id")))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if "style" in given or any(name.startswith("on") for name in given) or tag == "style":
            self.wrong.append(self.get_starttag_text() or tag)
        if tag == "script" and not str(given.get("src")).startswith("/static/"):
            self.wrong.append("a script in the page")
        if given.get("placeholder"):
            self.wrong.append("a placeholder")

    def handle_data(self, data: str) -> None:
        if self._within == "title":
            self.title += data.strip()


def check(response: Any) -> Page:
    """One h1, a title, a label for each field, no dangling reference, nothing inline."""
    assert response.status_code in (200, 429)
    page = Page(response.text)
    assert page.wrong == []
    assert page.headings.count("h1") == 1
    assert page.headings[0] == "h1" or page.headings[0] == "h2"
    assert page.title
    assert set(page.asked) <= set(page.labelled)
    assert set(page.described) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    return page


PUBLIC = {
    "/accounts/login/": "Sign in",
    "/accounts/signup/": "Join",
    "/accounts/login/code/": "Sign in with a code",
    "/accounts/password/reset/": "Choose another password",
    "/accounts/password/reset/done/": "Look into your mail",
    "/accounts/password/reset/key/done/": "Your password is changed",
    "/accounts/password/reset/key/abc-set-password/": "This link counts no more",
    "/accounts/inactive/": "This account is closed",
}


@pytest.mark.parametrize(("address", "title"), PUBLIC.items())
def test_public_pages(client: Client, address: str, title: str) -> None:
    assert check(client.get(address)).title == title


OWN = {
    "/accounts/email/": "E-mail addresses",
    "/accounts/password/change/": "Change the password",
    "/accounts/logout/": "Sign out",
    "/accounts/reauthenticate/": "Is it you?",
    "/accounts/2fa/": "Second step at sign-in",
}


@pytest.mark.parametrize(("address", "title"), OWN.items())
def test_pages_of_ones_account(client: Client, account: MakeAccount, address: str, title: str) -> None:
    client.force_login(account())
    assert check(client.get(address)).title == title


def test_pages_of_an_account_without_a_password(client: Client, account: MakeAccount) -> None:
    client.force_login(account(password=None))
    assert check(client.get("/accounts/password/change/", follow=True)).title == "Choose a password"
    assert check(client.get("/accounts/2fa/totp/activate/")).title == "Set up the app"


def test_pages_of_an_account_with_a_second_step(client: Client, account: MakeAccount) -> None:
    user = account(password=None)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    client.force_login(user)
    assert check(client.get("/accounts/2fa/")).title == "Second step at sign-in"
    asked = client.get("/accounts/2fa/totp/deactivate/", follow=True)
    assert check(asked).title == "Is it you?"
    codes = RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()
    done = client.post(asked.redirect_chain[-1][0], {"code": codes[0]}, follow=True)
    assert check(done).title == "Turn off the second step"
    assert check(client.get("/accounts/2fa/recovery-codes/")).title == "Recovery codes"
    assert check(client.get("/accounts/2fa/recovery-codes/generate/")).title == "Make recovery codes"
    assert client.get("/accounts/2fa/recovery-codes/download/")["Content-Type"] == "text/plain"


def test_pages_half_way_in(client: Client, account: MakeAccount) -> None:
    TOTP.activate(account(), generate_totp_secret())
    page = client.post("/accounts/login/", {"login": "ana@example.org", "password": PASSWORD}, follow=True)
    assert check(page).title == "Second step"
    page = Client().post("/accounts/login/code/", {"email": "ana@example.org"}, follow=True)
    assert check(page).title == "Type the code"
    fields = {"email": "fresh@example.org", "password1": PASSWORD}
    assert check(Client().post("/accounts/signup/", fields, follow=True)).title == "Confirm your address"
    Client().post("/accounts/password/reset/", {"email": "ana@example.org"})
    [link] = re.findall(r"http://testserver(/\S+key\S+)", str(mail.outbox[-1].body))
    assert check(client.get(link, follow=True)).title == "Choose another password"


@pytest.mark.parametrize(
    ("address", "fields", "field"),
    [
        ("/accounts/login/", {"login": "ana", "password": "x"}, "login"),
        ("/accounts/signup/", {"email": "ana", "password1": PASSWORD}, "email"),
        ("/accounts/signup/", {"email": "ana@town.gov", "password1": PASSWORD}, "email"),
        ("/accounts/login/code/", {"email": ""}, "email"),
        ("/accounts/password/reset/", {"email": "ana"}, "email"),
    ],
)
def test_errors_are_summed_up_and_lead_to_the_field(
    client: Client, address: str, fields: dict[str, str], field: str
) -> None:
    response = client.post(address, fields)
    page = check(response)
    assert page.title.startswith("Error:")
    assert f'<a href="#id_{field}">' in response.text
    assert f"id_{field}" in page.ids
    assert f"id_{field}_error" in page.described


def test_too_many_requests_get_a_page_too(client: Client) -> None:
    for _ in range(20):
        client.post("/accounts/signup/", {})
    response = client.post("/accounts/signup/", {})
    assert response.status_code == 429
    assert check(response).title == "Please wait a moment"


def test_joining_can_be_closed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "directory.accounts.adapter.AccountAdapter.is_open_for_signup", lambda self, request: False
    )
    assert check(client.get("/accounts/signup/")).title == "Nobody can join at the moment"


def test_the_librarys_other_pages_stand_in_this_sites_frame(rf: Any) -> None:
    for layout in ("entrance", "manage"):
        page = get_template(f"allauth/layouts/{layout}.html").render({"user": AnonymousUser()}, rf.get("/"))
        assert 'href="/static/css/site.css"' in page
