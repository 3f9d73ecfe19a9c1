"""The outbox: a mail is a row first, so that none is lost and none is sent for what was rolled back."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import partial
from typing import Final, Literal, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template
from django.utils import timezone, translation

from directory.accounts import addresses
from directory.accounts.languages import language_of
from directory.accounts.models import User
from directory.notices.models import Notice

MOST_ATTEMPTS: Final = 20
NEVER_MAILED: Final = frozenset({"reason", "message"})
# Longer than any mail server keeps us waiting: whoever took a notice so long ago is no longer alive.
ABANDONED_AFTER: Final = timedelta(hours=1)

type Moment = Literal["after the commit", "later", "never"]

_moment: ContextVar[Moment] = ContextVar("moment", default="after the commit")
logger = logging.getLogger(__name__)


@contextmanager
def sending(moment: Moment) -> Iterator[None]:
    """Inside, notices are still written but go ``"later"`` (with ``send_waiting``) or ``"never"``.

    For what writes to thousands of people at once, and for invented ones.
    """
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


def queue(user: User, kind: str, context: Mapping[str, object]) -> Notice:
    """Write the notice ``kind`` to ``user`` in the caller's transaction and send it after the commit.

    ``context`` is what its template reads; ``url`` is a path of this site. A moderator's ``reason`` and
    ``message`` are neither kept nor mailed: they are read after signing in, not in a mailbox that others may
    see. When the mail server fails, the caller never hears of it: the notice waits for ``send_waiting``.
    Raises ``TemplateDoesNotExist`` for an unknown kind.
    """
    return _write(Notice(to=user, kind=kind, context=dict(context)))


def invite(address: str, context: Mapping[str, object]) -> Notice | None:
    """Write an invitation to an address that may have no account; ``None`` if it was invited before."""
    address = address.strip().lower()
    user = addresses.owners_of([address]).get(address)
    same = Q(address=address) | Q(to=user) if user else Q(address=address)
    known = Notice.objects.filter(same, kind="invitation")
    if known.exists():
        return None
    notice = Notice(to=user, address="" if user else address, kind="invitation", context=dict(context))
    return _write(notice)


def send_waiting() -> int:
    """Send what is not sent yet, oldest first; how many went. Safe to run twice, also at the same time."""
    waiting = _free(Notice.objects.filter(attempts__lt=MOST_ATTEMPTS))
    return sum(_send(pk) for pk in list(waiting.values_list("pk", flat=True)))


def letter(notice: Notice) -> EmailMessage:
    """The notice as a mail, in its addressee's language: the first line of its template is the subject."""
    template = cast(Template, get_template(f"notices/{notice.kind}.txt"))
    context = notice.context | {
        "url": settings.SITE_URL + _path(notice.context.get("url", "/")),
    }
    # Plain text: nothing is escaped, and a quotation mark stays one.
    with translation.override(language_of(notice.to)):
        text = template.template.render(Context(context, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    written, host = f"{notice.created_at:%Y%m%d%H%M%S}", urlsplit(settings.SITE_URL).hostname
    return EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[notice.to.email if notice.to else notice.address],
        headers={
            # The same at every attempt, so that a mailbox can tell a copy.
            "Message-ID": f"<notice-{notice.pk}-{written}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _write(notice: Notice) -> Notice:
    get_template(f"notices/{notice.kind}.txt")
    notice.context = {name: value for name, value in notice.context.items() if name not in NEVER_MAILED}
    moment = _moment.get()
    if moment == "never":
        notice.sent_at = timezone.now()
    notice.save()
    if moment == "after the commit":
        transaction.on_commit(partial(_send, notice.pk), robust=True)
    return notice


def _free(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Those that are not sent and that no living process is sending."""
    abandoned = Q(taken_at=None) | Q(taken_at__lt=timezone.now() - ABANDONED_AFTER)
    return notices.filter(abandoned, sent_at=None)


def _send(pk: int) -> bool:
    """Send one notice unless it is sent or somebody else is at it.

    It is taken by one conditional UPDATE, not by a lock held while the mail server answers: on SQLite such a
    lock would stop every other writer. Only a process that dies between the server's yes and the next line's
    note of it makes a mail go twice, an hour later.
    """
    taken = _free(Notice.objects.filter(pk=pk)).update(taken_at=timezone.now(), attempts=F("attempts") + 1)
    if not taken:
        return False
    notice = Notice.objects.select_related("to").get(pk=pk)
    try:
        letter(notice).send()
    except Exception:
        logger.exception("Notice %s was not sent; it waits for the next attempt", pk)
        Notice.objects.filter(pk=pk).update(taken_at=None)
        return False
    Notice.objects.filter(pk=pk).update(sent_at=timezone.now(), taken_at=None)
    return True


def _path(url: object) -> str:
    path = str(url)
    return path if path.startswith("/") and not path.startswith("//") else "/"
