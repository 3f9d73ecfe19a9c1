"""Making the shelves anew while the site runs: who leaves meanwhile stays gone, who is approved meanwhile stays."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from directory.listings import publishing, shelves
from directory.listings.models import MemberListing
from directory.listings.readers import ANYONE
from directory.profiles import publication
from directory.profiles.lifecycle import move
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_withdraws_meanwhile_is_not_put_back() -> None:
    people = cast.cast()
    done: list[str] = []

    def withdraw_once(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if not done and 'FROM "profiles_profile"' in sql and not connection.in_atomic_block:
            done.append(sql)
            move(people.ana.profile, "withdraw", actor=people.ana)
        return answer

    with connection.execute_wrapper(withdraw_once):
        publication.rebuild()
    assert done
    assert shelves.card_of(ANYONE, "ana") is None
    assert list(publication.differences()) == []


def test_who_is_approved_meanwhile_is_not_taken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast.cast()
    cy = cast.Cast.profile(people.cy)
    cy = move(cy, "submit", actor=people.cy, version=cy.version).profile
    publish_many = publishing.publish_many
    done: list[Any] = []

    def approve_once(cards: Any) -> None:
        publish_many(cards)
        if not done:
            done.append(cards)
            move(cy.pk, "approve", actor=people.mo, version=cy.version)

    monkeypatch.setattr(publishing, "publish_many", approve_once)
    publication.rebuild()
    assert MemberListing.objects.filter(handle="cy").exists()
