"""The text index of whichever database this is: one small module each, the same words, the same answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from django.db import connection

from directory.listings import postgresql, sqlite

_MODULES = {"sqlite": sqlite, "postgresql": postgresql}


def index() -> ModuleType:
    """The module for this database, with ``match``, ``among`` and ``SNAPSHOT``."""
    return _MODULES[connection.vendor]


@contextmanager
def snapshot() -> Iterator[None]:
    """All queries inside see the database at one moment; nothing may be written. Inside a transaction: as it is."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(index().SNAPSHOT)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
