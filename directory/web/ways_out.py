"""The moves that owners make themselves: to pause, come back, leave, and say that they changed jobs."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_stubs_ext import StrPromise

from directory.profiles import editing, lifecycle
from directory.profiles.errors import ProfileError
from directory.web.people import signed_in
from directory.web.profile import frame, own_profile
from directory.web.reading import page

MOVES = {
    "pause": gettext_lazy("Paused. From now on nobody finds you; you can still look around."),
    "resume": gettext_lazy("You are back. People find you again."),
    "confirm": gettext_lazy("Thank you. Your profile is confirmed as of today."),
    "withdraw": gettext_lazy(
        "Withdrawn. Your profile is gone from the directory; what you wrote is still here for you."
    ),
}


@require_POST
@login_required
def move(request: HttpRequest, name: str) -> HttpResponse:
    """Make one of the owner's own moves."""
    made = partial(lifecycle.move, name=name, version=_version(request))
    return _at_once(request, made, MOVES[name])


@require_POST
@login_required
def changed_jobs(request: HttpRequest) -> HttpResponse:
    """Take role, region, agency and job title off at once."""
    said = _("Your role, region, agency and job title are taken off. Add the new ones when you like.")
    return _at_once(request, editing.changed_jobs, said)


@require_POST
@login_required
def show_less(request: HttpRequest) -> HttpResponse:
    """Let members alone find the profile, and nobody see the employer, at once."""
    said = _("Done. Only approved members can find you now, and nobody sees your agency or job title.")
    return _at_once(request, editing.show_less, said)


def _at_once(request: HttpRequest, change: Callable[..., object], said: str | StrPromise) -> HttpResponse:
    """Change the owner's profile with one button, and say so or why not. Nothing happens where there is none."""
    user = signed_in(request)
    profile = own_profile(user)
    if profile is not None:
        try:
            change(profile, actor=user)
        except ProfileError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, str(said))
    return redirect("me")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """Ask once more, then erase the profile for good."""
    user = signed_in(request)
    profile = own_profile(user)
    if profile is None:
        return redirect("me")
    if request.method == "POST":
        if "sure" in request.POST:
            return _at_once(request, partial(lifecycle.move, name="erase"), _("Your profile is erased."))
        return page(request, "profile/erase.html", {**frame(profile), "unsure": True}, status=400)
    return page(request, "profile/erase.html", frame(profile))


@require_safe
@login_required
def privacy(request: HttpRequest) -> HttpResponse:
    """What one consented to, and the way to erase."""
    user = signed_in(request)
    return page(
        request,
        "profile/privacy.html",
        {"receipts": list(user.receipts.all()), **frame(own_profile(user))},
    )


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else None
