"""How often one may ask."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache

from api import kept, throttling
from tests.api.conftest import Api
from tests.cast import Cast


@pytest.fixture(autouse=True)
def minute(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[list[float]]:
    """A clock that stands still, ten seconds into a minute; and three requests a minute."""
    now = [1_000_000_000 * 60.0 + 10]
    # The throttle's clock alone: by everybody's, the session would have been idle for centuries.
    monkeypatch.setattr(throttling, "time", SimpleNamespace(time=lambda: now[0]))
    settings.API_REQUESTS_A_MINUTE = 3
    throttling.forget()
    kept.forget()
    yield now
    throttling.forget()
    kept.forget()


def statuses(client: Api, times: int, path: str = "/vocabulary/strand/", **headers: str) -> list[int]:
    return [client.send("get", path, **headers).status_code for _ in range(times)]


def test_the_fourth_is_told_when_to_come_again(nobody: Api, minute: list[float]) -> None:
    assert statuses(nobody, 4) == [200, 200, 200, 429]
    answer = nobody.get("/vocabulary/strand/")
    assert answer["Retry-After"] == "50"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "/api/v1/docs/#problem-too-many-requests"
    minute[0] += 50
    assert statuses(nobody, 1) == [200]


def test_each_account_and_each_address_has_its_own(people: Cast, nobody: Api, ben: Api, cy: Api) -> None:
    assert statuses(nobody, 4)[-1] == 429
    assert statuses(ben, 4) == [200, 200, 200, 429]
    assert statuses(cy, 1) == [200]


def test_answers_out_of_memory_count_as_well(people: Cast, nobody: Api, settings: Any) -> None:
    settings.API_ANSWERS_KEPT = 10
    assert statuses(nobody, 5, "/allies/") == [200, 200, 200, 429, 429]


def test_whom_a_proxy_names_is_believed_as_far_as_proxies_are_trusted(nobody: Api, settings: Any) -> None:
    spoofed = [statuses(nobody, 1, X_Forwarded_For=f"10.0.0.{n}")[0] for n in range(4)]
    assert spoofed == [200, 200, 200, 429]
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    assert [statuses(nobody, 1, X_Forwarded_For=f"1.1.1.1, 10.0.0.{n}")[0] for n in range(4)] == [200] * 4


def test_a_worker_takes_a_share_and_asks_the_cache_no_more(
    nobody: Api, settings: Any, monkeypatch: Any
) -> None:
    settings.API_REQUESTS_A_MINUTE = 60
    asked: list[int] = []

    def incr(key: str, by: int) -> int:
        asked.append(by)
        return sum(asked)

    monkeypatch.setattr(cache, "incr", incr)
    assert statuses(nobody, 6) == [200] * 6
    assert asked == [2, 2, 2]


def test_workers_share_what_the_cache_counts(nobody: Api, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 60
    answers = []
    for _ in range(31):  # each is another worker's first request of the minute
        answers += statuses(nobody, 1)
        throttling.forget()
    assert answers == [200] * 30 + [429]


def test_no_limit(nobody: Api, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 0
    assert statuses(nobody, 5) == [200] * 5
