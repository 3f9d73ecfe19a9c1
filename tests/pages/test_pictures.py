"""Golden pictures: what the main pages look like, kept after somebody looked at them.

``make pictures`` takes them anew. A page that differs from its picture fails, with the new picture and the
differences under ``var/pictures/``; whoever means the change looks at the new ones and commits them. The tolerance is
for how one Chromium draws a curve and the next one does, not for words.
"""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from tests import browser as machine
from tests import pseudo
from tests.everybody import World
from tests.pages.conftest import Enter
from tests.pages.table import ANYONE, Act, sent

pytestmark = pytest.mark.sqlite
KEPT: Final = Path(__file__).resolve().parent / "pictures"
TAKEN: Final = Path(__file__).resolve().parents[2] / "var" / "pictures"
TAKES_THEM: Final = os.environ.get("PICTURES") == "take"
PHONE: Final = (360, 1100)
DESKTOP: Final = (1440, 900)
PAPER: Final = (720, 1000)
# A pixel differs if one of its colours does by more than this, of 255; so many of them in a thousand may.
MOST_OF_A_COLOUR: Final = 48
MOST_IN_A_THOUSAND: Final = 2.0

# Two pictures, compared where pictures are at home; the differing pixels in red, for people.
_COMPARE: Final = """async ([kept, taken, most]) => {
    const drawn = async picture => {
        const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        return {canvas, context, pixels: context.getImageData(0, 0, image.width, image.height)};
    };
    const [one, other] = [await drawn(kept), await drawn(taken)];
    const same = one.canvas.width === other.canvas.width && one.canvas.height === other.canvas.height;
    if (!same) return {share: 1000, picture: ''};
    const [a, b] = [one.pixels.data, other.pixels.data];
    let differ = 0;
    for (let at = 0; at < a.length; at += 4) {
        if ([0, 1, 2].every(colour => Math.abs(a[at + colour] - b[at + colour]) <= most)) continue;
        differ += 1;
        a.set([255, 0, 0, 255], at);
    }
    one.context.putImageData(one.pixels, 0, 0);
    const bytes = new Uint8Array(await (await one.canvas.convertToBlob()).arrayBuffer());
    const text = bytes.reduce((all, byte) => all + String.fromCharCode(byte), '');
    return {share: 4000 * differ / a.length, picture: btoa(text)};
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it is kept in a picture."""

    name: str
    path: str
    who: str = ANYONE
    size: tuple[int, int] = DESKTOP
    theme: str = "light"
    act: Act | None = None
    mirrored: bool = False
    printed: bool = False


PICTURES: Final = [
    Picture("first-visit-phone", "/", size=PHONE),
    Picture("first-visit", "/"),
    Picture("search", "/allies/?q=circles"),
    Picture("search-phone-dark", "/allies/", "ben", size=PHONE, theme="dark"),
    Picture("search-nobody", "/allies/?q=zzzzzz", "ben", theme="dark"),
    Picture("search-mirrored", "/allies/", mirrored=True),
    Picture("card-phone", "/allies/ana/", "ben", size=PHONE),
    Picture("card-printed", "/allies/ana/", "ben", size=PAPER, printed=True),
    Picture("first-submission-phone", "/me/", "nobody", size=PHONE),
    Picture("overview", "/me/", "eda"),
    Picture("step-dark", "/me/edit/work/", "ana", theme="dark"),
    Picture("desk", "/desk/", "mo"),
    Picture("decision-dark", "/desk/reviews/{edit}/", "mo", theme="dark"),
    Picture(
        "sign-in-wrong-phone",
        "/accounts/login/",
        size=PHONE,
        act=sent(login="ana@example.org", password="wrong"),
    ),
    Picture("nothing-here-phone-dark", "/no-such-page/", size=PHONE, theme="dark"),
]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_the_page_looks_as_it_was_accepted(
    picture: Picture, world: World, enter: Enter, browser: Browser
) -> None:
    if not machine.has_one_font():
        pytest.skip("this machine lacks the font DejaVu Sans, which the pictures were taken with")
    with _in_its_language(picture) as likes:
        context = enter(picture.who, likes, **_screen(picture))
        page = context.new_page()
        page.goto(picture.path.format(**world.named))
        if picture.act:
            picture.act(page)
        taken = _taken(page, picture)
    file = KEPT / f"{picture.name}.png"
    if TAKES_THEM:
        KEPT.mkdir(exist_ok=True)
        file.write_bytes(taken)
        return
    assert file.exists(), f"no picture of {picture.name} was kept: make pictures"
    share, differences = _compared(browser, file.read_bytes(), taken)
    if share > MOST_IN_A_THOUSAND:
        TAKEN.mkdir(parents=True, exist_ok=True)
        (TAKEN / file.name).write_bytes(taken)
        (TAKEN / f"{picture.name}-differs.png").write_bytes(differences)
        pytest.fail(
            f"{share:.1f} pixels of a thousand differ from {file.name}; see var/pictures, and make pictures"
        )


def test_every_kept_picture_is_of_a_page() -> None:
    assert {file.stem for file in KEPT.glob("*.png")} == {picture.name for picture in PICTURES}


@pytest.mark.parametrize(("width", "share"), [(20, 0), (19, 50)])
def test_what_differs_is_told(browser: Browser, width: int, share: float) -> None:
    """A bar that is a twentieth narrower is fifty pixels of a thousand less."""
    with _blank(browser) as page:
        one, other = (_bar(page, width) for width in (20, width))
    found, _ = _compared(browser, one, other)
    assert found == share


def _bar(page: Page, width: int) -> bytes:
    page.set_viewport_size({"width": 20, "height": 20})
    page.set_content(f'<body style="margin:0"><div style="background:#000;height:20px;width:{width}px">')
    return page.screenshot()


def _screen(picture: Picture) -> dict[str, Any]:
    width, height = picture.size
    return {
        "viewport": {"width": width, "height": height},
        "color_scheme": picture.theme,
        "reduced_motion": "reduce",
    }


@contextmanager
def _in_its_language(picture: Picture) -> Iterator[dict[str, str]]:
    with pseudo.spoken() if picture.mirrored else nullcontext("") as code:
        yield {"language": code} if code else {}


def _taken(page: Page, picture: Picture) -> bytes:
    if picture.printed:
        page.emulate_media(media="print")
    page.wait_for_load_state("networkidle")
    return page.screenshot(animations="disabled", caret="hide", scale="css")


@contextmanager
def _blank(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    try:
        yield context.new_page()
    finally:
        context.close()


def _compared(browser: Browser, kept: bytes, taken: bytes) -> tuple[float, bytes]:
    """How many pixels of a thousand differ, and a picture of where."""
    both = [base64.b64encode(picture).decode() for picture in (kept, taken)]
    with _blank(browser) as page:
        found = page.evaluate(_COMPARE, [*both, MOST_OF_A_COLOUR])
    return found["share"], base64.b64decode(found["picture"])
