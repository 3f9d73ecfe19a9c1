"""Who is there when every page is opened: the cast, a crowd, and one person in each place a profile can come to.

Built once a run and then remembered, since it takes seconds; ``World`` is what a test needs to know of it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import time_machine
from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from directory.accounts.models import User
from directory.connections.blocks import block
from directory.profiles.editing import save
from directory.profiles.lifecycle import SYSTEM, Actor, move
from directory.profiles.models import Profile, Submission
from tests import cast

# Enough for a second page of results.
CROWD: Final = 24
HOUR: Final = 3600
# When all that happened, and when it is looked at: the same on every day on which the tests run.
BUILT: Final = datetime(2026, 10, 5, 13, tzinfo=UTC)
NOW: Final = datetime(2026, 10, 7, 14, 30, tzinfo=UTC)
MESSAGE: Final = "Could you say more about what you do at work? A sentence or two is enough."


type Everybody = Mapping[str, User]


@dataclass
class World:
    """The session of each person, and what stands in addresses: ``/desk/reviews/{first}/``."""

    sessions: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)


def build() -> World:
    """Everybody, through the real lifecycle, on one fixed day; their sessions begin when they are looked at."""
    with time_machine.travel(BUILT):
        everybody, edit = _people()
    with time_machine.travel(NOW):
        return World(
            {name: _signed_in(user) for name, user in everybody.items()},
            {
                "first": _open_submission(everybody["submitted"]),
                "edit": edit,
                "uid": user_pk_to_url_str(everybody["ben"]),
                "key": EmailAwarePasswordResetTokenGenerator().make_token(everybody["ben"]),
            },
        )


def _people() -> tuple[Everybody, str]:
    """Everybody by name, and the id of the edit that waits."""
    people = cast.cast()
    everybody = {
        **{name: getattr(people, name) for name in ("ana", "ben", "cy", "mo", "max")},
        **{name: cast.account(name) for name in ("nobody", "eda", *FATES)},
        "newmo": cast.moderator("newmo"),
        "operator": cast.account("operator", is_staff=True, is_superuser=True),
    }
    for name in ("mo", "max", "operator"):
        TOTP.activate(everybody[name], generate_totp_secret())
        RecoveryCodes.activate(everybody[name])
    for number in range(CROWD):
        name = f"Crowd Number {number}"
        cast.listed(cast.account(f"crowd-{number}"), _like_ana(name, headline=f"Work {number}"), by=people.mo)
    for name, come_to_stand in FATES.items():
        profile = cast.submitted(everybody[name], _like_ana(f"{name.title()} Sewall"))
        come_to_stand(profile, everybody)
    block(people.ben, "crowd-1")
    block(people.ben, "crowd-2")
    return everybody, _edit(everybody["eda"], by=people.mo)


def _like_ana(name: str, **words: str) -> dict[str, Any]:
    return {**cast.ANA, "display_name": name, "agency": "", **words}


def _edit(owner: User, *, by: User) -> str:
    """Somebody listed whose edit waits, and has something to compare in every kind of field; the edit's id."""
    cast.listed(owner, _like_ana("Eda Emery"), by=by)
    profile = cast.Cast.profile(owner)
    changes = {
        "headline": "Circles instead of suspensions, every week",
        "about": "I keep circles with a whole middle school, and with its parents.",
        "title": "",
        "role": "teacher",
        "agency": "Another Middle School",
    }
    save(profile, changes, actor=owner, version=profile.version)
    return _open_submission(owner)


def _open_submission(owner: User) -> str:
    return str(Submission.objects.get(profile__owner=owner, state=Submission.State.OPEN).pk)


def _signed_in(user: User) -> str:
    """A session in which the user has just shown who they are, so that nothing asks for the password again."""
    client = Client()
    client.force_login(user)
    session = client.session
    records = [{"method": "password", "at": time.time() + HOUR, "reauthenticated": True}]
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


# --- Where a profile can come to stand -----------------------------------------------------------------------


def _moves(*names: str, reason: str = "", message: str = "") -> Callable[[Profile, Everybody], None]:
    """The moves that lead there; a moderator's are Mo's, a second one's Max's, an owner's their own.

    Reason and message belong to the last of them, and to both halves of a move that takes two.
    """

    def make(profile: Profile, everybody: Everybody) -> None:
        moderators = iter((everybody["mo"], everybody["mo"], everybody["max"]))
        owners: dict[str, Actor] = {"pause": profile.owner, "withdraw": profile.owner, "expire": SYSTEM}
        for name in names:
            profile.refresh_from_db()
            actor = owners[name] if name in owners else next(moderators)
            told = name == names[-1]
            move(
                profile,
                name,
                actor=actor,
                version=profile.version,
                reason=reason if told else "",
                message=message if told else "",
            )

    return make


FATES: Final[Mapping[str, Callable[[Profile, Everybody], None]]] = {
    "submitted": _moves(),
    "returned": _moves("return", reason="incomplete", message=MESSAGE),
    "rejected": _moves("reject", reason="not-this-work", message=MESSAGE),
    "paused": _moves("approve", "pause"),
    "held": _moves("approve", "hold", reason="role-unconfirmed"),
    "proposed": _moves("approve", "suspend", reason="role-unconfirmed"),
    "suspended": _moves("approve", "suspend", "suspend", reason="role-unconfirmed"),
    "dormant": _moves("approve", "expire"),
    "withdrawn": _moves("approve", "withdraw"),
}
