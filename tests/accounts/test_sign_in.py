"""Signing in, by password, by code and after choosing another password; and who never can."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from directory.accounts.models import User
from directory.accounts.sign_in import end_sessions
from tests.accounts.conftest import PASSWORD, MakeAccount, code_in, signed_in, words_of

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
CODE = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"
RESET = "/accounts/password/reset/"
WRONG = "The e-mail address or the password is not right."


def sign_in(client: Client, email: str = "ana@example.org", password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


def by_code(client: Client, email: str = "ana@example.org") -> Any:
    client.post(CODE, {"email": email})
    return client.post(CONFIRM, {"code": code_in(mail.outbox[-1])})


def link_in(message: Any) -> str:
    return str(re.findall(r"http://testserver(/accounts/password/reset/key/\S+)", message.body)[0])


def shown(response: Any) -> str:
    """A page as everyone sees it: without its token, and without what its reader typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "token", response.text)
    return re.sub(r"(known|fresh|close|robot)@[\w.]+", "ADDRESS", text)


# --- By password -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ana@example.org", " Ana@Example.org "])
def test_by_password(client: Client, account: MakeAccount, typed: str) -> None:
    account()
    response = sign_in(client, typed)
    assert (response.status_code, response["Location"]) == (302, "/me/")
    assert signed_in(client)


def test_a_client_with_the_token_of_the_form(account: MakeAccount) -> None:
    account()
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
    client.get(LOGIN)
    fields = {
        "login": "ana@example.org",
        "password": PASSWORD,
        "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
    }
    assert client.post(LOGIN, fields)["Location"] == "/me/"


def test_wrong_password_unknown_address_and_account_without_a_password_get_one_answer(
    account: MakeAccount,
) -> None:
    account("known@example.org")
    account("close@example.org", None)
    answers = {
        shown(sign_in(Client(), f"{name}@example.org", "not this one"))
        for name in ("known", "fresh", "close")
    }
    assert len(answers) == 1
    assert WRONG in answers.pop()


def test_guessing_ends_after_five_tries_known_or_not(account: MakeAccount) -> None:
    account("known@example.org")
    for number, name in enumerate(("known", "fresh")):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        told = [WRONG in sign_in(client, f"{name}@example.org", "not this one").text for _ in range(5)]
        assert told == [True] * 5
        page = sign_in(client, f"{name}@example.org").text
        assert "That was tried too often. Wait a few minutes, then try again." in page


def test_a_closed_account_is_told_so_only_with_its_password(client: Client, account: MakeAccount) -> None:
    account(is_active=False)
    assert WRONG in sign_in(client, password="not this one").text
    assert sign_in(client)["Location"] == "/accounts/inactive/"
    assert "This account is closed" in client.get("/accounts/inactive/").text
    assert not signed_in(client)


def test_sign_out(client: Client, account: MakeAccount) -> None:
    client.force_login(account())
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)


# --- By code -----------------------------------------------------------------------------------------------


def test_by_code(client: Client, account: MakeAccount) -> None:
    account(password=None)
    assert by_code(client)["Location"] == "/me/"
    assert signed_in(client)
    assert (mail.outbox[0].subject, mail.outbox[0].to) == ("Your code", ["ana@example.org"])


def test_the_first_code_confirms_the_address(client: Client, account: MakeAccount) -> None:
    """An imported account: no password, and an address that nobody confirmed."""
    account(password=None, verified=False)
    by_code(client)
    assert signed_in(client)
    assert EmailAddress.objects.get().verified


def test_a_strangers_password_does_not_outlive_the_first_code(client: Client, account: MakeAccount) -> None:
    """A stranger made the account, with a password of theirs; then the mailbox's owner signs in by a code."""
    account(verified=False)
    by_code(client)
    assert not User.objects.get().has_usable_password()
    said = "The password that was chosen when this account was made no longer counts"
    assert said in client.get("/accounts/email/").text
    assert WRONG in sign_in(Client()).text


def test_later_codes_leave_the_password_alone(client: Client, account: MakeAccount) -> None:
    account()
    sign_in(Client())
    by_code(client)
    assert sign_in(Client())["Location"] == "/me/"


def test_an_unknown_address_gets_the_same_pages_as_a_known_one(account: MakeAccount) -> None:
    account("known@example.org")
    answers = []
    for name in ("known", "fresh"):
        client = Client()
        steps = [client.post(CODE, {"email": f"{name}@example.org"}, follow=True)]
        steps += [client.post(CONFIRM, {"code": "BBBB-BBBB"}, follow=True) for _ in range(3)]
        answers.append([(step.status_code, step.redirect_chain, shown(step)) for step in steps])
    assert answers[0] == answers[1]
    assert [message.to for message in mail.outbox] == [["known@example.org"], ["fresh@example.org"]]
    assert "It has no account here." in words_of(mail.outbox[1])


# --- Another password --------------------------------------------------------------------------------------


def test_another_password(client: Client, account: MakeAccount) -> None:
    account()
    old = Client()
    sign_in(old)
    client.post(RESET, {"email": "ana@example.org"})
    [message] = mail.outbox
    assert message.subject == "Choose another password"
    page = client.get(link_in(message), follow=True)
    assert "Choose another password" in page.text
    fields = {"password1": "another garden gate", "password2": "another garden gate"}
    done = client.post(page.redirect_chain[-1][0], fields, follow=True)
    assert "Your password is changed" in done.text
    assert not signed_in(old)
    assert WRONG in sign_in(client).text
    assert sign_in(client, password="another garden gate")["Location"] == "/me/"
    assert mail.outbox[-1].subject == "Your password was changed"


