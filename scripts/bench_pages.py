"""What the search page weighs and how quick it feels: ``make bench-pages``.

A demo of 10,000 (made once, in ``var/``) is served as in production, and Chromium, slowed to a quarter of this
machine's speed, says itself how many bytes came, when the largest part stood there, whether anything moved, and how
long it took until something was seen of a press or a key. Prints the table and writes docs/performance-pages.md.
Ends with 1 where a promise is not kept.
"""

import os
import platform
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import ARGUMENTS, chromium  # noqa: E402

DATABASE: Final = ROOT / "var" / "bench-pages.sqlite3"
WRITTEN: Final = ROOT / "docs" / "performance-pages.md"
PROFILES: Final = 10_000
RUNS: Final = 5
SLOWDOWN: Final = 4
SECONDS_TO_START: Final = 60
SECONDS_TO_SETTLE: Final = 30
# Enough that each worker has answered, since the first answer of each takes long.
WARMING: Final = 12

# The promises.
MOST_KILOBYTES: Final = 100
MOST_STYLESHEETS: Final = 1
MOST_SECONDS_TO_LARGEST: Final = 1.0
MOST_MILLISECONDS_TO_ANSWER: Final = 100

WIDTHS: Final = {"phone": (360, 740), "desktop": (1440, 900)}
READERS: Final = {"anyone": "", "member": "ben@bench.invalid"}
FILES: Final = ("Document", "Stylesheet", "Script")

# What the browser is asked to note from the first moment on. Chromium leaves out events of less than 16 ms.
_NOTE: Final = """(() => {
    window.noted = {shift: 0, shifted: [], largest: 0, largestIs: '', events: []};
    const on = (type, note, more) => new PerformanceObserver(list => list.getEntries().forEach(note))
        .observe({type, buffered: true, ...more});
    on('layout-shift', one => {
        if (one.hadRecentInput) return;
        noted.shift += one.value;
        noted.shifted.push(...one.sources.map(({node}) => node ? `${node.nodeName}.${node.className}` : '?'));
    });
    on('largest-contentful-paint', one => {
        noted.largest = one.startTime;
        noted.largestIs = one.element ? one.element.nodeName + '.' + one.element.className : '';
    });
    on('event', one => one.interactionId && noted.events.push([one.name, one.duration]), {durationThreshold: 16});
})()"""


@dataclass(slots=True)
class Measured:
    """One page, in every run."""

    kilobytes: dict[str, float] = field(default_factory=dict)
    stylesheets: int = 0
    shift: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    shifted: set[str] = field(default_factory=set)
    largest: list[float] = field(default_factory=list)
    largest_is: str = ""
    ticked: list[float] = field(default_factory=list)
    typed: list[float] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)

    def broken(self) -> list[str]:
        """The promises that this page does not keep."""
        found = []
        if sum(self.kilobytes.values()) > MOST_KILOBYTES:
            found.append(f"{sum(self.kilobytes.values()):.0f} kB are more than {MOST_KILOBYTES}")
        if self.stylesheets > MOST_STYLESHEETS:
            found.append(f"{self.stylesheets} stylesheets")
        if max(self.shift) > 0:
            found.append(f"the layout shifts by {max(self.shift):.4f}: {', '.join(sorted(self.shifted))}")
        if statistics.median(self.largest) > MOST_SECONDS_TO_LARGEST:
            found.append(f"the largest part takes {statistics.median(self.largest):.2f} s")
        for what, times in (("a tick", self.ticked), ("a key", self.typed)):
            if statistics.median(times) > MOST_MILLISECONDS_TO_ANSWER:
                found.append(f"{what} takes {statistics.median(times):.0f} ms")
        return found


# --- The directory and its server ------------------------------------------------------------------------------


def environment(**given: str) -> dict[str, str]:
    """The settings of all that runs here, whatever the shell's own are."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    return {
        **kept,
        "DATABASE_URL": f"sqlite:///{DATABASE}",
        "DJANGO_SETTINGS_MODULE": "directory.settings",
        **given,
    }


def manage(*arguments: str, **given: str) -> str:
    """What ``manage.py`` says."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(**given), check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


# The demo's people as an import brings them, since that is many times quicker than to live all their lives.
_WRITE_LINES: Final = f"""
import json
from itertools import islice
from directory.operations.demo.people import people
for person in islice(people(1), {PROFILES}):
    consented = person.arrived.date().isoformat()
    print(json.dumps({{**person.written, "email": person.email, "consented_on": consented}}))
"""
# Invented people sign in with DEBUG only, and one is to be measured without.
_FINISH: Final = """
from django.db import connection
from directory.accounts.models import User
User.objects.filter(email="ben@demo.invalid").update(email="ben@bench.invalid")
connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
"""


