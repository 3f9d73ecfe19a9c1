"""The HTML checker for the pages."""

from collections.abc import Iterator

import pytest

from tests import vnu


@pytest.fixture(scope="session")
def html_checker() -> Iterator[vnu.Checker]:
    """The HTML checker; it starts while the world is built."""
    lacking = vnu.lacking()
    if lacking:
        pytest.skip(f"the HTML checker needs {lacking}")
    with vnu.running() as checker:
        yield checker
