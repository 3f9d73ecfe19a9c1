"""Over HTTP: the directory as granian serves it, Datasette with the same rows, and who asks them."""

import json
import os
import re
import selectors
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final

from scripts.bench.times import Times
from scripts.bench.version import ROOT

CONNECTIONS: Final = 16
SECONDS_TO_WARM_UP: Final = 0.5
# Each time on new connections, which fall to the workers by chance; the middle one counts.
ROUNDS: Final = 3
SECONDS: Final = 2.0
SECONDS_TO_START: Final = 60
SECONDS_TO_ANSWER: Final = 600
# Where one answer takes longer than this, few connections are enough to keep all workers busy, and many only wait.
SLOW: Final = 0.5
FEW_CONNECTIONS: Final = 2
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
# Questions to be generous with: they are to be counted, not to be given up.
_DATASETTE_SETTINGS: Final = {
    "suggest_facets": "off",
    "facet_time_limit_ms": "600000",
    "sql_time_limit_ms": "600000",
    "default_page_size": "20",
}
_SHOWN: Final = "_shape=objects&_nocol=terms&_nocol=place"
_FACETS_OF_DATASETTE: Final = "_facet=role&_facet=region&_facet_array=practice"
DATASETTE_PATHS: Final = {
    "list": f"/{{database}}/allies.json?{_SHOWN}&_sort=place",
    "search": f"/{{database}}/allies.json?{_SHOWN}&_search={{word}}",
    "search, three facets": f"/{{database}}/allies.json?{_SHOWN}&_search={{word}}&{_FACETS_OF_DATASETTE}",
}


class NotServed(Exception):
    """A server did not start, or answered something else than 200."""


@dataclass(frozen=True, slots=True)
class Served:
    """What one address bore: answers a second from all workers, how long each took and its size in bytes."""

    rate: float
    times: Times
    size: int
    connections: int


# --- Who asks --------------------------------------------------------------------------------------------------