def make_directory() -> None:
    """The demo of 10,000, unless it is there; brought up to date in any case."""
    if not DATABASE.exists():
        print(f"Making a demo of {PROFILES:,} in {DATABASE.relative_to(ROOT)}; once, and it takes minutes")
        new = DATABASE.with_suffix(".new")
        for file in (new, Path(f"{new}-wal"), Path(f"{new}-shm")):
            file.unlink(missing_ok=True)
        one = {"DEBUG": "on", "DATABASE_URL": f"sqlite:///{new}"}
        lines = new.with_suffix(".jsonl")
        manage("migrate", "--verbosity", "0", **one)
        manage("load_vocabulary", **one)
        manage("seed_demo", "--profiles", "0", **one)
        lines.write_text(manage("shell", "--no-imports", "--command", _WRITE_LINES, **one))
        manage("import_profiles", str(lines), "--listed-by", "mo@demo.invalid", **one)
        manage("shell", "--no-imports", "--command", _FINISH, **one)
        lines.unlink()
        new.rename(DATABASE)
    manage("migrate", "--verbosity", "0", DEBUG="on")
    manage("load_vocabulary", DEBUG="on")


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The server's address, and the session of each reader."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "DEBUG": "off",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": "memorymail://",
        "DEFAULT_FROM_EMAIL": "office@example.invalid",
        "ORGANISATION_NAME": "The institute",
        "ORGANISATION_EMAIL": "office@example.invalid",
        "CACHE_URL": f"filecache://{folder}/cache",
    }
    manage("collectstatic", "--no-input", "--verbosity", "0", **settings)
    sessions = {name: _session(email, settings) for name, email in READERS.items() if email}
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
    command += ["--workers", "2", "--blocking-threads", "1", "--no-ws", "--log-level", "warning"]
    with subprocess.Popen(
        [*command, "directory.wsgi:application"], cwd=ROOT, env=environment(**settings)
    ) as server:
        try:
            _wait_for(port)
            for _ in range(WARMING):
                urlopen(f"http://127.0.0.1:{port}/allies/").close()
            yield f"http://127.0.0.1:{port}", sessions
        finally:
            server.terminate()


def _session(email: str, settings: dict[str, str]) -> str:
    said = manage(
        "shell",
        "--no-imports",
        "--command",
        "from django.conf import settings; from django.test import Client; from directory.accounts.models import User;"
        f"client = Client(); client.force_login(User.objects.get(email={email!r}));"
        "print('session', client.cookies[settings.SESSION_COOKIE_NAME].value)",
        **settings,
    )
    return said.split("session ")[-1].strip()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


# --- One visit -------------------------------------------------------------------------------------------------


def visit(page: Page, measured: Measured, address: str) -> None:
    """Open the page with nothing in the browser's cache, tick a facet, type a word; note what Chromium says."""
    page.goto("about:blank")
    page.wait_for_timeout(1000)  # a window that opens is busy with itself at first
    chrome = page.context.new_cdp_session(page)
    chrome.send("Network.enable")
    chrome.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    chrome.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    chrome.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(f"{address}/allies/", wait_until="networkidle")
    page.wait_for_timeout(500)
    measured.kilobytes = {
        kind: sum(size for one, size in sizes.items() if kinds.get(one) == kind) / 1000 for kind in FILES
    }
    measured.stylesheets = sum(kind == "Stylesheet" for kind in kinds.values())
    noted = page.evaluate("noted")
    measured.largest.append(noted["largest"] / 1000)
    measured.largest_is = noted["largestIs"]
    measured.shift.append(noted["shift"])
    measured.shifted.update(noted["shifted"])
    _tick(page, measured)
    _type(page, measured)
    measured.later.append(page.evaluate("noted.shift") - noted["shift"])


def _tick(page: Page, measured: Measured) -> None:
    opens = page.locator("#to-facets")
    if opens.is_visible():
        opens.click()
    box = page.locator("#facets input[type=checkbox]:visible").nth(2)
    box.scroll_into_view_if_needed()
    before = page.locator("#results").get_attribute("data-said")
    page.evaluate("noted.events.length = 0")
    began = time.monotonic()
    box.click()
    page.wait_for_function(
        "before => document.getElementById('results').dataset.said !== before",
        arg=before,
        timeout=SECONDS_TO_SETTLE * 1000,
    )
    measured.settled.append((time.monotonic() - began) * 1000)
    page.wait_for_timeout(500)
    measured.ticked.append(_slowest(page))
    if opens.is_visible():
        page.keyboard.press("Escape")


def _type(page: Page, measured: Measured) -> None:
    page.locator("#q").click()
    page.evaluate("noted.events.length = 0")
    page.keyboard.type("circles", delay=120)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    measured.typed.append(_slowest(page))


