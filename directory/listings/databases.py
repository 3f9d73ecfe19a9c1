"""What SQLite and PostgreSQL are asked in their own words: one moment to read in, and rows by many ids."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
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


def among(column: str, values: Iterable[int] | Iterable[str]) -> tuple[str, str | list[Any]]:
    """A condition that ``column`` is one of ``values``, however many, and its parameter."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(values)
    return f"{column} IN (SELECT value FROM json_each(%s))", orjson.dumps([*values]).decode()


def fetched(sql: str, *parameters: int | str | bytes | list[Any]) -> list[tuple[Any, ...]]:
    """What a query finds.

    For what every request asks: writing such a query anew each time takes the ORM longer than answering it.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
