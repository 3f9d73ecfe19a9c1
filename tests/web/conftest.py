"""The cast, each in a browser of their own."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from directory.accounts.models import User
from tests.cast import Cast, cast

type Browser = Callable[[User | None], Client]


@pytest.fixture
def people(db: None) -> Cast:
    """Everybody; the moderators have their second factor."""
    everybody = cast()
    for moderator in (everybody.mo, everybody.max):
        Authenticator.objects.create(user=moderator, type=Authenticator.Type.TOTP, data={})
    return everybody


@pytest.fixture
def browse() -> Browser:
    """``browse(people.ben)``: a browser in which Ben is signed in; ``browse(None)`` one without anybody."""

    def opened(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return opened
