"""How long a session lasts in which nobody does anything."""

import math
import time
from typing import Final

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from directory.accounts.models import User

# When somebody last did something is written down at most once in so many seconds, and the end comes as much later:
# nobody is signed out sooner than the setting says.
EXACT_TO: Final = 60
_LAST_SEEN: Final = "last_seen"


def note(session: SessionBase) -> None:
    """Write down that the person did something now."""
    session[_LAST_SEEN] = int(time.time())


def note_now_and_then(session: SessionBase, user: User) -> None:
    """The same, for every request: one that follows another within a minute writes nothing."""
    if time.time() - _last_seen(session, user) >= EXACT_TO:
        note(session)


def seconds_left(session: SessionBase, user: User) -> int:
    """In how many seconds the session ends if nothing happens; 0 or less if it is over."""
    idle = time.time() - _last_seen(session, user)
    allowed: int = settings.SESSION_IDLE_MINUTES * 60
    return math.ceil(allowed + EXACT_TO - idle)


def _last_seen(session: SessionBase, user: User) -> float:
    """A session without a note, as one opened by an earlier version, counts from its owner's last sign-in."""
    noted = session.get(_LAST_SEEN)
    if isinstance(noted, int):
        return noted
    return user.last_login.timestamp() if user.last_login else 0
