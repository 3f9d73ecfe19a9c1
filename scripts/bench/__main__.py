"""``make bench``: measure, print the table, write docs/performance.md.

``SIZES`` ("1000 10000 100000"), ``DB`` (sqlite, postgres or both) and ``PARTS`` ("load measure serve") choose what.
Databases stay under var/bench/ and are used again while the code that fills them is the same; PostgreSQL runs from a
wheel, and its databases are kept there as dumps, unless ``TEST_DATABASE_URL`` names a server, which keeps them itself.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg

from scripts import postgres
from scripts.bench import report
from scripts.bench.version import IN_DJANGO, ROOT, version_of_code

FOLDER: Final = ROOT / "var" / "bench"
SIZES: Final = "1000 10000 100000"
DATABASES: Final = ("sqlite", "postgres")
PARTS: Final = "load measure serve"
_SETTINGS: Final = {
    "DJANGO_SETTINGS_MODULE": "scripts.bench.settings",
    "DEBUG": "off",
    "SECRET_KEY": "only-for-the-bench-" + "0" * 50,
    "SITE_URL": "http://127.0.0.1",
    "ALLOWED_HOSTS": "127.0.0.1",
    "EMAIL_URL": "memorymail://",
    "DEFAULT_FROM_EMAIL": "office@example.invalid",
    "ORGANISATION_NAME": "The institute",
    "ORGANISATION_EMAIL": "office@example.invalid",
    "CACHE_URL": f"filecache://{FOLDER}/cache",
}


def environment(address: str, **more: str) -> dict[str, str]:
    """The settings of all that runs here, whatever the shell's own are."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    return {**kept, **_SETTINGS, "DATABASE_URL": address, **more}


def manage(address: str, *arguments: str) -> None:
    """Run ``manage.py`` as on one's own machine, where there may be invented people."""
    said = environment(address, DEBUG="on", DJANGO_SETTINGS_MODULE="directory.settings")
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=said, check=True, stdout=subprocess.DEVNULL
    )


def one(part: str, size: int, address: str) -> dict[str, Any]:
    """What one part found in one database."""
    command = [sys.executable, "-c", IN_DJANGO.format(module="one"), part, str(size)]
    # Inside one process it is the answering that is looked at, not the remembering.
    more = {"BENCH_ANSWERS_KEPT": "0"} if part == "measure" else {}
    done = subprocess.run(
        command, cwd=ROOT, env=environment(address, **more), check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def prepare(address: str) -> None:
    """Tables, terms and the demo's cast, one of whom signs in."""
    manage(address, "migrate", "--verbosity", "0")
    manage(address, "load_vocabulary")
    manage(address, "seed_demo", "--profiles", "0")


# --- SQLite ----------------------------------------------------------------------------------------------------


def sqlite_database(size: int) -> tuple[str, dict[str, Any]]:
    """The address of the file for this size, and what was loaded into it, now or before."""
    file = FOLDER / f"sqlite-{size}.sqlite3"
    stamp = file.with_suffix(".version")
    if file.exists() and stamp.exists() and stamp.read_text() == version_of_code():
        return f"sqlite:///{file}", one("load", size, f"sqlite:///{file}")
    new = file.with_suffix(".new")
    stamp.unlink(missing_ok=True)
    for left in (file, new):
        for name in (left, Path(f"{left}-wal"), Path(f"{left}-shm")):
            name.unlink(missing_ok=True)
    prepare(f"sqlite:///{new}")
    loaded = one("load", size, f"sqlite:///{new}")
    new.rename(file)
    stamp.write_text(loaded["version"])
    return f"sqlite:///{file}", loaded


# --- PostgreSQL ------------------------------------------------------------------------------------------------


class Server:
    """A PostgreSQL server: one that keeps its databases, or one from a wheel, which forgets them."""

    def __init__(self, address: str, *, keeps: bool) -> None:
        self.address = address
        self.keeps = keeps

    def database(self, size: int) -> tuple[str, dict[str, Any]]:
        """The address of the database for this size, and what was loaded into it, now or before."""
        version = version_of_code()
        name = f"directory_bench_{size}_{version}"
        address = urlsplit(self.address)._replace(path=f"/{name}").geturl()
        dump = FOLDER / f"postgres-{size}-{version}.dump"
        if self._made(name):
            return address, one("load", size, address)
        if dump.exists() and not self.keeps:
            self._run("pg_restore", "--dbname", address, "--jobs", "2", "--no-owner", str(dump))
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
            return address, one("load", size, address)
        prepare(address)
        loaded = one("load", size, address)
        if not self.keeps:
            for old in FOLDER.glob(f"postgres-{size}-*.dump"):
                old.unlink()
            self._run("pg_dump", "--format", "custom", "--compress", "1", "--file", f"{dump}.new", address)
            Path(f"{dump}.new").rename(dump)
        return address, loaded

    def _made(self, name: str) -> bool:
        """Whether a finished database of this name was there; if not, there is an empty one now."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if there:
                with psycopg.connect(urlsplit(self.address)._replace(path=f"/{name}").geturl()) as found:
                    if found.execute("SELECT to_regclass('bench_loaded')").fetchone() != (None,):
                        return True
                connection.execute(f'DROP DATABASE "{name}"')
            connection.execute(f'CREATE DATABASE "{name}"')
            return False

    def _run(self, program: str, *arguments: str) -> None:
        programs = postgres._programs()  # noqa: SLF001 - of the same wheel as the server
        subprocess.run([programs / program, *arguments], check=True)


@contextmanager
def server() -> Iterator[Server]:
    """The one that is named, or one from the wheel. Raises CannotRunHere."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield Server(named, keeps=True)
        return
    with postgres.postgres() as address:
        yield Server(address, keeps=False)


# --- All of it -------------------------------------------------------------------------------------------------


def chosen(name: str, default: str, known: tuple[str, ...] | None = None) -> list[str]:
    """The words of a variable of the environment. Ends the program where one is not known."""
    words = (os.environ.get(name) or default).split()
    for word in words:
        if (word not in known) if known else not (word.isascii() and word.isdigit() and int(word)):
            sys.exit(f"{name} is malformed: {word!r}")
    return words


def main() -> int:
    os.chdir(ROOT)
    FOLDER.mkdir(parents=True, exist_ok=True)
    sizes = [int(word) for word in chosen("SIZES", SIZES)]
    databases = chosen("DB", " ".join(DATABASES), DATABASES)
    parts = chosen("PARTS", PARTS, tuple(PARTS.split()))
    with ExitStack() as stack:
        for database in databases:
            try:
                running = stack.enter_context(server()) if database == "postgres" else None
            except postgres.CannotRunHere as problem:
                print(f"SKIPPED: PostgreSQL. {problem}")
                continue
            for size in sizes:
                measure(database, size, running, parts)
    print(report.table(report.results()))
    report.write()
    return 0


def measure(database: str, size: int, running: Server | None, parts: list[str]) -> None:
    """All parts of one size on one database, each kept as soon as it is there."""
    print(f"{database}, {size:,} profiles", flush=True)
    address, loaded = running.database(size) if running else sqlite_database(size)
    how = "reused: loaded before by the same code" if loaded["reused"] else "loaded"
    print(f"  {how}, at {loaded['rate']:,.0f} profiles a second", flush=True)
    found: Mapping[str, Any] = {"loaded": loaded, "machine": report.machine(database, address)}
    for part in parts:
        if part != "load":
            found = {**found, **one(part, size, address)}
    report.keep(database, size, found)


if __name__ == "__main__":
    sys.exit(main())
