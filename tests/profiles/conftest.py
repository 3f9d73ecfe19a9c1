"""The cast, and what all tests of the write side ask of it."""

import pytest

from tests.cast import Cast, cast


@pytest.fixture
def people(db: None) -> Cast:
    return cast()
