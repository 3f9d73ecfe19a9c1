"""The database as it is before the first test, and back to it after every transactional test.

Django empties all tables of all models instead. That would take the vocabulary and what migrations put in, leave
full-text indexes that no model knows of as they are, and fail on the log, whose triggers forbid it. Here
everything comes back as it was, in a few milliseconds: on SQLite by copying the file's pages, on PostgreSQL from
copies of the rows in a schema beside.
"""

import itertools
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

SECONDS_TO_RESTORE = 20
# What is remembered may be remembered again, with more in it: each time has a schema of its own.
_SCHEMAS = (f"pristine_{number}" for number in itertools.count(1))

type Restore = Callable[[], None]


@contextmanager
def remembered() -> Iterator[Restore]:
    """Remember the default database's contents; the function handed out brings them back."""
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        yield _remember_postgresql(connection)
    else:
        with closing(sqlite3.connect(":memory:")) as copy:
            yield _remember_sqlite(connection, copy)


def _remember_sqlite(connection: BaseDatabaseWrapper, copy: sqlite3.Connection) -> Restore:
    connection.connection.backup(copy)

    def restore() -> None:
        connection.ensure_connection()
        deadline = time.monotonic() + SECONDS_TO_RESTORE

        def give_up(*_: Any) -> None:
            if time.monotonic() > deadline:
                raise TimeoutError("Another connection still holds the test database; did a thread not end?")

        copy.backup(connection.connection, progress=give_up, sleep=0.01)

    return restore


def _remember_postgresql(connection: BaseDatabaseWrapper) -> Restore:
    quote = connection.ops.quote_name

    def rows(cursor: CursorWrapper, query: str) -> list[tuple[Any, ...]]:
        cursor.execute(query)
        return list(cursor.fetchall())

    with connection.cursor() as cursor:
        found = rows(cursor, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in found if name != "django_migrations"]
        guarded = {
            name
            for (name,) in rows(
                cursor,
                "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                " WHERE NOT tgisinternal",
            )
        }
        columns: dict[str, list[str]] = {}
        for table, column in rows(
            cursor,
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position",
        ):
            columns.setdefault(table, []).append(column)
        schema = next(_SCHEMAS)
        cursor.execute(f"CREATE SCHEMA {schema}")
        kept = []
        for table in tables:
            if rows(cursor, f"SELECT 1 FROM {quote(table)} LIMIT 1"):
                cursor.execute(f"CREATE TABLE {schema}.{quote(table)} AS TABLE public.{quote(table)}")
                kept.append(table)
        sequences = rows(
            cursor,
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL",
        )

    statements = [f"SET LOCAL lock_timeout = '{SECONDS_TO_RESTORE}s'"]
    statements += [f"ALTER TABLE {quote(table)} DISABLE TRIGGER USER" for table in tables if table in guarded]
    statements += [f"TRUNCATE {', '.join(quote(table) for table in tables)} RESTART IDENTITY"]
    for table in kept:
        names = ", ".join(quote(column) for column in columns[table])
        statements += [
            f"INSERT INTO {quote(table)} ({names}) OVERRIDING SYSTEM VALUE SELECT {names} FROM {schema}.{quote(table)}"
        ]
    statements += [f"SELECT setval('{quote(sequence)}', {value})" for sequence, value in sequences]
    statements += ["SET CONSTRAINTS ALL IMMEDIATE"]
    statements += [f"ALTER TABLE {quote(table)} ENABLE TRIGGER USER" for table in tables if table in guarded]
    script = ";\n".join(["BEGIN", *statements, "COMMIT"])

    def restore() -> None:
        with connection.cursor() as cursor:
            cursor.execute(script)

    return restore


def end_other_sessions() -> None:
    """Part everybody else from the default database, so that it can be dropped.

    A thread that a test started has a connection of its own, and keeps it a little longer than the test.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
