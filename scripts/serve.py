"""What ``make run`` does after set-up: bring the database up to date, fill an empty one, serve.

With ``DEBUG`` (the default here) it is a demo on one's own machine. Without, it is a plain production start: no
demo, and static files are collected first. Every setting in the environment is honoured.
"""

import os
import socket
import sys
from importlib import import_module
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        sys.exit(f"PORT is malformed: {text!r} is not a port number")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as problem:
            sys.exit(
                f"PORT {port} on {HOST} cannot be had: {problem.strerror}. Choose another: make run PORT=8001"
            )
    return port


def _prepare() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_vocabulary")
    if settings.DEBUG:
        if import_module("directory.operations.demo.seeding").is_empty():
            print(
                "Filling the empty directory with invented people, by the moves that real ones go through …"
            )
            call_command("seed_demo", profiles=300, seed=1, stdout=StringIO())
    else:
        call_command("collectstatic", interactive=False, verbosity=0)


def _announce(port: int) -> None:
    print(f"The directory is at http://{HOST}:{port}/")
    if settings.DEBUG:
        cast = import_module("directory.operations.demo.cast")
        print(f"Sign in at http://{HOST}:{port}/accounts/login/ with the password {cast.PASSWORD} as")
        for person, who in cast.SIGN_INS:
            print(f"    {person.email:<18} {who}")
    print("Control-C ends it.\n", flush=True)


def main() -> None:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DEBUG", "on")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    port = _port()
    django.setup()
    _prepare()
    _announce(port)
    # This process becomes the server, so that an interrupt reaches it alone. One blocking thread: more of them
    # only wait for each other, in Python and in SQLite.
    serve = ["granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-ws"]
    serve += ["--workers", "1", "--blocking-threads", "1", "--log-level", "warning"]
    serve += ["--access-log"] if settings.DEBUG else []
    os.execv(sys.executable, [sys.executable, "-m", *serve, "directory.wsgi:application"])  # noqa: S606


if __name__ == "__main__":
    main()
