"""Who may sign in at all, whichever way they try, and the end of sessions."""

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import F

from directory.accounts.addresses import is_demo_address
from directory.accounts.models import User


def may_sign_in(user: User) -> bool:
    """Whether this account may have a session. An invented person's may on one's own machine alone (``DEBUG``)."""
    return user.is_active and (settings.DEBUG or not is_demo_address(user.email))


class AuthenticationBackend(AllauthBackend):  # type: ignore[misc]
    """The one way in by password, and what every request asks for the account of its session."""

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        """Refuses a session, also one opened before, to who may not sign in."""
        return isinstance(user, User) and may_sign_in(user)


def end_sessions(user: User) -> None:
    """Sign ``user`` out everywhere: no session opened before now counts at the next request."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])
