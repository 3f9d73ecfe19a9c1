"""One's own profile: to write it, send it in, and see it with others' eyes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
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
from directory.profiles.changes import missing
from directory.profiles.errors import FieldError, Invalid, ProfileError, StaleVersion, VersionNeeded
from directory.profiles.models import Decision, Profile, Status
from directory.web import cards, leaving, profile_overview
from directory.web.errors import not_found
from directory.web.people import signed_in
from directory.web.profile_form import ProfileForm
from directory.web.profile_steps import (
    FIRST,
    PAGES,
    SENDING,
    STEP,
    STEPS,
    Page,
    after,
    number_of,
    progress,
    step_of,
)
from directory.web.reading import kept_as_it_should_be, page
from directory.web.words import in_words, label_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else's save and this page have differently."""

    label: str
    saved: str
    typed: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Something wrong with a field that stands on another page."""

    label: str
    words: str
    address: str


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """The first screen until a profile was sent in, then the overview; with ``?as=`` what somebody else sees."""
    user = signed_in(request)
    profile = own_profile(user)
    if request.method == "POST":
        return _save(request, profile, FIRST)
    if profile is not None and "as" in request.GET:
        return _preview(request, profile, request.GET["as"])
    if profile is None or profile.status == Status.DRAFT:
        return _opened(request, profile, FIRST)
    return _overview(request, profile, ProfileForm(profile, page=SENDING))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, step: str) -> HttpResponse:
    """One step of the editor."""
    if step not in STEP:
        return not_found(request)
    profile = own_profile(signed_in(request))
    if request.method == "POST":
        return _save(request, profile, STEP[step])
    return _opened(request, profile, STEP[step])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def send(request: HttpRequest) -> HttpResponse:
    """Send in what is stored, from the overview."""
    profile = own_profile(signed_in(request))
    if profile is None or request.method != "POST":
        return redirect("me")
    return _submit(request, profile, SENDING, consents=bool(request.POST.get("consent")))


def own_profile(user: User) -> Profile | None:
    """The user's profile with its wordings, in one query."""
    return Profile.objects.select_related("written", "approved", "owner").filter(owner=user).first()


def _or_blank(profile: Profile | None, owner: User) -> Profile:
    """The profile, or an empty one in memory, with its picks at hand. One query."""
    own = profile or editing.blank(owner)
    prefetch_related_objects([own], "picks")
    return own


# --- Saving ------------------------------------------------------------------------------------------------


def _save(request: HttpRequest, profile: Profile | None, on: Page) -> HttpResponse:
    """Save what was sent from one page of the editor. Whoever has no profile begins one with that."""
    owner = signed_in(request)
    form = ProfileForm(_or_blank(profile, owner), request.POST, page=on)
    if request.POST.get("action") == "autosave":
        form.is_valid()
        return kept_as_it_should_be(request, _autosave(owner, profile, form))
    if not form.is_valid():
        form.add_errors(editing.refused(form.profile, form.changes()))
        return _editor(request, form)
    try:
        saved = editing.save(
            profile or editing.begin(owner),
            form.changes(),
            actor=owner,
            version=form.cleaned_data["version"],
        )
    except Invalid as invalid:
        form.add_errors(invalid.errors)
        return _editor(request, form)
    except (StaleVersion, VersionNeeded):
        return _conflict(request, form)
    return _saved(request, saved, form)


def _saved(request: HttpRequest, saved: Profile, form: ProfileForm) -> HttpResponse:
    """Where to after saving: on, back, or to a moderator. Whatever is still to be asked is asked first."""
    action, on = request.POST.get("action"), form.page
    if not form.was_asked_few and ProfileForm(saved, page=on).asks_few():
        again = ProfileForm.of_stored(saved, page=on, consent=form.cleaned_data.get("consent", False))
        again.add_error(
            "few_confirmed",
            _(
                "Few people hold this job there. Tick this to show it all the same, or leave it and go on. "
                "Everything is saved."
            ),
        )
        return _editor(request, again)
    if action == "submit":
        return _submit(request, saved, on, consents=form.cleaned_data.get("consent", False))
    following = after(on) if on in STEPS else None
    if action == "next" and following:
        return redirect(following.address)
    if action == "hide":
        return redirect(STEP["employer"].address)
    messages.success(request, _after_saving(saved))
    return redirect("me")