def _slowest(page: Page) -> float:
    """The slowest interaction since the events were last forgotten, in milliseconds; under 16 counts as 16."""
    events: list[tuple[str, float]] = page.evaluate("noted.events")
    return max([16.0, *(duration for _, duration in events)])


# --- The table -------------------------------------------------------------------------------------------------


def measure(browser: Browser, address: str, session: str, size: tuple[int, int]) -> Measured:
    """The page in ``RUNS`` fresh browsers, after one that warms the server."""
    measured = Measured()
    for run in range(RUNS + 1):
        context = _fresh(browser, address, session, size)
        try:
            visit(context.new_page(), measured if run else Measured(), address)
        finally:
            context.close()
    return measured


def _fresh(browser: Browser, address: str, session: str, size: tuple[int, int]) -> BrowserContext:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.add_init_script(_NOTE)
    if session:
        cookie: Any = {"name": "sessionid", "value": session, "url": address}
        context.add_cookies([cookie])
    return context


def table(found: dict[tuple[str, str], Measured]) -> str:
    """All that was measured, as Markdown."""
    rows = [_columns(*where, one) for where, one in found.items()]
    heads = list(rows[0])
    lines = [heads, ["---"] * len(heads), *([row[head] for head in heads] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _columns(reader: str, screen: str, one: Measured) -> dict[str, str]:
    def kilobytes(*kinds: str) -> str:
        return f"{sum(one.kilobytes[kind] for kind in kinds):.1f} kB"

    def middle(times: list[float], unit: str, digits: int = 0) -> str:
        return f"{statistics.median(times):.{digits}f} {unit} (worst {max(times):.{digits}f})"

    return {
        "reader, screen": f"{reader}, {screen}",
        "HTML": kilobytes("Document"),
        "CSS": kilobytes("Stylesheet"),
        "JS": kilobytes("Script"),
        "together": kilobytes(*FILES),
        "stylesheets": str(one.stylesheets),
        "largest paint": middle(one.largest, "s", 2),
        "largest part": f"`{one.largest_is.lower().rstrip('.')}`",
        "shift": f"{max(one.shift):.4f}",
        "later": f"{max(one.later):.4f}",
        "a tick": middle(one.ticked, "ms"),
        "a key": middle(one.typed, "ms"),
        "results": middle(one.settled, "ms"),
    }


def document(found: dict[tuple[str, str], Measured], version: str) -> str:
    """docs/performance-pages.md."""
    return f"""# How quick the pages are

Written by `make bench-pages` on {time.strftime("%Y-%m-%d")}: {os.cpu_count()} cores,
Python {platform.python_version()}, Chromium {version}. A demo of {PROFILES:,} profiles on SQLite, served by granian
with 2 workers in production settings on the same machine; Chromium with nothing in its cache, its processor slowed
{SLOWDOWN}×. Medians of {RUNS} runs.

{table(found)}

- **HTML, CSS, JS**: what came over the line, headers included, compressed as the server does it. Promised: together at
  most {MOST_KILOBYTES} kB, and one stylesheet.
- **Largest paint**: Chromium's Largest Contentful Paint. Promised: {MOST_SECONDS_TO_LARGEST:.0f} s at most.
- **Shift**: Chromium's layout shift score (as in Cumulative Layout Shift) until the page is there. Promised: none.
  **Later**: what is added while a facet is ticked and words are typed. Chromium leaves out what follows a press within
  500 ms; results that take longer than that move the page, and count.
- **A tick, a key**: the slowest interaction by Chromium's Event Timing (as in Interaction to Next Paint) while a facet
  is ticked and while seven letters are typed; it counts in steps of 8 ms, and 16 ms means "16 or less". Promised:
  {MOST_MILLISECONDS_TO_ANSWER} ms at most.
- **Results**: from the tick until the new results stand on the page. No promise: there is no line in between here.
"""


def main() -> int:
    """Measure, print, write; 1 if a promise is broken."""
    program = chromium()
    if program is None:
        print("No Chromium or Chrome on this machine.", file=sys.stderr)
        return 2
    make_directory()
    found: dict[tuple[str, str], Measured] = {}
    folder = Path(tempfile.mkdtemp(prefix="directory-bench-"))
    with ExitStack() as until_the_end:
        until_the_end.callback(shutil.rmtree, folder, ignore_errors=True)
        address, sessions = until_the_end.enter_context(serving(folder))
        playwright = until_the_end.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        for reader in READERS:
            for screen, size in WIDTHS.items():
                found[reader, screen] = measure(browser, address, sessions.get(reader, ""), size)
        version = browser.version
        browser.close()
    print(table(found))
    WRITTEN.write_text(document(found, version))
    broken = [
        f"{reader}, {screen}: {what}" for (reader, screen), one in found.items() for what in one.broken()
    ]
    for line in broken:
        print(f"not kept: {line}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
