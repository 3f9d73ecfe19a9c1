"""Who asks.

REST framework's settings name this module, so that nothing here may import its views.
"""

from typing import Any

from django.conf import settings
from rest_framework import authentication, permissions
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from directory.accounts.models import User
from directory.accounts.second_factor import second_factor_missing


class SessionAuthentication(authentication.SessionAuthentication):
    """The site's own session. Whoever sends no session cookie is nobody, and costs no look at the sessions.

    It comes last: an ``Authorization`` that reaches it was understood by nothing. Whoever sends one means to be
    somebody, so that they learn that they are not instead of reading what anyone may see.
    """

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """Raises PermissionDenied where a write comes without the CSRF token, AuthenticationFailed as said above."""
        if "HTTP_AUTHORIZATION" in request.META:
            raise AuthenticationFailed("Nothing here understands this Authorization. Sign in, or send none.")
        return super().authenticate(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing sign-in a 401 and not a 403."""
        return 'Session realm="api", sign_in="/accounts/login/"'


class SignedIn(permissions.BasePermission):
    """Somebody is signed in: 401 otherwise."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Whether to go on."""
        return isinstance(request.user, User)


class Moderator(permissions.BasePermission):
    """A moderator is signed in, with a second factor: 401 for nobody, 403 for anyone else."""

    message = "This is for moderators."

    def has_permission(self, request: Request, view: object) -> bool:
        """Whether to go on."""
        user = request.user
        if not isinstance(user, User) or not user.is_moderator:
            return False
        if second_factor_missing(user):
            self.message = "Set up a second factor first, on the pages of your account."
            return False
        return True
