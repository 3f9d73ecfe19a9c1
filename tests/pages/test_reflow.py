"""Pages give way: from right to left, and with letters twice as large, nothing has to be scrolled to the side.

At every width in the language of the reader each page of the table is looked at in ``test_every_page.py``.
"""

from collections import defaultdict
from typing import Final

import pytest

from tests import pseudo
from tests.everybody import World
from tests.pages import checks
from tests.pages.conftest import Enter
from tests.pages.table import VISITS

pytestmark = pytest.mark.sqlite
SCREEN: Final = {"width": 1440, "height": 900}


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