def _autosave(owner: User, profile: Profile | None, form: ProfileForm) -> HttpResponse:
    """Save what holds of a page that is still being written, and say so quietly.

    Only of a profile that nobody else sees: of any other some changes count at once, and those want a button.
    """
    elsewhere = _("Not saved: your profile changed in another window. Press the button to see both.")
    if profile is not None and not _may_submit(profile):
        return _told(409, elsewhere)
    changes = form.changes()
    refused = {error.field for error in editing.refused(form.profile, changes)}
    holding = {name: value for name, value in changes.items() if name not in refused}
    if profile is None and not holding:
        return _told(200, "", form.profile.version)
    try:
        saved = editing.save(
            profile or editing.begin(owner), holding, actor=owner, version=form.cleaned_data.get("version")
        )
    except (StaleVersion, VersionNeeded):
        return _told(409, elsewhere)
    at = date_format(timezone.localtime(), "TIME_FORMAT")
    unfinished = [str(field.label) for field in form if field.name in refused or field.errors]
    if unfinished:
        words = _("Saved at %(time)s – not finished yet: %(parts)s")
        return _told(200, words % {"time": at, "parts": ", ".join(unfinished)}, saved.version)
    return _told(200, _("Saved at %(time)s") % {"time": at}, saved.version)


def _told(status: int, words: str, version: int | None = None) -> HttpResponse:
    return JsonResponse({"said": words, "version": version}, status=status)


def _submit(request: HttpRequest, profile: Profile, on: Page, *, consents: bool) -> HttpResponse:
    """Send in what is stored; whatever is missing is said beside its field, and stays saved."""
    form = ProfileForm.of_stored(profile, page=on, consent=consents)
    if not consents:
        form.add_error("consent", _("Tick this to agree. Everything else is saved."))
        return _not_sent(request, form, missing(form.stored))
    try:
        lifecycle.move(profile, "submit", actor=signed_in(request), version=profile.version)
    except Invalid as invalid:
        return _not_sent(request, form, invalid.errors)
    except ProfileError as error:
        messages.error(request, str(error))
        return redirect("me")
    messages.success(request, _("Sent. A moderator reads it, and you get a mail."))
    return redirect("me")


def _not_sent(request: HttpRequest, form: ProfileForm, errors: Sequence[FieldError]) -> HttpResponse:
    form.add_errors(error for error in errors if error.field in form.fields)
    return _editor(request, form, elsewhere=list(_elsewhere(errors, form)))


def _elsewhere(errors: Sequence[FieldError], form: ProfileForm) -> Iterator[Elsewhere]:
    for error in errors:
        if error.field not in form.fields:
            address = f"{step_of(error.field).address}#id_{error.field}"
            yield Elsewhere(label_of(error.field), error.detail, address)


def _may_submit(profile: Profile) -> bool:
    return "submit" in lifecycle.possible(profile, profile.owner)


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
    again = ProfileForm(now, sent, page=form.page)
    valid, differences = again.is_valid(), list(_differences(again))
    if valid and not differences:
        return _saved(request, now, again)
    return _editor(request, again, status=409, conflict=differences)


def _differences(form: ProfileForm) -> Iterator[Difference]:
    for name, typed in form.changes().items():
        saved = form.stored[name]
        if isinstance(typed, Mapping) and isinstance(saved, Mapping):
            saved = {part: saved[part] for part in typed}
        if typed != saved:
            yield Difference(label_of(name), in_words(name, saved), in_words(name, typed))


# --- The pages ---------------------------------------------------------------------------------------------


def _opened(request: HttpRequest, profile: Profile | None, on: Page) -> HttpResponse:
    """A page of the editor as it is stored or, after a session that ended meanwhile, as it was being written."""
    told = _last_told(profile)
    typed = leaving.restored(request)
    form = ProfileForm(
        _or_blank(profile, signed_in(request)),
        typed,
        page=on,
        asked=profile_overview.asked_about(told),
    )
    if typed is not None:
        form.is_valid()
    return _editor(request, form, told=told)


