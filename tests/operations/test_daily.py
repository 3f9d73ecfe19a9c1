"""``manage.py daily``: every job, twice, and one that fails."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from directory.listings.models import MemberListing
from directory.notices import outbox
from directory.operations import daily as jobs
from directory.operations.management.commands import daily as command
from directory.profiles.lifecycle import move
from directory.profiles.models import Profile
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    with outbox.sending("never"):
        return cast()


def daily() -> str:
    out = StringIO()
    call_command("daily", stdout=out)
    return out.getvalue()


def session(key: str, days: int) -> None:
    Session.objects.create(
        session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days)
    )


def test_what_is_due_is_done_once(people: Cast) -> None:
    ben, dee = Cast.profile(people.ben), Cast.profile(people.dee)
    with outbox.sending("later"):
        for profile in (ben, dee):
            move(profile, "hold", actor=people.mo, reason="role-unconfirmed", version=profile.version)
    # Ben's hold is over today, Dee's is not.
    Profile.objects.filter(pk=ben.pk).update(held_until=timezone.localdate())
    session("old", -1)
    session("new", 1)
    # Both are told of their hold, and Ben of his release.
    assert daily() == "holds released: 1\nmails sent: 3\nexpired sessions cleared: 1\n"
    assert sorted(address for letter in mail.outbox for address in letter.to) == [
        "ben@example.org",
        "ben@example.org",
        "dee@example.org",
    ]
    assert [Cast.profile(people.ben).status, Cast.profile(people.dee).status] == ["listed", "held"]
    assert set(MemberListing.objects.values_list("handle", flat=True)) == {"ana", "ben", "max", "mo"}
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert daily() == "holds released: 0\nmails sent: 0\nexpired sessions cleared: 0\n"


def test_one_that_fails_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(today: object) -> int:
        raise ValueError("no such luck")

    monkeypatch.setattr(command, "JOBS", (jobs.Job("luck", breaks), *jobs.JOBS))
    out = StringIO()
    with pytest.raises(CommandError, match=r"^Failed: luck\.$"):
        call_command("daily", stdout=out)
    assert out.getvalue().splitlines() == [
        "luck: failed; the log says why",
        "holds released: 0",
        "mails sent: 0",
        "expired sessions cleared: 0",
    ]
    assert "no such luck" in caplog.text
