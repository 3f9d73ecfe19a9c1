"""Making an account: from a form to a session, and the same answer whether the address is known or not."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.contrib.auth.hashers import BasePasswordHasher, identify_hasher
from django.core import mail
from django.test import Client

from directory.accounts.forms import PERSONAL_ADDRESS, WORK_ADDRESS, SignupForm
from directory.accounts.models import User
from tests.accounts.conftest import PASSWORD, MakeAccount, code_in, signed_in

pytestmark = pytest.mark.django_db

SIGN_UP = "/accounts/signup/"
CONFIRM = "/accounts/confirm-email/"
# A nonce, and the clock.
CHANCE = {"Content-Security-Policy", "Expires"}


def join(client: Client, email: str = "fresh@example.org", **more: str) -> Any:
    return client.post(SIGN_UP, {"email": email, "password1": PASSWORD, **more})


def answer(response: Any) -> tuple[int, dict[str, str], str]:
    """All that someone outside sees, less what is random every time and the address that they typed."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "token", response.text)
    body = re.sub(r"(known|fresh)@example\.org", "ADDRESS", body)
    headers = {name: value for name, value in response.headers.items() if name not in CHANCE}
    return response.status_code, headers, body


def test_from_the_form_to_a_session(client: Client) -> None:
    response = join(client, "  Fresh@Example.ORG ")
    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    assert not signed_in(client)

    [message] = mail.outbox
    assert (message.to, message.subject) == (["fresh@example.org"], "Please confirm your address")
    response = client.post(CONFIRM, {"code": code_in(message)})
    assert (response.status_code, response["Location"]) == (302, "/me/")
    assert signed_in(client)

    user = User.objects.get()
    assert (user.email, user.is_moderator, user.is_staff) == ("fresh@example.org", False, False)
    assert list(EmailAddress.objects.values_list("user_id", "email", "verified", "primary")) == [
        (user.pk, "fresh@example.org", True, True)
    ]


def test_passwords_are_hashed_with_argon2(client: Client, settings) -> None:
    settings.PASSWORD_HASHERS = [name for name in settings.PASSWORD_HASHERS if "MD5" not in name]
    join(client)
    assert identify_hasher(User.objects.get().password).algorithm == "argon2"


def test_without_the_code_there_is_no_session(client: Client) -> None:
    join(client)
    response = client.post("/accounts/login/", {"login": "fresh@example.org", "password": PASSWORD})
    assert response["Location"] == CONFIRM
    assert not signed_in(client)


def test_a_wrong_code_is_told_and_the_third_one_ends_it(client: Client) -> None:
    join(client)
    for _ in range(2):
        response = client.post(CONFIRM, {"code": "BBBB-BBBB"})
        assert "That is not the code we sent. Look at the newest mail." in response.text
    response = client.post(CONFIRM, {"code": "BBBB-BBBB"})
    assert response["Location"] == "/accounts/login/"
    assert client.post(CONFIRM, {"code": code_in(mail.outbox[0])})["Location"] == "/accounts/login/"
    assert not signed_in(client)


# --- Known or not ------------------------------------------------------------------------------------------


def test_a_known_address_gets_the_same_answers_to_the_end(account: MakeAccount) -> None:
    account("known@example.org")
    answers = {}
    for email in ("known@example.org", "fresh@example.org"):
        client = Client()
        steps = [
            client.get(SIGN_UP),
            join(client, email),
            client.get(CONFIRM),
            client.get("/accounts/login/"),
            *(client.post(CONFIRM, {"code": "BBBB-BBBB"}) for _ in range(3)),
            client.get("/accounts/login/"),
            client.get(CONFIRM),
        ]
        answers[email] = [answer(step) for step in steps]
    assert answers["known@example.org"] == answers["fresh@example.org"]
    assert User.objects.count() == 2


def test_too_many_tries_are_answered_alike(account: MakeAccount) -> None:
    account("known@example.org")
    answers = {}
    for email in ("known@example.org", "fresh@example.org"):
        answers[email] = [answer(join(Client(), email)) for _ in range(2)]
    assert answers["known@example.org"] == answers["fresh@example.org"]
    assert [status for status, _, _ in answers["fresh@example.org"]] == [302, 429]


