"""The admin site's door: operators sign in like everyone, with a second factor."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from directory.accounts.models import User
from directory.accounts.second_factor import second_factor_missing


class OperatorSite(AdminSite):
    """For operators only, and read-only where a change would go around a rule."""

    site_header = site_title = "Operation"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Operators, once they have a second factor."""
        return (
            super().has_permission(request)
            and isinstance(request.user, User)
            and not second_factor_missing(request.user)
        )

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """No password form of its own: that would pass by the second factor and the limits."""
        if isinstance(request.user, User) and request.user.is_staff and second_factor_missing(request.user):
            return HttpResponseRedirect(reverse("mfa_index"))
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response
