"""Who may open a page: the signed-in, and the moderators."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from directory.accounts.models import User
from directory.accounts.second_factor import second_factor_missing
from directory.web.errors import not_found


def signed_in(request: HttpRequest) -> User:
    """The user of a page that only opens for the signed-in."""
    if not isinstance(request.user, User):
        raise TypeError("This page was opened without signing in: it lacks login_required.")
    return request.user


def moderators_only[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For everybody else the page is not there. A moderator without a second factor sets one up first."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or not user.is_moderator:
            return not_found(request)
        if second_factor_missing(user):
            messages.warning(request, _("The desk opens once your account has a second step at sign-in."))
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return guarded
