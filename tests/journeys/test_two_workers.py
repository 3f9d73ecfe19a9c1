"""Who withdraws is gone in the very next request, in every worker: two server processes on one database."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from directory.profiles.lifecycle import move
from tests import cast

SECONDS_TO_START = 60


def database_url() -> str:
    """The address of the test database, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()


class Worker:
    """One server process, asked over HTTP on a connection that stays open."""

    def __init__(self, connection: HTTPConnection) -> None:
        self.connection = connection

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        self.connection.request(method, path, headers={"Host": "localhost", **headers})
        response = self.connection.getresponse()
        self.cookies = response.headers.get_all("Set-Cookie") or []
        return response.status, response.read().decode()

    def get(self, path: str, **headers: str) -> dict[str, Any]:
        status, body = self.ask(path, **headers)
        assert status == 200, body
        answer: dict[str, Any] = json.loads(body)
        return answer


@contextmanager
def worker() -> Iterator[Worker]:
    """A server on the test database, until the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "directory.settings",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "localhost",
        "DEBUG": "on",
    }
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", "1", "--blocking-threads", "1", "directory.wsgi:application"]
    folder = Path(settings.BASE_DIR)
    with subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(process, port)
            with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as own:
                yield Worker(own)
        finally:
            process.terminate()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                raise RuntimeError(f"the server ended with {process.wait(timeout=0.05)}") from None
    raise TimeoutError(f"no server on port {port} within {SECONDS_TO_START} seconds")


def seen(one: Worker) -> dict[str, object]:
    """Where Ana stands, for anybody who asks this worker."""
    search = one.get("/api/v1/allies/?facets=role")
    return {
        "card": one.ask("/api/v1/allies/ana/")[0],
        "card page": one.ask("/allies/ana/")[0],
        "search": [card["handle"] for card in search["results"]],
        "count": search["count"],
        "facet": [row["code"] for row in search["facets"]["role"]],
        "words": one.get("/api/v1/allies/?q=alvarez")["count"],
        "page": one.ask("/allies/")[1].count("Ana Alvarez"),
        "landing": "School administrator" in one.ask("/")[1],
        "peers": [card["handle"] for card in one.get("/api/v1/allies/bea/peers/")["results"]],
        "suggestions": [row["text"] for row in one.get("/api/v1/allies/suggest/?q=alv")["results"]],
    }


@pytest.mark.django_db(transaction=True)
def test_withdrawn_is_gone_everywhere_at_once() -> None:
    people = cast.cast()
    cast.listed(
        cast.account("bea"),
        {**cast.ANA, "display_name": "Bea Baker", "role": "teacher", "agency": ""},
        by=people.mo,
    )
    client = Client()
    client.force_login(people.ana)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    with ExitStack() as stack:
        workers = [stack.enter_context(worker()) for _ in range(2)]
        there = {
            "card": 200,
            "card page": 200,
            "search": ["ana", "bea"],
            "count": 2,
            "facet": ["school-administrator", "teacher"],
            "words": 1,
            "page": 1,
            "landing": True,
            "peers": ["ana"],
            "suggestions": ["Ana Alvarez"],
        }
        gone = {
            "card": 404,
            "card page": 404,
            "search": ["bea"],
            "count": 1,
            "facet": ["teacher"],
            "words": 0,
            "page": 0,
            "landing": False,
            "peers": [],
            "suggestions": [],
        }
        assert [seen(one) for one in workers] == [there, there]
        # She withdraws at the first worker; both know it by their next request.
        workers[0].ask("/me/", Cookie=f"{settings.SESSION_COOKIE_NAME}={session}")
        token = next(cookie for cookie in workers[0].cookies if cookie.startswith("csrftoken")).split(";")[0]
        status, answer = workers[0].ask(
            "/api/v1/me/profile/withdraw/",
            "POST",
            **{
                "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {token}",
                "X-CSRFToken": token.partition("=")[2],
                "Content-Length": "0",
            },
        )
        assert (status, json.loads(answer)["status"]) == (200, "withdrawn")
        assert [seen(one) for one in workers] == [gone, gone]
        # And back, by another process than either: under a new handle.
        profile = cast.Cast.profile(people.ana)
        move(profile, "submit", actor=people.ana, version=profile.version)
        profile = cast.Cast.profile(people.ana)
        move(profile, "approve", actor=people.mo, version=profile.version)
        for one in workers:
            assert one.get("/api/v1/allies/?q=alvarez")["count"] == 1
            assert one.ask("/allies/ana/")[0] == 404