def _editor(request: HttpRequest, form: ProfileForm, *, status: int = 200, **context: Any) -> HttpResponse:
    """The page that a form stands on, whatever is to be said about it."""
    on, profile = form.page, form.profile
    if on is SENDING:
        return _overview(request, profile, form, **context)
    return page(
        request,
        "profile/first.html" if on is FIRST else "profile/step.html",
        {
            **frame(profile),
            "form": form,
            "step": on,
            "number": number_of(on) if on in STEPS else 0,
            "progress": list(progress(on, form.stored)) if on in STEPS else (),
            "following": after(on) if on in STEPS else None,
            "asked": form.asked,
            "seen": _seen(form),
            **context,
        },
        status=status,
    )


def _overview(request: HttpRequest, profile: Profile, form: ProfileForm, **context: Any) -> HttpResponse:
    """Where the profile stands, what it says to whom, and what can be done about it."""
    told = _last_told(profile)
    return page(
        request,
        "profile/overview.html",
        {
            **frame(profile),
            "form": form,
            "told": told,
            "sections": list(profile_overview.sections(profile, form.stored, told)),
            "waiting": list(profile_overview.waiting(profile)),
            "by_audience": list(profile_overview.by_audience(profile, form.stored)),
            "help": profile_overview.help_for(form.stored),
            **context,
        },
    )


def frame(profile: Profile | None) -> dict[str, Any]:
    """What every page about one's own profile says: where it stands, and the ways out."""
    if profile is None:
        return {"profile": None}
    moves = lifecycle.possible(profile, profile.owner)
    return {
        "profile": profile,
        "status": Status(profile.status),
        "may": dict.fromkeys(moves, True),
        "may_submit": "submit" in moves,
        "may_show_less": bool(editing.less(profile)) and profile.status != Status.DRAFT,
        "views": VIEWS,
    }


def _last_told(profile: Profile | None) -> Decision | None:
    """What a moderator decided last; nobody decided on a profile that was never sent in."""
    if profile is None or profile.status == Status.DRAFT:
        return None
    return profile.decisions.first()


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


@require_POST
@login_required
def preview(request: HttpRequest) -> HttpResponse:
    """The card as it would be with what stands on the page now. Saves nothing."""
    on = PAGES.get(request.POST.get("page", ""))
    if on is None:
        return not_found(request)
    owner = signed_in(request)
    form = ProfileForm(_or_blank(own_profile(owner), owner), request.POST, page=on)
    form.is_valid()
    return page(request, "profile/seen.html", {"seen": _seen(form), "form": form})


@dataclass(frozen=True, slots=True)
class Seen:
    """A profile as members and as anyone would see it (None: not at all), and what is only for connections."""

    member: dict[str, Any] | None
    anyone: dict[str, Any] | None
    connections: tuple[str, ...]

    @property
    def alike(self) -> bool:
        """Whether anyone sees what members see."""
        return self.member is not None and self.member == self.anyone


def _seen(form: ProfileForm) -> Seen:
    """What others would see once all that the page says were approved. What does not hold is left as stored."""
    changes = form.changes() if form.is_bound else {}
    refused = {error.field for error in editing.refused(form.profile, changes)}
    tried = editing.tried(
        form.profile, {name: value for name, value in changes.items() if name not in refused}
    )
    member, anyone = tried.card(Audience.MEMBERS), tried.card(Audience.PUBLIC)
    return Seen(
        cards.shown(member.json()) if member else None,
        cards.shown(anyone.json()) if anyone else None,
        tuple(label_of(name) for name in tried.for_connections()),
    )


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
            "card": cards.shown(card.json()) if card else None,
            "shared": [(label_of(name), _shared_words(value)) for name, value in shared.items()],
            "as": who,
            "waits": bool(editing.pending(profile)),
            **frame(profile),
        },
    )


def _shared_words(value: Value) -> str:
    return ", ".join(term.label for term in value) if isinstance(value, tuple) else str(value)