def bear(
    ports: Sequence[int],
    path: str,
    *,
    cookie: str = "",
    seconds: float = SECONDS,
    connections: int = CONNECTIONS,
) -> Served:
    """Ask for ``path`` on several connections at once, on each again as soon as it was answered: the middle of ROUNDS.

    The connections of a round stay open and are shared out evenly among the ports; where one answer alone is SLOW,
    there are FEW_CONNECTIONS. Raises NotServed.
    """
    head = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: */*"]
    head += [f"Cookie: {cookie}"] if cookie else []
    request = "\r\n".join([*head, "", ""]).encode()
    rounds = [_one_round(ports, request, seconds, connections) for _ in range(ROUNDS if seconds else 1)]
    return sorted(rounds, key=lambda one: one.rate)[len(rounds) // 2]


def _one_round(ports: Sequence[int], request: bytes, seconds: float, connections: int) -> Served:
    with ExitStack() as stack:

        def asker(port: int) -> _Asker:
            connection = socket.create_connection(("127.0.0.1", port), SECONDS_TO_ANSWER)
            return _Asker(stack.enter_context(closing(connection)), request)

        first = asker(ports[0])
        _ask([first], 0)
        is_slow = first.times[-1] > SLOW
        number = min(connections, FEW_CONNECTIONS) if is_slow else connections
        askers = [first, *(asker(ports[at % len(ports)]) for at in range(1, number))]
        if not is_slow:
            _ask(askers, min(SECONDS_TO_WARM_UP, seconds))
        for one in askers:
            one.times.clear()
        took = _ask(askers, seconds)
        times = [time for one in askers for time in one.times]
        return Served(len(times) / took, Times.of(times), first.size, len(askers))


@dataclass(slots=True)
class _Asker:
    connection: socket.socket
    request: bytes
    times: list[float] = field(default_factory=list)
    received: bytearray = field(default_factory=bytearray)
    length: int | None = None
    size: int = 0
    asked_at: float = 0.0

    def ask(self) -> None:
        self.received.clear()
        self.length = None
        self.asked_at = time.perf_counter()
        self.connection.sendall(self.request)

    def is_answered(self) -> bool:
        """Take what came; whether it was the whole answer."""
        came = self.connection.recv(1 << 18)
        if not came:
            raise NotServed("the server closed a connection")
        self.received += came
        if self.length is None:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return False
            if not self.received.startswith(b"HTTP/1.1 200"):
                raise NotServed(bytes(self.received[:400]).decode(errors="replace"))
            found = _LENGTH.search(self.received, 0, end)
            # Without a length: in chunks, of which the last is empty.
            self.length = end + 4 + int(found[1]) if found else 0
        whole = len(self.received) >= self.length if self.length else self.received.endswith(b"\r\n0\r\n\r\n")
        if whole:
            self.times.append(time.perf_counter() - self.asked_at)
            self.size = len(self.received)
        return whole


def _ask(askers: Sequence[_Asker], seconds: float) -> float:
    """Keep all of them asking for so long, then wait for the last answers; how long it took in all."""
    waiting = len(askers)
    with selectors.DefaultSelector() as selector:
        for asker in askers:
            selector.register(asker.connection, selectors.EVENT_READ, asker)
        begun = time.perf_counter()
        until = begun + seconds
        for asker in askers:
            asker.ask()
        while waiting:
            ready = selector.select(SECONDS_TO_ANSWER)
            if not ready:
                raise NotServed(f"no answer within {SECONDS_TO_ANSWER} seconds")
            for key, _ in ready:
                if not key.data.is_answered():
                    continue
                if time.perf_counter() < until:
                    key.data.ask()
                else:
                    waiting -= 1
        return time.perf_counter() - begun


def ask_once(port: int, path: str) -> dict[str, Any]:
    """The JSON that is answered to ``path``."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_ANSWER)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        if response.status != HTTPStatus.OK:
            raise NotServed(f"{path}: {response.status}")
        answer: dict[str, Any] = json.loads(response.read())
        return answer


# --- Who answers -----------------------------------------------------------------------------------------------


@contextmanager
def directory(environment: Mapping[str, str], *, workers: int, kept: int | None = None) -> Iterator[int]:
    """The directory on a port of this machine, as scripts/serve.py starts it; ``kept`` answers in memory.

    One thread a worker: without that granian starts as many as there are requests, each with a database connection.
    """
    port = _free_port()
    command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    command += ["--workers", str(workers), "--blocking-threads", "1", "--log-level", "warning"]
    command += ["directory.wsgi:application"]
    more = {} if kept is None else {"BENCH_ANSWERS_KEPT": str(kept)}
    with _running([sys.executable, "-m", *command], port, {**environment, **more}, "/healthz"):
        yield port


@contextmanager
def datasette(file: Path) -> Iterator[list[int]]:
    """Datasette with ``file`` in two processes, since one is one loop and so one core: their ports."""
    counted = file.with_suffix(".json")
    program = [sys.executable, "-m", "datasette"]
    environment = dict(os.environ)
    subprocess.run(
        [*program, "inspect", file, "--inspect-file", counted],
        check=True,
        env=environment,
        capture_output=True,
    )
    with ExitStack() as stack:
        ports = []
        for _ in range(2):
            port = _free_port()
            command = [*program, "serve", "--immutable", str(file), "--inspect-file", str(counted)]
            command += ["--host", "127.0.0.1", "--port", str(port)]
            for name, value in _DATASETTE_SETTINGS.items():
                command += ["--setting", name, value]
            stack.enter_context(_running(command, port, environment, "/-/versions.json", quietly=True))
            ports.append(port)
        yield ports


@contextmanager
def _running(
    command: list[str], port: int, environment: Mapping[str, str], path: str, *, quietly: bool = False
) -> Iterator[None]:
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if quietly else None,
    ) as server:
        try:
            _wait_for(server, port, path)
            yield
        finally:
            server.terminate()


def _wait_for(server: "subprocess.Popen[bytes]", port: int, path: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            bear([port], path, seconds=0, connections=1)
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


# --- What Datasette serves -------------------------------------------------------------------------------------

_COLUMNS: Final = (
    "place", "handle", "name", "sector", "role", "region", "practice", "setting", "strand", "offers", "seeks",
    "language", "pronouns", "headline", "about", "listed_on", "terms",
)  # fmt: skip


def write_for_datasette(file: Path, cards: Iterable[tuple[bytes, str]]) -> None:
    """The public cards and the texts of their terms, a column a part, with the text index that Datasette looks for.

    They come in the list's order, which ``place`` keeps.
    """
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with closing(sqlite3.connect(new)) as database:
        database.execute(f"CREATE TABLE allies (id integer PRIMARY KEY, {', '.join(_COLUMNS)})")
        database.executemany(
            f"INSERT INTO allies ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})",  # noqa: S608
            (_row(place, json.loads(bytes(card)), terms) for place, (card, terms) in enumerate(cards)),
        )
        for column in ("place", "role", "region"):
            database.execute(f"CREATE INDEX allies_{column} ON allies ({column})")
        database.execute(
            # Written as Datasette looks for it: with other quotes it would quietly not search at all.
            'CREATE VIRTUAL TABLE allies_fts USING fts5(name, terms, headline, about, content="allies",'
            " content_rowid=id, tokenize='porter unicode61')"
        )
        database.execute("INSERT INTO allies_fts(allies_fts) VALUES ('rebuild')")
        database.execute("ANALYZE")
        database.commit()
    new.rename(file)


def _row(place: int, card: dict[str, Any], terms: str) -> tuple[Any, ...]:
    def several(part: str) -> str:
        return json.dumps([term["name"] for term in card.get(part, ())])

    def one(part: str) -> str | None:
        return card[part]["name"] if part in card else None

    parts = [several(part) for part in ("practices", "settings", "strands", "offers", "seeks", "languages")]
    texts = [card.get(part, "") for part in ("pronouns", "headline", "about", "listed_on")]
    return (
        place,
        card["handle"],
        card["name"],
        one("sector"),
        one("role"),
        one("region"),
        *parts,
        *texts,
        terms,
    )
