"""What operators see of accounts. The accounts themselves stand in ``operations``, where one is closed."""

from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group

from directory.accounts.models import Receipt
from directory.audit.admin import ReadOnly


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
