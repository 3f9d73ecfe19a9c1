"""In which language somebody is written to."""

from django.conf import settings
from django.utils.translation import trans_real

from directory.accounts.models import User


def is_spoken(code: str) -> bool:
    """Whether the site speaks this language."""
    return code in trans_real.get_languages()


def language_of(user: User | None) -> str:
    """The language of mails to this account: its own; English as long as that is not known, and for nobody's."""
    return user.language if user is not None and is_spoken(user.language) else settings.LANGUAGE_CODE
