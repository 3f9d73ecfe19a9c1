"""The forms of signing up and in: the library's, in this site's words."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as second_factor_forms
from allauth.mfa.totp import forms as app_forms
from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from directory.accounts.addresses import is_work_address
from directory.accounts.models import User
from directory.accounts.sign_in import may_sign_in

PERSONAL_ADDRESS = _("A personal address, not the one of your work. It is never shown on your card.")
NEW_PASSWORD = _(
    "At least 10 characters. Three or four words that do not belong together are easy to keep in mind. "
    "You can paste it."
)
WORK_ADDRESS = _(
    "This looks like an address at work. Your employer may read what we send there, and it may be a public record. "
    "Change it to a personal one, or tick the box to use it all the same."
)
LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "code": _("Code"),
}


class Plain:
    """Labels instead of placeholders, and hints as sentences."""

    fields: dict[str, forms.Field]
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            if name.startswith("password") or name == "oldpassword":
                field.help_text = ""
            if name == "password1":
                field.help_text = NEW_PASSWORD
            if name == "code":
                field.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}
            field.help_text = self.hints.get(name, field.help_text)


class LoginForm(Plain, account_forms.LoginForm):  # type: ignore[misc]
    """Sign in with a password."""


class SignupForm(Plain, account_forms.SignupForm):  # type: ignore[misc]
    """Make an account. An address at work is asked about once, and never refused."""

    account_already_exists: bool
    hints = {"email": PERSONAL_ADDRESS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and is_work_address(str(self.data.get("email", ""))):
            self.fields["work_address"] = forms.BooleanField(
                label=_("I understand, use this address"), required=False
            )
            self.order_fields(["email", "work_address", "password1"])

    def clean(self) -> dict[str, Any]:
        """Also keeps the password in its box when the address is the only question left."""
        cleaned: dict[str, Any] = super().clean()
        if "work_address" in self.fields and "email" in cleaned and not cleaned.get("work_address"):
            self.add_error("email", WORK_ADDRESS)
            if set(self.errors) == {"email"}:
                # The page goes back to the one who typed it, and is never stored on the way.
                self.fields["password1"].widget.render_value = True
        return cleaned

    def try_save(self, request: Any) -> tuple[User | None, Any]:
        """Make the account, or answer alike where the address has one: as fast, and with a mail to it."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)  # type: ignore[no-any-return]
            except IntegrityError:
                # The same address, twice at the same moment: the other was first.
                self.account_already_exists = True
        else:
            # What takes the time of a sign-up is the password's hash; without it a known address answers sooner.
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)  # type: ignore[no-any-return]


class AddEmailForm(Plain, account_forms.AddEmailForm):  # type: ignore[misc]
    """A further address."""

    hints = {"email": PERSONAL_ADDRESS}


class ChangePasswordForm(Plain, account_forms.ChangePasswordForm):  # type: ignore[misc]
    """Another password."""


class SetPasswordForm(Plain, account_forms.SetPasswordForm):  # type: ignore[misc]
    """The first password of an account that had none."""


class ResetPasswordForm(Plain, account_forms.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a link to choose another password."""

    users: list[User]

    def clean_email(self) -> str:
        """Who may not sign in is unknown here."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if may_sign_in(user)]
        return email


class ResetPasswordKeyForm(Plain, account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """Choose another password after following the link."""


class ReauthenticateForm(Plain, account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class RequestLoginCodeForm(Plain, account_forms.RequestLoginCodeForm):  # type: ignore[misc]
    """Ask for a code to sign in with."""

    _user: User | None

    def clean_email(self) -> str:
        """Who may not sign in is unknown here."""
        email: str = super().clean_email()
        if self._user and not may_sign_in(self._user):
            self._user = None
        return email


class ConfirmLoginCodeForm(Plain, account_forms.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that signs in."""


class ConfirmAddressForm(Plain, account_forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that confirms an address."""


class AuthenticateForm(Plain, second_factor_forms.AuthenticateForm):  # type: ignore[misc]
    """The second factor, at sign-in."""

    hints = {"code": _("The six digits that your app shows now, or one of your recovery codes.")}


class SecondFactorAgainForm(Plain, second_factor_forms.ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more."""

    hints = AuthenticateForm.hints


class ActivateTOTPForm(Plain, app_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    hints = {"code": _("The six digits that the app shows now.")}
