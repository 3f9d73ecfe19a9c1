"""The text index of each shelf, kept by the database itself, and the shelves' own rows.

SQLite: an FTS5 table over the ``…_words`` columns, kept in step by triggers (the external-content form of
https://sqlite.org/fts5.html#external_content_tables). A later migration that makes SQLite rebuild a listing table
drops those triggers and must make them anew with ``create_text_index``. PostgreSQL: a generated ``tsvector`` column
with weights A to D and a GIN index.
"""

from typing import Any

from django.db import migrations

LISTINGS = ("listings_publiclisting", "listings_memberlisting")
COLUMNS = ("name_words", "term_words", "headline_words", "other_words")


def _sqlite(listing: str) -> list[str]:
    columns = ", ".join(COLUMNS)
    new = ", ".join(f"new.{column}" for column in COLUMNS)
    old = ", ".join(f"old.{column}" for column in COLUMNS)
    text = f"{listing}_text"
    add = f"INSERT INTO {text}(rowid, {columns}) VALUES (new.id, {new});"
    remove = f"INSERT INTO {text}({text}, rowid, {columns}) VALUES ('delete', old.id, {old});"
    return [
        f"CREATE VIRTUAL TABLE {text} USING fts5({columns}, content='{listing}', content_rowid='id', "
        "detail=column, prefix='2 3 4', tokenize='unicode61 remove_diacritics 0')",
        f"CREATE TRIGGER {text}_added AFTER INSERT ON {listing} BEGIN {add} END",
        f"CREATE TRIGGER {text}_removed AFTER DELETE ON {listing} BEGIN {remove} END",
        f"CREATE TRIGGER {text}_changed AFTER UPDATE OF id, {columns} ON {listing} BEGIN {remove} {add} END",
    ]


def _postgresql(listing: str) -> list[str]:
    vector = " || ".join(
        f"setweight(to_tsvector('pg_catalog.simple', {column}), '{weight}')"
        for column, weight in zip(COLUMNS, "ABCD", strict=True)
    )
    return [
        f"ALTER TABLE {listing} ADD COLUMN text_index tsvector GENERATED ALWAYS AS ({vector}) STORED",
        f"CREATE INDEX {listing}_text ON {listing} USING gin (text_index)",
    ]


def create_text_index(apps: Any, schema_editor: Any) -> None:
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[schema_editor.connection.vendor]
    for listing in LISTINGS:
        for statement in statements(listing):
            schema_editor.execute(statement)


def drop_text_index(apps: Any, schema_editor: Any) -> None:
    for listing in LISTINGS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {listing} DROP COLUMN text_index")
            continue
        for trigger in ("added", "removed", "changed"):
            schema_editor.execute(f"DROP TRIGGER {listing}_text_{trigger}")
        schema_editor.execute(f"DROP TABLE {listing}_text")


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_initial")]
    operations = [migrations.RunPython(create_text_index, drop_text_index, elidable=False)]
