"""Lets transactional tests empty the database although the log refuses it.

Between two transactional tests Django empties every table, the log too, and the log's triggers stand in the way,
as they should. So they are taken down around that one step, and stand during every test. ``tests/conftest.py``
imports the fixture; it works by itself.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import TransactionTestCase

from directory.audit import triggers


@pytest.fixture(scope="session", autouse=True)
def emptying_between_tests_spares_the_triggers() -> Iterator[None]:
    """Wrap Django's flush, and nothing else, in ``drop`` and ``create``."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def flush_unguarded(self: Any) -> None:
        guarded = [connections[alias] for alias in self._databases_names(include_mirrors=False)]
        for connection in guarded:
            triggers.drop(connection)
        try:
            flush(self)
        finally:
            for connection in guarded:
                triggers.create(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_unguarded)
        yield
