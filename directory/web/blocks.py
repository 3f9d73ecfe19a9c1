"""Whom one blocked, and hiding from one's own workplace."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from directory.accounts.models import User
from directory.connections import blocks
from directory.profiles import editing
from directory.profiles.errors import NotThere, ProfileError
from directory.profiles.models import Hiding, Profile
from directory.web import leaving
from directory.web.cards import name_shown
from directory.web.errors import not_found
from directory.web.people import signed_in
from directory.web.profile import frame, own_profile
from directory.web.profile_form import HIDE_FROM, WHAT_HIDING_DOES
from directory.web.reading import page


class HidingForm(forms.Form):
    """From whom at work one hides, and whether one keeps off the public shelf."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    hide_from_workplace = forms.ChoiceField(
        label=HIDE_FROM,
        choices=Hiding.choices,
        widget=forms.RadioSelect,
        help_text=WHAT_HIDING_DOES,
    )
    only_members = forms.BooleanField(
        label=gettext_lazy("Show my profile to approved members only, whatever else I chose"), required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def me_blocks(request: HttpRequest) -> HttpResponse:
    """The people one blocked, and the choices of hiding."""
    user = signed_in(request)
    profile = own_profile(user)
    form = _form(profile, request)
    if request.method == "POST" and profile is not None and form is not None and form.is_valid():
        try:
            _hide(profile, form, request)
        except ProfileError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Saved. It counts at once."))
        return redirect("me-blocks")
    return page(request, "blocks/blocks.html", {**frame(profile), "blocked": _blocked_by(user), "form": form})


@require_POST
@login_required
def unblock(request: HttpRequest, handle: str) -> HttpResponse:
    """Take a block back."""
    try:
        blocks.unblock(signed_in(request), handle)
    except NotThere:
        return not_found(request)
    messages.success(request, _("No longer blocked."))
    return redirect("me-blocks")


def _blocked_by(user: User) -> list[blocks.Blocked]:
    """Whom one blocked, named in the page's language where they had no name."""
    return [replace(one, name=name_shown(one.name)) for one in blocks.blocked_by(user)]


def _form(profile: Profile | None, request: HttpRequest) -> HidingForm | None:
    """The choices as they stand, or as they were made before the session ended; None for somebody without a profile."""
    if profile is None:
        return None
    stored = {
        "version": profile.version,
        "hide_from_workplace": profile.hide_from_workplace,
        "only_members": profile.only_members,
    }
    sent = request.POST if request.method == "POST" else leaving.restored(request)
    return HidingForm(sent, initial=stored)


def _hide(profile: Profile, form: HidingForm, request: HttpRequest) -> None:
    user, wanted = signed_in(request), form.cleaned_data
    changes = {"hide_from_workplace": wanted["hide_from_workplace"]}
    # An old page is no reason to stay visible, nor to be visible again.
    shows_more = profile.only_members and not wanted["only_members"]
    narrows = editing.narrows_only(profile, changes) and not shows_more
    version = None if narrows else wanted["version"]
    saved = editing.save(profile, changes, actor=user, version=version)
    if wanted["only_members"] != saved.only_members:
        now = None if version is None else saved.version
        editing.only_members(saved, wanted["only_members"], actor=user, version=now)
