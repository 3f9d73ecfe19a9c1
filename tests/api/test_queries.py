"""How many queries an answer takes, whether a list has one row or three.

Once this worker knows the shelf as it stands; savepoints are the tests' own.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.connections import blocks
from directory.profiles import editing
from tests.api.conftest import Api
from tests.cast import Cast
from tests.listings.conftest import card, show

WORK = {"region": "23005", "practices": ["cosa"]}


@pytest.fixture(params=[1, 3])
def rows(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


@pytest.fixture
def judges(db: None, rows: int) -> None:
    """A sheriff, and one judge or three who do similar work; no more stands on the shelves."""
    show(card("sheriff", role="sheriff", **WORK))
    show(*(card(handle, role="judge", **WORK) for handle in ("judge-a", "judge-b", "judge-c")[:rows]))


def queries(client: Api, path: str) -> tuple[int, int | None]:
    """How many rows the answer has, and how many queries it took."""
    client.get("/allies/")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200
    selects = [query for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]
    return len(selects), len(answer.json()["results"]) if "results" in answer.json() else None


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/allies/?role=judge", 5),
        ("/allies/?role=judge&region=US-ME&facets=role,region,practice&sort=-name", 5),
        ("/allies/?q=judge", 6),
        ("/allies/sheriff/peers/", 6),
    ],
)
def test_lists_for_anyone(judges: None, rows: int, nobody: Api, path: str, number: int) -> None:
    assert queries(nobody, path) == (number, rows)


@pytest.mark.parametrize(
    ("path", "number"), [("/allies/sheriff/", 2), ("/allies/suggest/?q=ju", 6), ("/changes/", 2)]
)
def test_other_answers_for_anyone(judges: None, nobody: Api, path: str, number: int) -> None:
    assert queries(nobody, path)[0] == number


@pytest.mark.parametrize(("path", "number"), [("/allies/?role=judge", 12)])
def test_lists_for_a_member(people: Cast, judges: None, rows: int, ben: Api, path: str, number: int) -> None:
    assert queries(ben, path) == (number, rows)


@pytest.mark.parametrize(("path", "number"), [("/me/profile/", 4), ("/me/peers/", 17), ("/allies/ana/", 9)])
def test_other_answers_for_a_member(people: Cast, judges: None, ben: Api, path: str, number: int) -> None:
    assert queries(ben, path)[0] == number


def test_blocks(people: Cast, rows: int, ben: Api) -> None:
    for handle in ("ana", "max", "mo")[:rows]:
        blocks.block(people.ben, handle)
    assert queries(ben, "/me/blocks/") == (3, rows)


def test_the_queue_and_a_review(people: Cast, rows: int, mo: Api) -> None:
    for owner in (people.ana, people.ben, people.dee)[:rows]:
        editing.save(people.profile(owner), {"headline": "New"}, actor=owner, version=4)
    assert queries(mo, "/moderation/queue/") == (9, rows)
    url = mo.get("/moderation/queue/").json()["results"][0]["url"]
    assert queries(mo, url.removeprefix("/api/v1"))[0] == 18


def test_the_log(people: Cast, rows: int, mo: Api) -> None:
    assert queries(mo, f"/moderation/log/?page_size={rows}") == (20, rows)
