"""The database's own guard of the log: rows are appended, and never changed, replaced or deleted.

A migration creates the triggers. On SQLite, Django alters a table by making a new one, and the triggers go with
the old: a later migration that alters the log must end by running ``create`` again, and a test of this room
fails until it does.
"""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

# REPLACE on SQLite deletes without firing the trigger for it, so an insert over an existing row is refused too.
_SQLITE_CREATE: Final = (
    """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
        WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
)
_SQLITE_DROP: Final = (
    "DROP TRIGGER IF EXISTS audit_entry_no_update",
    "DROP TRIGGER IF EXISTS audit_entry_no_delete",
    "DROP TRIGGER IF EXISTS audit_entry_no_replace",
)
_POSTGRESQL_CREATE: Final = (
    """CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
       FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()""",
    """CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
       FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
)
_POSTGRESQL_DROP: Final = (
    "DROP TRIGGER IF EXISTS audit_entry_no_change ON audit_entry",
    "DROP TRIGGER IF EXISTS audit_entry_no_truncate ON audit_entry",
    "DROP FUNCTION IF EXISTS audit_entry_refuse()",
)


class UnguardedDatabase(Exception):
    """This database product has no triggers here, so it can't keep the log."""


def create(connection: BaseDatabaseWrapper) -> None:
    """Guard the log; safe to repeat. What is refused raises ``IntegrityError``."""
    drop(connection)
    _run(connection, {"sqlite": _SQLITE_CREATE, "postgresql": _POSTGRESQL_CREATE})


def drop(connection: BaseDatabaseWrapper) -> None:
    """Leave the log unguarded: for migrations, and for tests that empty the database."""
    _run(connection, {"sqlite": _SQLITE_DROP, "postgresql": _POSTGRESQL_DROP})


def _run(connection: BaseDatabaseWrapper, statements: dict[str, tuple[str, ...]]) -> None:
    if connection.vendor not in statements:
        raise UnguardedDatabase(connection.vendor)
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
