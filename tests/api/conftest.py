"""Clients of the API: nobody, and the cast."""

from typing import Any

import orjson
import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from directory.accounts.models import User
from tests import cast
from tests.cast import Cast

JSON = "application/json"


class Api(Client):
    """A client whose paths begin after ``/api/v1`` and whose bodies are JSON."""

    def request(self, **environ: Any) -> Any:
        """Every request passes here."""
        return super().request(**environ | {"PATH_INFO": f"/api/v1{environ['PATH_INFO']}"})

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """Send a body as JSON, or none."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        content = "" if body is None else orjson.dumps(body)
        return self.generic(method.upper(), path, content, JSON, headers=names)


def signed_in(user: User) -> Api:
    client = Api()
    client.force_login(user)
    return client


def with_second_factor(*users: User) -> None:
    for user in users:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})


@pytest.fixture
def people(db: None) -> Cast:
    """The cast, the moderators with their second factor."""
    people = cast.cast()
    with_second_factor(people.mo, people.max)
    return people


@pytest.fixture
def nobody(db: None) -> Api:
    """Nobody who signed in; the cast is there for tests that ask for it."""
    return Api()


@pytest.fixture
def lone_moderator(db: None) -> Api:
    """A moderator without a profile, alone in the world: enough to ask what nobody answers."""
    user = cast.moderator("una")
    with_second_factor(user)
    return signed_in(user)


@pytest.fixture
def drafter(db: None) -> Api:
    """Somebody with a draft, alone in the world: enough to write what does not hold."""
    user = cast.account("dana")
    cast.drafted(user, cast.CY)
    return signed_in(user)


@pytest.fixture
def ana(people: Cast) -> Api:
    return signed_in(people.ana)


@pytest.fixture
def ben(people: Cast) -> Api:
    return signed_in(people.ben)


@pytest.fixture
def cy(people: Cast) -> Api:
    return signed_in(people.cy)


@pytest.fixture
def dee(people: Cast) -> Api:
    return signed_in(people.dee)


@pytest.fixture
def mo(people: Cast) -> Api:
    return signed_in(people.mo)


@pytest.fixture
def max_(people: Cast) -> Api:
    return signed_in(people.max)
