"""The HTML checker for the pages."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests import vnu

# What the fixture of this name is.
type Enter = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def html_checker() -> Iterator[vnu.Checker]:
    """The HTML checker; it starts while the world is built."""
    lacking = vnu.lacking()
    if lacking:
        pytest.skip(f"the HTML checker needs {lacking}")
    with vnu.running() as checker:
        yield checker
