"""The cast, and one moderator more who belongs to nobody's agency."""

import pytest

from directory.accounts.models import User
from tests.cast import Cast, cast, moderator


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def nia(people: Cast) -> User:
    return moderator("nia")
