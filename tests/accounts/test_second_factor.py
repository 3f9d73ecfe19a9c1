"""The second step: setting it up, being asked for it, and who lacks it."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.test import Client

from directory.accounts.second_factor import second_factor_missing
from tests.accounts.conftest import PASSWORD, MakeAccount, code_in, signed_in

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    """What the app shows now."""
    counter = list(auth.yield_hotp_counters_from_time())[1]
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def sign_in(client: Client) -> Any:
    return client.post("/accounts/login/", {"login": "ana@example.org", "password": PASSWORD})


@pytest.mark.django_db(transaction=True)  # the mail about it goes after the commit
def test_setting_it_up(client: Client, account: MakeAccount) -> None:
    user = account()
    assert second_factor_missing(user)
    sign_in(client)
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    page = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert 'src="data:image/svg+xml;' in page.text
    [secret] = re.findall(r"<code>(\w+)</code>", page.text)

    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "That code is not right." in wrong.text
    assert second_factor_missing(user)
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert not second_factor_missing(user)
    assert mail.outbox[-1].subject == "A second step was set up"
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    assert sorted(kinds) == ["recovery_codes", "totp"]
    codes = re.findall(r"<code>(\w+)</code>", client.get("/accounts/2fa/recovery-codes/").text)
    assert len(codes) == 10


@pytest.mark.parametrize("way", ["password", "code"])
def test_whoever_set_it_up_is_asked_however_they_sign_in(
    client: Client, account: MakeAccount, way: str
) -> None:
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(account(), secret)
    if way == "password":
        response = sign_in(client)
    else:
        client.post("/accounts/login/code/", {"email": "ana@example.org"})
        response = client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert not signed_in(client)
    page = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "That code is not right. Each code counts for half a minute and only once." in page.text
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})["Location"] == "/me/"
    assert signed_in(client)


def test_turning_it_off(client: Client, account: MakeAccount) -> None:
    user = account()
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    asked = client.get("/accounts/2fa/totp/deactivate/")
    client.post(asked["Location"], {"password": PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/")
    assert second_factor_missing(user)
    assert mail.outbox[-1].subject == "The second step was turned off"


def test_only_debug_waives_it(account: MakeAccount, settings) -> None:
    user = account()
    assert second_factor_missing(user)
    settings.DEBUG = True
    assert not second_factor_missing(user)
