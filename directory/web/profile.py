"""One's own profile: to start it, write it, send it in, and see it with others' eyes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_stubs_ext import StrPromise

from directory.accounts.models import User
from directory.connections.readers import seen_by_colleague
from directory.listings.cards import Card
from directory.listings.readers import Audience
from directory.profiles import editing, lifecycle, publication
from directory.profiles.audiences import Value
from directory.profiles.errors import FieldError, Invalid, ProfileError, StaleVersion, VersionNeeded
from directory.profiles.models import Profile, Status
from directory.web.cards import shown
from directory.web.errors import not_found
from directory.web.people import signed_in
from directory.web.profile_form import ProfileForm
from directory.web.reading import page
from directory.web.words import in_words, label_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else's save and this page have differently."""

    label: str
    saved: str
    typed: str


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """The owner's page: nothing yet, the editor, or with ``?as=`` what somebody else sees."""
    profile = own_profile(signed_in(request))
    if profile is None:
        return page(request, "profile/start.html")
    if request.method == "POST":
        return _save(request, profile)
    if "as" in request.GET:
        return _preview(request, profile, request.GET["as"])
    return _editor(request, profile, ProfileForm(profile))


@require_POST
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft, which nobody else sees."""
    editing.begin(signed_in(request))
    return redirect("me")


def own_profile(user: User) -> Profile | None:
    """The user's profile with its wordings, in one query."""
    return Profile.objects.select_related("written", "approved", "owner").filter(owner=user).first()


# --- Saving ------------------------------------------------------------------------------------------------


def _save(request: HttpRequest, profile: Profile) -> HttpResponse:
    form = ProfileForm(profile, request.POST)
    if not form.is_valid():
        form.add_errors(_also_wrong(profile, form.changes()))
        return _editor(request, profile, form)
    try:
        saved = editing.save(
            profile, form.changes(), actor=signed_in(request), version=form.cleaned_data["version"]
        )
    except Invalid as invalid:
        form.add_errors(invalid.errors)
        return _editor(request, profile, form)
    except (StaleVersion, VersionNeeded):
        return _conflict(request, form)
    return _saved(request, saved, form)


def _saved(request: HttpRequest, saved: Profile, form: ProfileForm) -> HttpResponse:
    if request.POST.get("action") == "submit":
        return _submit(request, saved, consents=form.cleaned_data["consent"])
    messages.success(request, _after_saving(saved))
    return redirect("me")


def _also_wrong(profile: Profile, changes: Mapping[str, object]) -> Sequence[FieldError]:
    """What the write side would refuse, so that everything wrong is said at once."""
    try:
        editing.narrows_only(profile, changes)
    except Invalid as invalid:
        return invalid.errors
    return ()


def _submit(request: HttpRequest, profile: Profile, *, consents: bool) -> HttpResponse:
    """Send in what was just saved; whatever is missing is said beside its field, and stays saved."""
    form = ProfileForm.of_stored(profile, consent=consents)
    if not consents:
        form.add_error("consent", _("Tick this to agree. Everything else is saved."))
        return _editor(request, profile, form)
    try:
        lifecycle.move(profile, "submit", actor=signed_in(request), version=profile.version)
    except Invalid as invalid:
        form.add_errors(invalid.errors)
        return _editor(request, profile, form)
    except ProfileError as error:
        messages.error(request, str(error))
        return redirect("me")
    messages.success(request, _("Sent. A moderator reads it, and you get a mail."))
    return redirect("me")


def _after_saving(profile: Profile) -> str:
    if editing.pending(profile):
        return _("Saved. What you typed waits for a moderator; everything else counts now.")
    return _("Saved.")


def _conflict(request: HttpRequest, form: ProfileForm) -> HttpResponse:
    """Show what is saved now beside what was typed. Saving this page once more overwrites, knowingly.

    Where both are the same, as after pressing the button twice, nothing is lost and there is nothing to ask.
    """
    now = own_profile(signed_in(request))
    if now is None:
        return redirect("me")
    sent = request.POST.copy()
    sent["version"] = str(now.version)
    again = ProfileForm(now, sent)
    valid, differences = again.is_valid(), list(_differences(again))
    if valid and not differences:
        return _saved(request, now, again)
    return _editor(request, now, again, status=409, conflict=differences)


def _differences(form: ProfileForm) -> Iterator[Difference]:
    for name, typed in form.changes().items():
        saved = form.stored[name]
        if isinstance(typed, Mapping) and isinstance(saved, Mapping):
            saved = {part: saved[part] for part in typed}
        if typed != saved:
            yield Difference(label_of(name), in_words(name, saved), in_words(name, typed))


def _editor(request: HttpRequest, profile: Profile, form: ProfileForm, **context: Any) -> HttpResponse:
    moves = lifecycle.possible(profile, profile.owner)
    status = context.pop("status", 200)
    return page(
        request,
        "profile/editor.html",
        {
            "form": form,
            "profile": profile,
            "status": Status(profile.status),
            "told": profile.decisions.first(),
            "waiting": [label_of(name) for name in editing.pending(profile)],
            "may": dict.fromkeys(moves, True),
            "may_submit": "submit" in moves,
            "views": VIEWS,
            **context,
        },
        status=status,
    )


# --- With others' eyes -------------------------------------------------------------------------------------


def _as_public(profile: Profile) -> Card | None:
    return publication.preview(profile, Audience.PUBLIC)


def _as_member(profile: Profile) -> Card | None:
    return publication.preview(profile, Audience.MEMBERS)


VIEWS: Mapping[str, StrPromise] = {
    "public": gettext_lazy("Anyone"),
    "member": gettext_lazy("An approved member"),
    "connection": gettext_lazy("Someone you accepted"),
    "colleague": gettext_lazy("A colleague"),
}
_SEEN: Mapping[str, Callable[[Profile], Card | None]] = {
    "public": _as_public,
    "member": _as_member,
    "connection": _as_member,
    "colleague": seen_by_colleague,
}


def _preview(request: HttpRequest, profile: Profile, who: str) -> HttpResponse:
    """What ``who`` would see if all that is written were approved."""
    if who not in VIEWS:
        return not_found(request)
    card = _SEEN[who](profile)
    shared = (
        publication.kept_for_connections(profile, profile.written) if who == "connection" and card else {}
    )
    return page(
        request,
        "profile/preview.html",
        {
            "card": shown(card.json()) if card else None,
            "shared": [(label_of(name), _shared_words(value)) for name, value in shared.items()],
            "as": who,
            "views": VIEWS,
            "profile": profile,
            "status": Status(profile.status),
        },
    )


def _shared_words(value: Value) -> str:
    return ", ".join(term.label for term in value) if isinstance(value, tuple) else str(value)
