"""What SQLite is asked in its own words: the text index, and rows by many ids."""

from collections.abc import Iterable, Sequence

from django.db import DatabaseError, connection
from pyroaring import BitMap

COLUMNS = ("name_words", "term_words", "headline_words", "other_words")
SNAPSHOT = "BEGIN DEFERRED"


def match(listing: str, words: Sequence[str], columns: int, *, prefix: bool = False) -> BitMap:
    """The ids of the listings that have every one of ``words`` in their first ``columns`` columns.

    With ``prefix`` the last word may go on. Words are index words of ``analysis``, so nothing needs escaping.
    """
    text = f"{listing}_text"
    pattern = " AND ".join(words) + ("*" if prefix else "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT group_concat(rowid) FROM {text} WHERE {text} MATCH %s",
            [f"{{{' '.join(COLUMNS[:columns])}}} : ({pattern})"],
        )
        (ids,) = cursor.fetchone()
    return BitMap(map(int, ids.split(","))) if ids else BitMap()


def among(ids: Iterable[int]) -> tuple[str, str]:
    """A condition that ``id`` is one of ``ids``, however many, and its parameter."""
    return "id IN (SELECT value FROM json_each(%s))", f"[{','.join(map(str, ids))}]"


def is_sound(listing: str) -> bool:
    """Whether the text index says what the rows say: FTS5's own check against its content table."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {listing}_text({listing}_text, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return False
    return True


def make_anew(listing: str) -> None:
    """Write the text index anew from the rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {listing}_text({listing}_text) VALUES ('rebuild')")
