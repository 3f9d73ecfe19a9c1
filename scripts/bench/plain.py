# ruff: noqa: S608 - statements are made of constants; what is asked for is always a parameter
"""What one would write by hand: tables of its own beside the directory's, and SQL in the driver alone.

``bench_card`` holds the public cards as they are served, with an index in the order of the list; ``bench_term`` which
card has which term, and those that take it in; the text index is FTS5 with Porter's stemmer or a ``tsvector`` with GIN.
Nothing here knows who may see what.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from django.db import connection

from directory.listings.cards import PARAMETER_OF, Card
from directory.vocabulary import terms
from directory.vocabulary.models import RegionKind, Term
from scripts.bench.crowd import Person

FACETS: Final = tuple(PARAMETER_OF.values())
PAGE: Final = 20
TABLES: Final = ("bench_text", "bench_card", "bench_term", "bench_change", "bench_loaded")
_ORDER: Final = "sector_at, role_at, region_at, folded, handle"
_LAST: Final = 99_999
_HAVING: Final = (
    "EXISTS (SELECT 1 FROM bench_term AS b WHERE b.facet = %s AND b.code {codes} AND b.card_id = {id})"
)
_WEIGHTS: Final = "CASE m.facet WHEN 'practice' THEN 3 ELSE 1 END"
_SETTINGS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA cache_size=-65536",
    "PRAGMA busy_timeout=20000",
)
_COLUMNS: Final = (
    "sector_at integer, role_at integer, region_at integer, folded text,"
    " name text, terms text, headline text, about text"
)
_COMMON_SCHEMA: Final = (
    "CREATE TABLE bench_term (facet text, code text, card_id bigint, PRIMARY KEY (facet, code, card_id)){lean}",
    "CREATE TABLE bench_change (id {serial}, kind text, handle text, at {moment})",
)
_SCHEMAS: Final = {
    "sqlite": (
        f"CREATE TABLE bench_card (id integer PRIMARY KEY, handle text UNIQUE, card blob, {_COLUMNS})",
        *(
            statement.format(
                lean=" WITHOUT ROWID", serial="integer PRIMARY KEY", moment="text DEFAULT CURRENT_TIMESTAMP"
            )
            for statement in _COMMON_SCHEMA
        ),
        """CREATE VIRTUAL TABLE bench_text USING fts5(name, terms, headline, about, content=bench_card,
           content_rowid=id, tokenize='porter unicode61', prefix='2 4')""",
    ),
    "postgresql": (
        f"""CREATE TABLE bench_card (id bigint PRIMARY KEY, handle text UNIQUE, card bytea, {_COLUMNS},
            words tsvector GENERATED ALWAYS AS (setweight(to_tsvector('simple', name), 'A') ||
            setweight(to_tsvector('english', terms), 'B') || setweight(to_tsvector('english', headline), 'C') ||
            setweight(to_tsvector('english', about), 'D')) STORED)""",
        *(
            statement.format(
                lean="",
                serial="bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                moment="timestamptz DEFAULT now()",
            )
            for statement in _COMMON_SCHEMA
        ),
    ),
}
# Made when the rows are there.
_INDEXES: Final = (
    f"CREATE INDEX bench_card_order ON bench_card ({_ORDER})",
    "CREATE INDEX bench_term_card ON bench_term (card_id)",
)
_FINISH: Final = {
    "sqlite": (
        *_INDEXES,
        "INSERT INTO bench_text(bench_text) VALUES ('rebuild')",
        "ANALYZE bench_card",
        "ANALYZE bench_term",
    ),
    "postgresql": (
        *_INDEXES,
        "CREATE INDEX bench_card_words ON bench_card USING gin (words)",
        "VACUUM ANALYZE",
    ),
}

type Key = tuple[int, int, int, str, str]


class Plain:
    """The plain tables of one database, on a connection of their own."""

    def __init__(self, driver: Any, vendor: str) -> None:
        self.driver = driver
        self.vendor = vendor

    def run(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """One statement; its rows, or none."""
        if self.vendor == "sqlite":
            sql = sql.replace("%s", "?")
        cursor = self.driver.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []

    # --- Making ----------------------------------------------------------------------------------------------

    def make(self) -> None:
        """The tables, empty."""
        self.drop()
        for statement in _SCHEMAS[self.vendor]:
            self.run(statement)

    def drop(self) -> None:
        """No tables."""
        for table in TABLES:
            self.run(f"DROP TABLE IF EXISTS {table}")

    def add(self, people: Iterable[Person], first: int) -> int:
        """Those of ``people`` that anyone may see, with ids from ``first`` on; the next free id."""
        cards = list(enumerate((person.card for person in people if person.is_public), first))
        links = [(facet, code, at) for at, card in cards for facet, code in _links(card)]
        with self.transaction():
            self._many("bench_card", 11, [_row(at, card) for at, card in cards])
            self._many("bench_term", 3, links)
            self._many("bench_change (kind, handle)", 2, [("listed", card.handle) for _, card in cards])
        return first + len(cards)

    def finish(self) -> None:
        """Indexes and statistics, once all rows are there."""
        for statement in _FINISH[self.vendor]:
            self.run(statement)

    def _many(self, table: str, columns: int, rows: Sequence[tuple[Any, ...]]) -> None:
        if self.vendor == "sqlite":
            self.driver.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)
            return
        if table == "bench_card":
            names = "(id, handle, card, sector_at, role_at, region_at, folded, name, terms, headline, about)"
            table = f"bench_card {names}"
        with self.driver.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All inside, or nothing."""
        self.run("BEGIN")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")

    # --- Reading ---------------------------------------------------------------------------------------------

    def page(self, skip: int = 0) -> list[tuple[Any, ...]]:
        """A page of the list: one range of an index."""
        return self.run(f"SELECT card FROM bench_card ORDER BY {_ORDER} LIMIT {PAGE + 1} OFFSET %s", skip)

    def key_at(self, skip: int) -> Key:
        """Where the list is after ``skip`` cards."""
        (found,) = self.run(f"SELECT {_ORDER} FROM bench_card ORDER BY {_ORDER} LIMIT 1 OFFSET %s", skip)
        sector, role, region, folded, handle = found
        return sector, role, region, folded, handle

    def page_after(self, key: Key) -> list[tuple[Any, ...]]:
        """The page after a key."""
        return self.run(
            f"SELECT card FROM bench_card WHERE ({_ORDER}) > (%s, %s, %s, %s, %s) ORDER BY {_ORDER}"
            f" LIMIT {PAGE + 1}",
            *key,
        )

    def all_in_order(self) -> Iterator[tuple[bytes, str]]:
        """Every card and the texts of its terms, in the list's order."""
        return (
            (bytes(card), texts)
            for card, texts in self.run(f"SELECT card, terms FROM bench_card ORDER BY {_ORDER}")
        )

    def one(self, handle: str) -> list[tuple[Any, ...]]:
        """One card."""
        return self.run("SELECT card FROM bench_card WHERE handle = %s", handle)

    def filtered(self, *filters: tuple[str, str]) -> list[tuple[Any, ...]]:
        """The first page of the cards that have all these terms, by a walk along the list's index.

        Best where many cards have them, as here; for few one would begin at ``bench_term``.
        """
        having = " AND ".join([_HAVING.format(codes="= %s", id="bench_card.id")] * len(filters))
        flat = [value for pair in filters for value in pair]
        return self.run(
            f"SELECT card FROM bench_card WHERE {having} ORDER BY {_ORDER} LIMIT {PAGE + 1}", *flat
        )

    def any_of(self, facet: str, codes: Sequence[str]) -> list[tuple[Any, ...]]:
        """The first page of the cards that have any of these terms, likewise."""
        having = _HAVING.format(codes=f"IN ({', '.join(['%s'] * len(codes))})", id="bench_card.id")
        return self.run(
            f"SELECT card FROM bench_card WHERE {having} ORDER BY {_ORDER} LIMIT {PAGE + 1}", facet, *codes
        )

    def count(self, *words: str) -> int:
        """How many cards have all these words."""
        ((found,),) = self.run(f"SELECT count(*) FROM ({self._matching}) AS found", self._pattern(words))
        return int(found)

    def best(self, *words: str, filters: Sequence[tuple[str, str]] = ()) -> list[tuple[Any, ...]]:
        """The best cards with all these words, by the database's own measure."""
        if self.vendor == "sqlite":
            best, own_id = (
                "SELECT rowid AS id, rank AS worth FROM bench_text WHERE bench_text MATCH %s",
                "bench_text.rowid",
            )
            order = "worth"
        else:
            best = (
                "SELECT id, ts_rank(words, asked) AS worth FROM bench_card, to_tsquery('english', %s) AS asked"
                " WHERE words @@ asked"
            )
            own_id, order = "bench_card.id", "worth DESC"
        best += "".join(f" AND {_HAVING.format(codes='= %s', id=own_id)}" for _ in filters)
        flat = [value for pair in filters for value in pair]
        return self.run(
            f"SELECT card FROM ({best} ORDER BY {order} LIMIT {PAGE}) AS best JOIN bench_card USING (id)"
            f" ORDER BY {order}",
            self._pattern(words),
            *flat,
        )

    def facets(self, facets: Sequence[str], *words: str) -> list[tuple[Any, ...]]:
        """One GROUP BY a facet, over all cards or those with these words, and the first page of them."""
        counted = []
        for facet in facets:
            having = f" AND card_id IN ({self._matching})" if words else ""
            counted += self.run(
                f"SELECT code, count(*) FROM bench_term WHERE facet = %s{having} GROUP BY code",
                facet,
                *([self._pattern(words)] if words else []),
            )
        return counted + (self.best(*words) if words else self.page())

    def complete(self, beginning: str) -> list[tuple[Any, ...]]:
        """Names with a word that begins so, and terms whose name does."""
        if self.vendor == "sqlite":
            names = (
                "SELECT name, handle FROM bench_card WHERE id IN"
                " (SELECT rowid FROM bench_text WHERE bench_text MATCH %s)"
            )
            pattern = f"name : {beginning}*"
        else:
            names = "SELECT name, handle FROM bench_card WHERE words @@ to_tsquery('simple', %s)"
            pattern = f"{beginning}:*A"
        found = self.run(f"{names} ORDER BY folded LIMIT 5", pattern)
        return found + self.run(
            "SELECT name, code FROM vocabulary_term WHERE lower(name) LIKE %s LIMIT 10", f"{beginning}%"
        )

    def peers(self, handle: str) -> list[tuple[Any, ...]]:
        """The cards that have most in common with one."""
        return self.run(
            "SELECT card FROM bench_card JOIN"
            f" (SELECT t.card_id, sum({_WEIGHTS}) AS points FROM bench_term m"
            " JOIN bench_term t ON t.facet = m.facet AND t.code = m.code"
            " WHERE m.card_id = (SELECT id FROM bench_card WHERE handle = %s)"
            " AND m.facet IN ('practice', 'strand', 'setting', 'sector', 'region') AND t.card_id <> m.card_id"
            " GROUP BY t.card_id ORDER BY 2 DESC LIMIT 5) AS near ON id = card_id ORDER BY points DESC",
            handle,
        )

    def changes(self, after: int) -> list[tuple[Any, ...]]:
        """A hundred lines of what changed."""
        return self.run(
            "SELECT id, kind, handle, at FROM bench_change WHERE id > %s ORDER BY id LIMIT 100", after
        )

    # --- Writing ---------------------------------------------------------------------------------------------

    def replace(self, card: Card) -> None:
        """A changed card in the place of the one with its handle, with its terms, its words and a line of news."""
        with self.transaction():
            at = self._take_out(card.handle)
            self._put_in(at, card)
            self.run("INSERT INTO bench_change (kind, handle) VALUES ('updated', %s)", card.handle)

    def withdraw(self, handle: str) -> None:
        """No card with this handle, and a line of news."""
        with self.transaction():
            self._take_out(handle)
            self.run("INSERT INTO bench_change (kind, handle) VALUES ('unlisted', %s)", handle)

    def put_back(self, card: Card) -> None:
        """A card that was withdrawn, again."""
        with self.transaction():
            ((at,),) = self.run("SELECT max(id) + 1 FROM bench_card")
            self._put_in(at, card)

    def _take_out(self, handle: str) -> int:
        ((at, *texts),) = self.run(
            "SELECT id, name, terms, headline, about FROM bench_card WHERE handle = %s", handle
        )
        if self.vendor == "sqlite":
            self.run(
                "INSERT INTO bench_text (bench_text, rowid, name, terms, headline, about)"
                " VALUES ('delete', %s, %s, %s, %s, %s)",
                at,
                *texts,
            )
        self.run("DELETE FROM bench_term WHERE card_id = %s", at)
        self.run("DELETE FROM bench_card WHERE id = %s", at)
        return int(at)

    def _put_in(self, at: int, card: Card) -> None:
        row = _row(at, card)
        self.run(
            "INSERT INTO bench_card (id, handle, card, sector_at, role_at, region_at, folded, name, terms, headline,"
            " about) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            *row,
        )
        if self.vendor == "sqlite":
            self.run(
                "INSERT INTO bench_text (rowid, name, terms, headline, about) VALUES (%s, %s, %s, %s, %s)",
                at,
                *row[-4:],
            )
        links = [value for facet, code in _links(card) for value in (facet, code, at)]
        values = ", ".join(["(%s, %s, %s)"] * (len(links) // 3))
        self.run(f"INSERT INTO bench_term (facet, code, card_id) VALUES {values}", *links)

    # --- Words -----------------------------------------------------------------------------------------------

    @property
    def _matching(self) -> str:
        if self.vendor == "sqlite":
            return "SELECT rowid FROM bench_text WHERE bench_text MATCH %s"
        return "SELECT id FROM bench_card WHERE words @@ to_tsquery('english', %s)"

    def _pattern(self, words: Sequence[str]) -> str:
        return (" AND " if self.vendor == "sqlite" else " & ").join(words)


@contextmanager
def beside_django() -> Iterator[Plain]:
    """The plain tables in the database that Django uses, over a connection of the driver alone."""
    if connection.vendor == "sqlite":
        driver: Any = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        for setting in _SETTINGS:
            driver.execute(setting)
    else:
        given = connection.get_connection_params()
        names = ("host", "port", "user", "password", "dbname")
        driver = psycopg.connect(**{name: given[name] for name in names if given.get(name)}, autocommit=True)
    try:
        yield Plain(driver, connection.vendor)
    finally:
        driver.close()


def _row(at: int, card: Card) -> tuple[Any, ...]:
    """The row of ``bench_card``."""
    places = [term.position if term else _LAST for term in (card.sector, card.role, card.region)]
    texts = (card.name, _term_texts(card), card.headline, card.about)
    return (at, card.handle, card.json(), *places, card.name.lower(), *texts)


def _shown(card: Card) -> Iterator[tuple[str, Term]]:
    for part, facet in PARAMETER_OF.items():
        value: Term | tuple[Term, ...] | None = getattr(card, part)
        for term in value if isinstance(value, tuple) else (value,) if value else ():
            yield facet, term


def _links(card: Card) -> list[tuple[str, str]]:
    """Facet and code of each shown term and of all that take it in."""
    above = terms.current().above
    return list(
        dict.fromkeys((facet, each.code) for facet, term in _shown(card) for each in (term, *above(term)))
    )


def _term_texts(card: Card) -> str:
    """Names and synonyms of the shown terms, and names of what takes them in."""
    texts: dict[str, None] = {}
    for _, term in _shown(card):
        names = (above.name for above in terms.current().above(term) if above.kind != RegionKind.COUNTRY)
        texts |= dict.fromkeys((term.name, *term.synonyms, *names))
    return " ".join(texts)
