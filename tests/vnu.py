"""The Nu HTML checker: what is wrong with the HTML of a page, in the words of the standard.

``scripts/vnu`` fetches it; here it runs as a server of its own on this machine, since starting it takes seconds and
asking it a few hundredths of one.
"""

import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

JAR = Path(__file__).resolve().parent.parent / "var" / "vnu" / "vnu.jar"
SECONDS_TO_START = 120
SECONDS_TO_ANSWER = 60


def lacking() -> str | None:
    """What this machine lacks to run the checker, if anything."""
    if shutil.which("java") is None:
        return "Java"
    return None if JAR.exists() else "var/vnu/vnu.jar, which scripts/vnu fetches"


class Checker:
    """A running checker."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self._process = process
        self._port = port
        self._is_up = False

    def complaints(self, html: bytes) -> list[str]:
        """Each error and warning with its line and column; none for valid HTML."""
        self._wait()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}/?out=json",
            data=html,
            headers={"Content-Type": "text/html; charset=utf-8"},
        )
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310
            said = json.load(answer)["messages"]
        return [
            f"line {one.get('lastLine')}, column {one.get('lastColumn')}: {one['message']} in: {one.get('extract')}"
            for one in said
            if one["type"] != "info" or one.get("subType") == "warning"
        ]

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._is_up:
            try:
                with socket.create_connection(("127.0.0.1", self._port), timeout=1):
                    self._is_up = True
            except OSError as problem:
                ended = self._process.poll()
                if ended is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the HTML checker did not start (exit status {ended})") from problem
                time.sleep(0.05)


@contextmanager
def running() -> Iterator[Checker]:
    """A checker until the end. It goes on starting while the caller does other things."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["java", "-Xss8m", "-Xmx512m", "-Dnu.validator.servlet.bind-address=127.0.0.1"]
    command += ["-cp", str(JAR), "nu.validator.servlet.Main", str(port)]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process,
    ):
        try:
            yield Checker(process, port)
        finally:
            process.terminate()
