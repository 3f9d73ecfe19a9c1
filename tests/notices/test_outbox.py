"""The outbox: rows first, mails after the commit, each of them once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends import locmem
from django.db import IntegrityError, connection, transaction
from django.template import TemplateDoesNotExist
from django.utils import timezone

from directory.accounts.models import User
from directory.notices import outbox
from directory.notices.models import Notice


@pytest.fixture
def ana(db: None) -> User:
    return User.objects.create_user("ana@example.org")


class Broken(locmem.EmailBackend):
    """A mail server that is down while ``down`` is set."""

    down = True

    def send_messages(self, messages: Any) -> int:
        if Broken.down:
            raise ConnectionRefusedError("the mail server is down")
        return super().send_messages(messages)


@pytest.fixture
def broken(settings, monkeypatch: pytest.MonkeyPatch) -> type[Broken]:
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Broken"}}
    monkeypatch.setattr(mail.mailers, "create_connection", lambda alias, **_: Broken(alias=alias))
    monkeypatch.setattr(Broken, "down", True)
    return Broken


def state() -> list[tuple[str, bool, bool, int]]:
    return [
        (row.kind, row.sent_at is not None, row.taken_at is not None, row.attempts)
        for row in Notice.objects.all()
    ]


@pytest.mark.django_db(transaction=True)
def test_a_mail_goes_after_the_commit_and_not_before(ana: User) -> None:
    with transaction.atomic():
        outbox.queue(ana, "approved", {"url": "/me/"})
        assert mail.outbox == []
        assert state() == [("approved", False, False, 0)]
    [message] = mail.outbox
    assert (message.to, message.subject) == (["ana@example.org"], "An update on your account")
    assert "\nhttp://testserver/me/\n" in message.body
    assert message.message()["Auto-Submitted"] == "auto-generated"
    assert state() == [("approved", True, False, 1)]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_mailed(ana: User) -> None:
    def fail() -> None:
        outbox.queue(ana, "approved", {"url": "/me/"})
        raise RuntimeError("the deed failed")

    with pytest.raises(RuntimeError, match="the deed failed"), transaction.atomic():
        fail()
    assert (state(), mail.outbox) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_a_failing_mail_server_stops_nobody_and_loses_nothing(
    ana: User, broken: type[Broken], caplog: Any
) -> None:
    with transaction.atomic():
        notice = outbox.queue(ana, "approved", {"url": "/me/"})
    assert state() == [("approved", False, False, 1)]
    assert f"Notice {notice.pk} was not sent; it waits for the next attempt" in caplog.text
    assert outbox.send_waiting() == 0
    assert state() == [("approved", False, False, 2)]
    broken.down = False
    assert outbox.send_waiting() == 1
    assert state() == [("approved", True, False, 3)]
    assert outbox.send_waiting() == 0
    assert [message.to for message in mail.outbox] == [["ana@example.org"]]


def test_one_that_fails_does_not_hold_up_the_others(ana: User, caplog: Any) -> None:
    with outbox.sending("later"):
        outbox.queue(ana, "approved", {"url": "/me/"})
        outbox.queue(ana, "returned", {"url": "/me/"})
    Notice.objects.filter(kind="approved").update(kind="no-longer-a-kind")
    assert outbox.send_waiting() == 1
    assert [message.subject for message in mail.outbox] == ["A question about your account"]


def test_every_attempt_at_one_mail_carries_one_message_id(ana: User) -> None:
    notices = [outbox.queue(ana, "approved", {"url": "/me/"}) for _ in range(2)]
    ids = [[outbox.letter(notice).message()["Message-ID"] for _ in range(2)] for notice in notices]
    assert ids[0][0] == ids[0][1] != ids[1][0]
    assert str(ids[0][0]).endswith("@testserver>")


def test_a_dead_process_gives_its_notice_back_after_an_hour(ana: User) -> None:
    with outbox.sending("later"):
        outbox.queue(ana, "approved", {"url": "/me/"})
    Notice.objects.update(taken_at=timezone.now() - timedelta(minutes=59), attempts=1)
    assert outbox.send_waiting() == 0
    Notice.objects.update(taken_at=timezone.now() - timedelta(minutes=61))
    assert outbox.send_waiting() == 1


def test_after_twenty_attempts_it_is_left_to_the_operator(ana: User) -> None:
    with outbox.sending("later"):
        outbox.queue(ana, "approved", {"url": "/me/"})
    Notice.objects.update(attempts=20)
    assert outbox.send_waiting() == 0
    assert state() == [("approved", False, False, 20)]


@pytest.mark.django_db(transaction=True)
def test_later_and_never(ana: User) -> None:
    with outbox.sending("later"):
        outbox.queue(ana, "approved", {"url": "/me/"})
    with outbox.sending("never"):
        outbox.queue(ana, "returned", {"url": "/me/"})
    assert mail.outbox == []
    outbox.queue(ana, "held", {"url": "/me/"})
    assert outbox.send_waiting() == 1
    assert [message.subject for message in mail.outbox] == ["An update on your account"] * 2


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_each_mail_once(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with outbox.sending("later"):
        for _ in range(10):
            outbox.queue(ana, "approved", {"url": "/me/"})
    together = threading.Barrier(2, timeout=10)
    waiting = outbox._free

    def at_the_same_moment(notices: Any) -> Any:
        """Both have read the list of what waits before either sends."""
        found = list(waiting(notices).values_list("pk", flat=True))
        together.wait()
        monkeypatch.setattr(outbox, "_free", waiting)
        return Notice.objects.filter(pk__in=found)

    monkeypatch.setattr(outbox, "_free", at_the_same_moment)
    sent: list[int] = []

    def send() -> None:
        try:
            sent.append(outbox.send_waiting())
        finally:
            connection.close()

    threads = [threading.Thread(target=send, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sum(sent) == 10
    assert Notice.objects.filter(sent_at=None).count() == 0
    assert list(Notice.objects.values_list("attempts", flat=True)) == [1] * 10


def test_a_kind_without_words_fails_where_it_is_queued(ana: User) -> None:
    with pytest.raises(TemplateDoesNotExist):
        outbox.queue(ana, "no-such-kind", {})
    assert state() == []


def test_a_moderators_words_are_neither_kept_nor_mailed(ana: User) -> None:
    words = {"url": "/me/", "reason": "Not restorative work", "message": "Please name no <circle> & no case."}
    notice = outbox.queue(ana, "returned", words)
    assert Notice.objects.get().context == {"url": "/me/"}
    text = str(outbox.letter(notice).body)
    assert "circle" not in text
    assert "restorative" not in text


@pytest.mark.parametrize("url", ["https://example.com/", "//example.com/", "", "me/"])
def test_links_lead_to_this_site_alone(ana: User, url: str) -> None:
    letter = outbox.letter(outbox.queue(ana, "approved", {"url": url}))
    assert "\nhttp://testserver/\n" in letter.body


# --- Invitations -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_an_address_without_an_account_is_invited_once() -> None:
    assert outbox.invite("New@Example.org", {"url": "/accounts/signup/"})
    assert outbox.invite("new@example.org ", {"url": "/accounts/signup/"}) is None
    [message] = mail.outbox
    assert (message.to, message.subject) == (["new@example.org"], "An invitation")
    assert "\nhttp://testserver/accounts/signup/\n" in message.body
    notice = Notice.objects.get()
    assert (notice.to, notice.address, notice.kind) == (None, "new@example.org", "invitation")


@pytest.mark.django_db(transaction=True)
def test_an_account_is_invited_as_such(ana: User) -> None:
    notice = outbox.invite("ANA@example.org", {"url": "/me/"})
    assert notice
    assert (notice.to, notice.address) == (ana, "")
    assert outbox.invite("ana@example.org", {"url": "/me/"}) is None
    assert [message.to for message in mail.outbox] == [["ana@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_another_address_of_an_account_invites_the_account(ana: User) -> None:
    EmailAddress.objects.create(user=ana, email="other@example.org", verified=True, primary=False)
    notice = outbox.invite("Other@example.org", {"url": "/me/"})
    assert notice
    assert (notice.to, notice.address) == (ana, "")
    assert outbox.invite("ana@example.org", {"url": "/me/"}) is None
    assert [message.to for message in mail.outbox] == [["ana@example.org"]]


@pytest.mark.parametrize("fields", [{"address": ""}, {"address": "ben@example.org", "to": True}])
def test_a_notice_has_one_addressee(ana: User, fields: dict[str, Any]) -> None:
    fields = fields | ({"to": ana} if "to" in fields else {})
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(kind="invitation", **fields)


def test_notices_go_with_their_account(ana: User) -> None:
    outbox.queue(ana, "approved", {"url": "/me/"})
    ana.delete()
    assert Notice.objects.count() == 0
