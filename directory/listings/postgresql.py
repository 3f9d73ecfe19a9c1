"""What PostgreSQL is asked in its own words: the text index, and rows by many ids."""

from collections.abc import Iterable, Sequence

from django.db import connection
from pyroaring import BitMap

WEIGHTS = ("A", "AB", "ABC", "ABCD")
SNAPSHOT = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


def match(listing: str, words: Sequence[str], columns: int, *, prefix: bool = False) -> BitMap:
    """The ids of the listings that have every one of ``words`` in their first ``columns`` columns.

    With ``prefix`` the last word may go on. Words are index words of ``analysis``, so nothing needs escaping.
    """
    weights = WEIGHTS[columns - 1]
    last = len(words) - 1
    pattern = " & ".join(
        f"{word}:{'*' if prefix and place == last else ''}{weights}" for place, word in enumerate(words)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT string_agg(id::text, ',') FROM {listing} WHERE text_index @@ %s::tsquery", [pattern]
        )
        (ids,) = cursor.fetchone()
    return BitMap(map(int, ids.split(","))) if ids else BitMap()


def among(ids: Iterable[int]) -> tuple[str, list[int]]:
    """A condition that ``id`` is one of ``ids``, however many, and its parameter."""
    return "id = ANY(%s)", list(ids)


def is_sound(listing: str) -> bool:
    """Whether the text index says what the rows say: it does, being a generated column."""
    return True


def make_anew(listing: str) -> None:
    """Write the text index anew from the rows: the database does, at every change of a row."""
