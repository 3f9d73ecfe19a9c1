"""Through a whole page by Tab, and back by Shift+Tab: no stop is unseen, and nothing keeps the focus for itself."""

import pytest

from tests.everybody import World
from tests.hands import MOST_STOPS, UNSEEN
from tests.pages.conftest import Enter

pytestmark = pytest.mark.sqlite
# A small phone with its keyboard out: what is fixed to the screen takes much of it.
SCREEN = {"width": 360, "height": 560}


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/", ""),
        ("/allies/", "ben"),
        ("/allies/ana/", "ben"),
        ("/me/", "nobody"),
        ("/me/", "eda"),
        ("/me/edit/work/", "ana"),
        ("/desk/reviews/{first}/", "mo"),
    ],
)
def test_every_stop_is_seen(path: str, who: str, key: str, world: World, enter: Enter) -> None:
    page = enter(who, viewport=SCREEN, reduced_motion="reduce").new_page()
    page.goto(path.format(**world.named))
    stops: list[str] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press(key)
        if page.evaluate("document.activeElement === document.body"):
            break
        stops.append(page.evaluate(UNSEEN))
    unseen = [why for why in stops if why]
    assert not unseen, "\n".join(unseen)
    assert 10 < len(stops) < MOST_STOPS
