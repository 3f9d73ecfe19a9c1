"""What SQLite and PostgreSQL are asked in their own words: one moment to read in, and rows by many ids."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

_ONE_MOMENT = {
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
}


@contextmanager
def snapshot() -> Iterator[None]:
    """All queries inside see the database at one moment; nothing may be written. Inside a transaction: as it is."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_ONE_MOMENT[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def among(ids: Iterable[int]) -> tuple[str, str | list[int]]:
    """A condition that ``id`` is one of ``ids``, however many, and its parameter."""
    if connection.vendor == "postgresql":
        return "id = ANY(%s)", list(ids)
    return "id IN (SELECT value FROM json_each(%s))", f"[{','.join(map(str, ids))}]"
