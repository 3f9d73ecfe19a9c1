"""The hooks into the sign-in library."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from directory.accounts import addresses, idleness
from directory.accounts.addresses import is_demo_address
from directory.accounts.languages import is_spoken
from directory.accounts.models import User
from directory.accounts.sign_in import may_sign_in


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in, with this site's rules and words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "email_taken": _("This address can't be used here."),
        "duplicate_email": _("This address is yours already."),
        "incorrect_code": _("That is not the code we sent. Look at the newest mail."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your present password."),
        "too_many_login_attempts": _("That was tried too often. Wait a few minutes, then try again."),
        "rate_limited": _("That was tried too often. Wait a few minutes, then try again."),
    }

    def new_user(self, request: HttpRequest) -> User:
        """Whoever signs up is written to in the language they did it in."""
        user: User = super().new_user(request)
        user.language = get_language() or ""
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the account whose address it is; if that is not known, of the page that asked for it."""
        owner = addresses.owners_of([email.lower()]).get(email.lower())
        with override(owner.language if owner is not None and is_spoken(owner.language) else get_language()):
            super().send_mail(template_prefix, email, context)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The account whose password this is. Who may not sign in gets the answer of a wrong password."""
        user: User | None = super().authenticate(request, **credentials)
        return user if user is None or not user.is_active or may_sign_in(user) else None

    def pre_login(self, request: HttpRequest, user: User, **hook_kwargs: Any) -> HttpResponse | None:
        """The gate that every way of signing in passes: by password, by code, after sign-up."""
        if not may_sign_in(user):
            clear_login(request)
            return self.respond_user_inactive(request, user)  # type: ignore[no-any-return]
        if self._password_is_a_strangers(request, user):
            user.set_unusable_password()
            user.save(update_fields=["password"])
            self.add_message(request, messages.WARNING, "account/messages/password_dropped.txt")
        return super().pre_login(request, user, **hook_kwargs)  # type: ignore[no-any-return]

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session, which ends with the browser or when nothing happens for long."""
        super().login(request, user)
        request.session.set_expiry(0)
        idleness.note(request.session)

    def _password_is_a_strangers(self, request: HttpRequest, user: User) -> bool:
        """Whether someone may have chosen the password who never read this mailbox.

        Anybody can sign up with another's address and a password. Whoever then signs in for the first time by a
        code has shown that the mailbox is theirs, not that the password is; it must not open their account to
        the stranger. Accounts that an operator made have no such past.
        """
        records = get_authentication_records(request, user)
        first = user.last_login is None and user.has_usable_password() and not user.is_staff
        return first and bool(records) and records[-1]["method"] == "code" and not is_demo_address(user.email)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the overview of the account."""
        return reverse("account_email")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """A second address was confirmed: back to the overview. The first one: on to the profile."""
        if self.request.user.is_authenticated:
            return reverse("account_email")
        url: str = super().get_email_verification_redirect_url(email_address)
        return url


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor, with this site's words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is not right. Each code counts for half a minute and only once."),
        "unverified_email": _("Confirm your e-mail addresses first."),
        "add_email_blocked": _("Confirm your e-mail addresses first."),
    }

    def build_totp_svg(self, url: str) -> str:
        """The square to scan, on white: cameras can't read it on a dark page."""
        square: str = super().build_totp_svg(url)
        return square.replace("<path", '<rect width="100%" height="100%" fill="#fff"/><path', 1)
