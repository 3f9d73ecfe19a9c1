"""What operators see of accounts. They can close an account; every other change would go around a rule."""

from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.forms import ModelForm

from directory.accounts import staff
from directory.accounts.models import Receipt, User
from directory.audit import log
from directory.audit.admin import ReadOnly


class UserForm(ModelForm[User]):
    """Open or closed, and nothing else."""

    class Meta:
        model = User
        fields = ["is_active"]

    def clean_is_active(self) -> bool:
        """The last moderator stays, as with the ``staff`` command."""
        stays = bool(self.cleaned_data["is_active"])
        if not stays and list(staff.moderators()) == [self.instance]:
            raise ValidationError("This is the last moderator. Add another one first.")
        return stays


@admin.register(User)
class UserAdmin(ReadOnly[User]):
    """Accounts: to find one, and to close or open it."""

    form = UserForm
    fields = ["id", "email", "is_active", "staff_role", "is_staff", "date_joined", "last_login"]
    readonly_fields = ["id", "email", "staff_role", "is_staff", "date_joined", "last_login"]
    list_display = ["email", "is_active", "staff_role", "is_staff", "date_joined", "last_login"]
    list_filter = ["is_active", "staff_role", "is_staff"]
    search_fields = ["email", "id"]
    ordering = ["email"]

    def has_change_permission(self, request: Any, obj: User | None = None) -> bool:
        """The one box."""
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        """Closing an account signs it out at its next request; the log says who closed it."""
        super().save_model(request, obj, form, change)
        verb = "open-account" if obj.is_active else "close-account"
        log.record(request.user.pk, verb, "user", obj.pk, fields=form.changed_data)


@admin.register(Receipt)
class ReceiptAdmin(ReadOnly[Receipt]):
    """Consents given."""

    list_display = ["user", "act", "agreement", "consented_on", "recorded_at"]
    list_filter = ["act", "agreement"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    date_hierarchy = "recorded_at"


# The libraries' own pages come first, then go.
for library in ("allauth.account", "allauth.mfa", "django.contrib.auth"):
    import_module(f"{library}.admin")
admin.site.unregister([EmailAddress, Authenticator, Group])


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnly[EmailAddress]):
    """Which addresses were confirmed. Who could confirm one here could take over an account."""

    list_display = ["email", "user", "verified", "primary"]
    list_filter = ["verified", "primary"]
    list_select_related = ["user"]
    search_fields = ["email", "user__email"]


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnly[Authenticator]):
    """Who has a second factor; its secret is shown to nobody."""

    fields = ["user", "type", "created_at", "last_used_at"]
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
