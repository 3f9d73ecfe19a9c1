"""Two who write at the same moment: one wins, the other is told, and nothing is half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from directory.listings.models import MemberListing
from directory.profiles import agencies, publication
from directory.profiles.editing import begin, changed_jobs, save
from directory.profiles.errors import ProfileError
from directory.profiles.lifecycle import move
from directory.profiles.models import Agency, Decision, Profile, Wording
from tests.cast import account, listed, moderator, submitted
from tests.profiles.conftest import EVE

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*writes: Callable[[], Any]) -> list[str]:
    """What came of each write, all begun at the same moment on connections of their own."""
    start = Barrier(len(writes))

    def run(write: Callable[[], Any]) -> str:
        try:
            start.wait(timeout=30)
            write()
        except ProfileError as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(writes)) as threads:
        return [future.result(timeout=120) for future in [threads.submit(run, write) for write in writes]]


def test_two_moderators_on_one_profile() -> None:
    mo, max_ = moderator("mo"), moderator("max")
    profile = submitted(account("eve"), EVE)
    results = at_once(
        lambda: move(profile.pk, "approve", actor=mo, version=profile.version),
        lambda: move(profile.pk, "reject", actor=max_, reason="spam", message="No.", version=profile.version),
    )
    assert sorted(results) == ["IllegalMove", "done"]
    assert Decision.objects.count() == 1
    assert Profile.objects.get().version == profile.version + 1
    assert list(publication.differences()) == []


def test_an_owner_and_a_moderator() -> None:
    mo, eve = moderator("mo"), account("eve")
    profile = submitted(eve, EVE)
    results = at_once(
        lambda: move(profile.pk, "approve", actor=mo, version=profile.version),
        lambda: save(profile, {"about": "Else"}, actor=eve, version=profile.version),
    )
    assert sorted(results) == ["StaleVersion", "done"]


def test_who_withdraws_while_another_is_approved() -> None:
    mo = moderator("mo")
    ann, fay = account("ann"), account("fay")
    there, coming = listed(ann, EVE, by=mo), submitted(fay, EVE)
    results = at_once(
        lambda: move(there.pk, "withdraw", actor=ann),
        lambda: move(coming.pk, "approve", actor=mo, version=coming.version),
        lambda: save(there, {"headline": ""}, actor=ann),
    )
    assert results == ["done"] * 3
    assert list(MemberListing.objects.values_list("handle", flat=True)) == ["fay"]
    assert list(publication.differences()) == []


def test_two_mergers_of_one_agency() -> None:
    mo, max_ = moderator("mo"), moderator("max")
    known = Agency.objects.create(name="Bangor PD", key=agencies.folded("Bangor PD"), known=True)
    one, other = submitted(account("ann"), EVE), submitted(account("fay"), EVE)
    results = at_once(
        lambda: move(one.pk, "approve", actor=mo, version=one.version, agency=known.pk),
        lambda: move(other.pk, "approve", actor=max_, version=other.version, agency=known.pk),
    )
    assert results == ["done"] * 2
    assert {profile.written.employer for profile in Profile.objects.select_related("written__employer")} == {
        known
    }


def test_two_tabs_begin_one_profile() -> None:
    eve = account("eve")
    assert at_once(*[lambda: begin(eve)] * 4) == ["done"] * 4
    assert Profile.objects.count() == Wording.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("first", "taken_off", "then"),
    [
        (lambda eve: save(eve.profile, {"headline": ""}, actor=eve), ["headline"], {"about": ""}),
        (lambda eve: changed_jobs(eve.profile, actor=eve), ["role", "agency", "title"], {"phone": ""}),
        (lambda eve: move(eve.profile, "withdraw", actor=eve), [], {"about": ""}),
    ],
    ids=["emptied", "changed jobs", "withdrew"],
)
def test_who_waited_for_the_row_sees_the_words_as_they_are(
    first: Any, taken_off: list[str], then: dict[str, str]
) -> None:
    """What was taken off while another write waited must not come back with that write."""
    eve = account("eve")
    words = {
        **EVE,
        "headline": "Taken off",
        "about": "Still there",
        "phone": "207 555 0100",
        "audience": "public",
        "audiences": {"headline": "public"},
    }
    profile = listed(eve, words, by=moderator("mo"))
    waiting = Thread(target=lambda: at_once(lambda: save(profile, then, actor=eve)))
    with transaction.atomic():
        first(eve)
        waiting.start()
        with connection.cursor() as cursor:
            blocked = 0
            while not blocked and waiting.is_alive():
                cursor.execute(
                    "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid"
                )
                (blocked,) = cursor.fetchone()
    waiting.join(timeout=60)
    after = Profile.objects.select_related("written", "approved").get()
    assert [getattr(after.written, name) for name in taken_off] == [
        None if name == "role" else "" for name in taken_off
    ]
    assert after.approved is None or all(not getattr(after.approved, name) for name in taken_off)
    assert all(not getattr(after.written, name) for name in then)
    assert list(publication.differences()) == []
