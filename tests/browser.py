"""The browser that the journeys drive: the machine's own, with an eye on what its pages do."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ARGUMENTS = (
    "--no-sandbox",  # root may not have one, and it only ever sees our own pages
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--disable-lcd-text",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    # Pages of the browser's own, for an address bar that nobody sees: they load with every window and slow it down.
    # Only the last such list counts, so what Playwright would turn off and touches our pages stands here as well.
    (
        "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,AimEnabled,LensOverlay,"
        "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,PaintHolding,ThirdPartyStoragePartitioning,"
        "HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,OptimizationHints,NetworkTimeServiceQuerying,"
        "PreconnectToSearch"
    ),
)

# One font on every machine, so that a page is as wide here as there: every Chromium package of Debian brings it along.
FONTS = Path(__file__).resolve().parent / "fonts.conf"
_FONT_FOLDERS = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/TTF",
)

_REFUSED = "Failed to load resource: the server responded with a status of "


def chromium() -> str | None:
    """Where this machine's Chromium or Chrome is, if it has one."""
    on_path = (shutil.which(name) for name in NAMES)
    return next(filter(None, on_path), str(ON_A_MAC) if ON_A_MAC.exists() else None)


def has_one_font() -> bool:
    """Whether this machine has the one font that ``FONTS`` names."""
    return any((Path(folder) / "DejaVuSans.ttf").exists() for folder in _FONT_FOLDERS)


def watch(context: BrowserContext, host: str) -> list[str]:
    """A list that fills with whatever no page of ours may do.

    That is: make a request to another host than this one, try what the content security policy forbids, leave an
    error uncaught, or have the browser's console say an error or a warning. That a page is itself an error page is
    nothing wrong, though the console mentions it.
    """
    wrong: list[str] = []
    opened: set[str] = set()

    def note_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("about", "blob", "data") and address.netloc != host:
            wrong.append(f"asked another host: {request.url}")
        if request.is_navigation_request():
            opened.add(request.url)

    def note_message(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            wrong.append(f"against the policy: {message.text}")
        elif message.type in ("error", "warning"):
            is_error_page = message.text.startswith(_REFUSED) and message.location["url"] in opened
            if not is_error_page:
                wrong.append(f"{message.type} on the console: {message.text} ({message.location['url']})")

    context.on("request", note_request)
    context.on("console", note_message)
    context.on("weberror", lambda error: wrong.append(f"uncaught: {error.error.message}"))
    return wrong