def test_only_the_mailbox_learns_that_its_address_is_known(client: Client, account: MakeAccount) -> None:
    account("known@example.org")
    join(client, "known@example.org")
    [message] = mail.outbox
    assert message.to == ["known@example.org"]
    assert message.subject == "Please confirm your address"
    assert "It has one already." in message.body
    assert "http://testserver/accounts/login/code/" in message.body


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that was hashed in earnest, one entry a hash."""
    done: list[str] = []
    hasher = hashers.get_hasher()
    encode = type(hasher).encode

    def counted(self: BasePasswordHasher, password: str, salt: str) -> str:
        done.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(type(hasher), "encode", counted)
    return done


def test_a_known_address_costs_the_same_hash(client: Client, account: MakeAccount, hashed: list[str]) -> None:
    account("known@example.org")
    hashed.clear()
    join(client, "known@example.org")
    known, hashed[:] = list(hashed), []
    join(Client(), "fresh@example.org")
    assert known == hashed == [PASSWORD]


def test_an_unknown_address_costs_the_same_hash_at_sign_in(account: MakeAccount, hashed: list[str]) -> None:
    account("known@example.org")
    account("coded@example.org", None)
    costs = {}
    for email in ("known@example.org", "coded@example.org", "fresh@example.org"):
        hashed.clear()
        Client().post("/accounts/login/", {"login": email, "password": "a wrong one"})
        costs[email] = len(hashed)
    assert costs == {"known@example.org": 1, "coded@example.org": 1, "fresh@example.org": 1}


def test_two_sign_ups_at_the_same_moment(
    client: Client, account: MakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both found the address free; the second must not fail on the database's rule."""
    account("fresh@example.org")
    monkeypatch.setattr(SignupForm, "validate_unique_email", lambda self, value: value)
    response = join(client)
    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    assert User.objects.count() == 1
    assert "It has one already." in mail.outbox[0].body


# --- Addresses at work -------------------------------------------------------------------------------------


def test_the_page_advises_a_personal_address_and_device(client: Client) -> None:
    page = client.get(SIGN_UP).text
    assert str(PERSONAL_ADDRESS) in page
    assert "Use your own phone or computer, and your own network." in page


def test_an_address_at_work_is_warned_of_and_nothing_typed_is_lost(client: Client) -> None:
    page = join(client, "deputy@sheriff.maine.gov")
    assert page.status_code == 200
    assert str(WORK_ADDRESS) in page.text
    assert 'value="deputy@sheriff.maine.gov"' in page.text
    assert f'value="{PASSWORD}"' in page.text
    assert "no-store" in page["Cache-Control"]
    assert "I understand, use this address" in page.text
    assert (User.objects.count(), mail.outbox) == (0, [])

    response = join(client, "deputy@sheriff.maine.gov", work_address="on")
    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    assert User.objects.get().email == "deputy@sheriff.maine.gov"


def test_after_the_warning_a_personal_address_needs_no_tick(client: Client) -> None:
    join(client, "deputy@sheriff.maine.gov")
    assert join(client, "fresh@example.org").status_code == 302


def test_the_warning_says_nothing_of_who_is_known(account: MakeAccount) -> None:
    account("known@town.gov")
    pages = [
        re.sub("known|fresh", "", join(Client(), f"{name}@town.gov").text) for name in ("known", "fresh")
    ]
    tokenless = [re.sub(r'value="\w{64}"', "", page) for page in pages]
    assert tokenless[0] == tokenless[1]


def test_a_password_is_not_sent_back_with_other_errors(client: Client) -> None:
    page = client.post(SIGN_UP, {"email": "deputy@town.gov", "password1": "short"})
    assert 'value="short"' not in page.text
    assert "This password is too short. It must contain at least 10 characters." in page.text


# --- What people type --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "a\x00b@example.org", "a" * 300 + "@example.org", "a@b\ud800.org"]
)
def test_what_is_no_address_is_told(client: Client, email: str) -> None:
    page = client.post(SIGN_UP, {"email": email.encode(errors="surrogatepass"), "password1": PASSWORD})
    assert page.status_code == 200
    assert "Please check this" in page.text
    assert User.objects.count() == 0


def test_whoever_comes_from_a_page_goes_back_to_it(client: Client) -> None:
    client.post(SIGN_UP, {"email": "fresh@example.org", "password1": PASSWORD, "next": "/allies/"})
    response = client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert response["Location"] == "/allies/"


def test_nobody_is_sent_to_another_site(client: Client) -> None:
    client.post(
        SIGN_UP, {"email": "fresh@example.org", "password1": PASSWORD, "next": "https://example.com/"}
    )
    response = client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert response["Location"] == "/me/"
