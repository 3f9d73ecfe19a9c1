"""Accounts to sign in with, and the mails that came."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from directory.accounts import addresses
from directory.accounts.models import User

PASSWORD = "a quiet garden gate"
type MakeAccount = Callable[..., User]


@pytest.fixture
def account(db: None) -> MakeAccount:
    """``account("ana@example.org")``: an account as sign-up leaves it, with its address confirmed."""

    def make(
        email: str = "ana@example.org",
        password: str | None = PASSWORD,
        *,
        verified: bool = True,
        **fields: object,
    ) -> User:
        user = User.objects.create_user(email, password, **fields)
        addresses.verify(user, verified=verified)
        return user

    return make


def code_in(message: mail.EmailMessage) -> str:
    """The code that a mail brings."""
    found = re.search(r"^ {4}(\S+)$", str(message.body), re.MULTILINE)
    assert found, message.body
    return found[1]


def words_of(message: mail.EmailMessage) -> str:
    """What a mail says, however its lines are broken."""
    return " ".join(str(message.body).split())


def signed_in(client: Client) -> bool:
    """Whether this browser has a session that counts."""
    return bool(client.get("/accounts/email/").status_code == 200)
