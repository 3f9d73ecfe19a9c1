"""What is due every day, as a list of small jobs. Each is safe to run twice or to miss."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.sessions.models import Session
from django.utils import timezone

from directory.notices import outbox
from directory.profiles import lifecycle

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do: ``does`` is given the day and says how many it concerned. Transactions are its own affair."""

    name: str
    does: Callable[[date], int]


@dataclass(frozen=True, slots=True)
class Done:
    """How a job went, in words for the one line that tells of it."""

    said: str
    well: bool = True


def run(job: Job) -> Done:
    """Do one job; what goes wrong in it is logged and told, so that the next job still runs."""
    today = timezone.localdate()
    try:
        return Done(str(job.does(today)))
    except Exception:
        logger.exception("The daily job %r failed", job.name)
        return Done("failed; the log says why", well=False)


def clear_expired_sessions(today: date) -> int:
    """Delete the sessions that nobody can use any more; how many."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


JOBS: Final = (
    Job("holds released", lifecycle.release_overdue),
    Job("mails sent", lambda today: outbox.send_waiting()),
    Job("expired sessions cleared", clear_expired_sessions),
)