def test_a_link_counts_once(client: Client, account: MakeAccount) -> None:
    account()
    client.post(RESET, {"email": "ana@example.org"})
    page = client.get(link_in(mail.outbox[0]), follow=True)
    fields = {"password1": "another garden gate", "password2": "another garden gate"}
    client.post(page.redirect_chain[-1][0], fields)
    assert "This link counts no more" in client.get(link_in(mail.outbox[0]), follow=True).text


def test_asking_for_a_link_tells_nothing(account: MakeAccount) -> None:
    account("known@example.org")
    answers = [
        Client().post(RESET, {"email": f"{name}@example.org"}, follow=True) for name in ("known", "fresh")
    ]
    assert shown(answers[0]) == shown(answers[1])
    assert answers[0].redirect_chain == answers[1].redirect_chain == [("/accounts/password/reset/done/", 302)]


# --- Invented people ---------------------------------------------------------------------------------------


def test_invented_people_sign_in_on_ones_own_machine(client: Client, account: MakeAccount, settings) -> None:
    settings.DEBUG = True
    account("ana@demo.invalid", "demo-directory")
    assert sign_in(client, "ana@demo.invalid", "demo-directory")["Location"] == "/me/"
    assert signed_in(client)
    by_code(Client(), "ana@demo.invalid")
    assert sign_in(Client(), "ana@demo.invalid", "demo-directory")["Location"] == "/me/"


def test_elsewhere_invented_people_are_unknown_by_password(client: Client, account: MakeAccount) -> None:
    account("robot@demo.invalid")
    answers = {shown(sign_in(Client(), email)) for email in ("robot@demo.invalid", "fresh@demo.invalid")}
    assert len(answers) == 1
    assert WRONG in answers.pop()


def test_elsewhere_invented_people_are_unknown_by_code_and_link(client: Client, account: MakeAccount) -> None:
    account("robot@demo.invalid")
    client.post(CODE, {"email": "robot@demo.invalid"})
    client.post(RESET, {"email": "robot@demo.invalid"})
    assert ["It has no account here." in words_of(message) for message in mail.outbox] == [True, True]


def test_elsewhere_an_invented_persons_session_counts_for_nothing(
    client: Client, account: MakeAccount, settings
) -> None:
    settings.DEBUG = True
    account("ana@demo.invalid", "demo-directory")
    sign_in(client, "ana@demo.invalid", "demo-directory")
    assert signed_in(client)
    settings.DEBUG = False
    assert not signed_in(client)


def test_the_last_gate_holds_when_a_form_forgets(client: Client, account: MakeAccount, settings) -> None:
    """A code that was asked for while DEBUG was on."""
    settings.DEBUG = True
    account("ana@demo.invalid", None)
    client.post(CODE, {"email": "ana@demo.invalid"})
    settings.DEBUG = False
    response = client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert response["Location"] == "/accounts/inactive/"
    assert not signed_in(client)


# --- The end of sessions -----------------------------------------------------------------------------------


def test_ending_sessions_signs_out_everywhere_and_nobody_else(account: MakeAccount) -> None:
    ana, ben = account(), account("ben@example.org")
    browsers = [Client(), Client(), Client()]
    for browser, user in zip(browsers, (ana, ana, ben), strict=True):
        browser.force_login(user)
    end_sessions(ana)
    assert [signed_in(browser) for browser in browsers] == [False, False, True]
    browsers[0].force_login(ana)
    assert signed_in(browsers[0])


# --- The account's own pages -------------------------------------------------------------------------------


def test_a_second_address_counts_once_it_is_confirmed(client: Client, account: MakeAccount) -> None:
    account()
    sign_in(client)
    add = {"email": "Ana.Two@example.org", "action_add": ""}
    asked = client.post("/accounts/email/", add)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    confirmed = client.post(asked["Location"], {"password": PASSWORD})
    assert confirmed["Location"] == "/accounts/confirm-email/"
    assert EmailAddress.objects.count() == 1
    done = client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})
    assert done["Location"] == "/accounts/email/"
    assert sorted(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("ana.two@example.org", True, False),
        ("ana@example.org", True, True),
    ]
    client.post("/accounts/email/", {"email": "ana.two@example.org", "action_primary": ""})
    assert User.objects.get().email == "ana.two@example.org"
    assert mail.outbox[-1].to == ["ana@example.org"]
    assert "from ana@example.org to ana.two@example.org" in words_of(mail.outbox[-1])
    client.post("/accounts/email/", {"email": "ana@example.org", "action_remove": ""})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["ana.two@example.org"]


def test_anothers_address_is_refused_only_with_its_code(client: Client, account: MakeAccount) -> None:
    account("ben@example.org")
    account(password=None)
    by_code(client)
    client.post("/accounts/email/", {"email": "ben@example.org", "action_add": ""})
    page = client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})
    assert (
        "This address can’t be used here." in page.text
        or "This address can&#x27;t be used here." in page.text
    )


def test_changing_the_password(client: Client, account: MakeAccount) -> None:
    account()
    sign_in(client)
    new = {"password1": "another garden gate", "password2": "another garden gate"}
    page = client.post("/accounts/password/change/", {"oldpassword": "not this one", **new})
    assert "That is not your present password." in page.text
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
    assert signed_in(client)
    assert sign_in(Client(), password="another garden gate")["Location"] == "/me/"


def test_choosing_the_first_password(client: Client, account: MakeAccount) -> None:
    account(password=None)
    by_code(client)
    client.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(Client())["Location"] == "/me/"
