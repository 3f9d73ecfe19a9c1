"""The cast, and how to ask what each of them may see."""

import pytest

from tests.cast import Cast, cast


@pytest.fixture
def people(db: None) -> Cast:
    return cast()
