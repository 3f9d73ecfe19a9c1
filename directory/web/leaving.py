"""Leaving: by the exit to a neutral page, or because the session ended while somebody wrote.

What was typed into a form whose session had ended waits in the new, anonymous session of that browser. It is bound
to the account that the form was made for, and nobody else who signs in on a shared computer gets it: the form
carries a signed mark of its owner and of the page it stands on (``{% owner_mark %}``). Without one nothing is kept.
"""

import re
import time
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from directory.accounts.models import User
from directory.web.origins import is_from_elsewhere

MARK: Final = "owner_mark"
KEPT_FOR: Final = 3600
MOST_KEPT: Final = 100_000
SHORT: Final = 4
_TYPED: Final = "typed"
_NEVER_KEPT: Final = re.compile(rf"password|^(code|csrfmiddlewaretoken|{MARK})$")
_signer: Final = signing.Signer(salt="directory.web.leaving")


# --- The exit ----------------------------------------------------------------------------------------------


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out and go to the neutral address that the operator chose; see docs/decisions/0011.

    Not for another site's page, nor for a browser that only fetches ahead. Old browsers don't say. Then it signs
    out: the worst that a stranger's link can do is that.
    """
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method == "GET" and not ahead and not is_from_elsewhere(request):
        sign_out(request)
    response = HttpResponseRedirect(settings.EXIT_URL)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def sign_out(request: HttpRequest) -> None:
    """End the session of this browser, if it has one; what was still to be said is not for the next person."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        logout(request)
    # Read is done with: the cookie that it waits in is taken back. A message of the desk has a name in it.
    list(messages.get_messages(request))


@dataclass(frozen=True, slots=True)
class Idle:
    """What a page must know to warn before the session ends by itself."""

    seconds: int
    warning: int

    @property
    def minutes(self) -> int:
        """After how many minutes in which nothing happens the session ends."""
        return self.seconds // 60

    @property
    def warning_minutes(self) -> int:
        """How many minutes ahead the warning comes."""
        return self.warning // 60

    @property
    def ended(self) -> str:
        """What is said afterwards."""
        return ended_in_words()


def idle() -> Idle:
    """The session's end as the settings have it. A very short session is warned of one minute ahead."""
    minutes = settings.SESSION_IDLE_MINUTES
    return Idle(minutes * 60, 120 if minutes >= SHORT else 60)


def ended_in_words() -> str:
    """Why one is signed out."""
    minutes = settings.SESSION_IDLE_MINUTES
    return ngettext(
        "You were signed out because nothing happened for %(minutes)d minute.",
        "You were signed out because nothing happened for %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


# --- Whose form it is --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose form was sent, and on which page it stands."""

    owner: str
    path: str


def mark_for(user: User, path: str) -> str:
    """The mark of a form that ``user`` gets on the page at ``path``."""
    return _signer.sign(f"{user.pk} {path}")


def mark_in(fields: QueryDict) -> Mark | None:
    """The mark that a form carries; None for one without, or with one that is not ours."""
    try:
        owner, _space, path = _signer.unsign(fields.get(MARK, "")).partition(" ")
    except signing.BadSignature:
        return None
    return Mark(owner, path)


# --- What was typed ----------------------------------------------------------------------------------------


def may_keep(request: HttpRequest, mark: Mark) -> bool:
    """Whether the request is the owner's, or nobody's: in somebody else's session nothing is kept."""
    session = getattr(request, "session", None)
    return session is not None and session.get(SESSION_KEY, mark.owner) == mark.owner


def keep(request: HttpRequest, mark: Mark) -> bool:
    """Keep what was typed for an hour, without passwords and codes; False if it is too much to keep."""
    fields = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if not _NEVER_KEPT.search(name):
            fields.setlist(name, values)
    words = fields.urlencode()
    if len(words) > MOST_KEPT:
        return False
    request.session[_TYPED] = {
        "owner": mark.owner,
        "path": mark.path,
        "at": int(time.time()),
        "fields": words,
    }
    if SESSION_KEY not in request.session:
        request.session.set_expiry(KEPT_FOR)
    return True


def restored(request: HttpRequest) -> QueryDict | None:
    """What this person typed into the form of this page before they were signed out, to fill it with again.

    None, nearly always. Says on the page that nothing is saved yet. It stays for an hour or until the form is sent.
    """
    typed = request.session.get(_TYPED)
    if not typed or typed["path"] != request.path or not _is_for(request, typed):
        return None
    messages.warning(
        request,
        _("You were signed out before this was saved. Here is what you typed. Nothing of it is saved yet."),
    )
    return QueryDict(typed["fields"])


def forget(request: HttpRequest) -> None:
    """The form was sent: what was kept of it is done with."""
    request.session.pop(_TYPED, None)


def forget_what_is_not_theirs(request: HttpRequest) -> None:
    """Drop what somebody else typed in this browser, and what is too old."""
    typed = request.session.get(_TYPED)
    if typed and not _is_for(request, typed):
        forget(request)


def _is_for(request: HttpRequest, typed: dict[str, str | int]) -> bool:
    is_owner = typed["owner"] == request.session.get(SESSION_KEY)
    return is_owner and time.time() - int(typed["at"]) <= KEPT_FOR
