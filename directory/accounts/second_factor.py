"""The second factor that staff need."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from directory.accounts.models import User


def second_factor_missing(user: User) -> bool:
    """Whether ``user`` has no second factor set up; who needs one is sent to ``mfa_index`` then.

    Once it is set up, the sign-in library asks for it at every sign-in. ``DEBUG`` alone waives it.
    """
    return not settings.DEBUG and not is_mfa_enabled(user)
