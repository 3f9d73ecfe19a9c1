"""Pages give way: from right to left, and with letters twice as large, nothing has to be scrolled to the side.

Nor have the longer words of other languages, on the smallest phone. At every width in English each page of the table
is looked at in ``test_every_page.py``.
"""

from collections import defaultdict
from typing import Final

import pytest

from tests import pseudo
from tests.everybody import World
from tests.pages import checks
from tests.pages.conftest import Enter
from tests.pages.table import ANYONE, VISITS

pytestmark = pytest.mark.sqlite
SCREEN: Final = {"width": 1440, "height": 900}
PHONE: Final = {"width": 320, "height": 740}


def _plain_visits() -> dict[str, list[str]]:
    """By whom which addresses are opened that need nothing done on them."""
    found: dict[str, list[str]] = defaultdict(list)
    for visit in VISITS:
        is_plain = not (visit.act or visit.instead or visit.settings or visit.lands or visit.cookies)
        if is_plain and visit.path not in found[visit.who]:
            found[visit.who].append(visit.path)
    return found


@pytest.mark.parametrize(
    ("who", "paths"), _plain_visits().items(), ids=lambda one: one if isinstance(one, str) else ""
)
def test_mirrored_and_with_large_letters(who: str, paths: list[str], world: World, enter: Enter) -> None:
    wrong = []
    with pseudo.spoken() as code:
        page = enter(who, {"language": code}, viewport=SCREEN, reduced_motion="reduce").new_page()
        for path in paths:
            page.goto(path.format(**world.named))
            if not path.startswith("/api/"):
                assert page.locator("html").get_attribute("dir") == "rtl", path
            wrong += [f"{path}, mirrored: {what}" for what in checks.sideways(page)]
            wrong += [f"{path}, letters twice as large: {what}" for what in checks.large_letters(page)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_longer_words_have_room(language: str, world: World, enter: Enter) -> None:
    wrong = []
    visits = _plain_visits()
    for who in (ANYONE, "ana", "mo"):
        page = enter(who, {"language": language}, viewport=PHONE, reduced_motion="reduce").new_page()
        for path in visits[who]:
            page.goto(path.format(**world.named))
            wrong += [f"{path} in {language}: {what}" for what in checks.sticks_out(page)]
        page.context.close()
    assert not wrong, "\n".join(wrong)
