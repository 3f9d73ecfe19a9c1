"""The desk: what waits, a decision, what can be done about one profile, and the log. For moderators alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.forms import BoundField, DateField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from django_stubs_ext import StrPromise

from directory.accounts.models import User
from directory.audit.models import Entry
from directory.moderation import queue
from directory.moderation.filters import EntryFilters, QueueFilters
from directory.moderation.log import log_entries, names_of
from directory.profiles import editing, lifecycle
from directory.profiles.changes import FIELDS
from directory.profiles.errors import Invalid, NotThere, ProfileError, StaleVersion
from directory.profiles.models import Profile, Status, Submission
from directory.web import desk_parts, leaving, work
from directory.web.desk_forms import DecisionForm, HandleForm, MoveForm
from directory.web.desk_words import BEGINNINGS, MOVES, VERBS, told, verb
from directory.web.errors import not_found
from directory.web.links import Search
from directory.web.people import moderators_only, signed_in
from directory.web.reading import page
from directory.web.words import in_words, label_of

PAGE_SIZE: Final = 50

_KINDS: Final[Mapping[str, StrPromise]] = {
    "": gettext_lazy("All"),
    "first": gettext_lazy("First time"),
    "edit": gettext_lazy("Changes"),
}
_SORTS: Final[Mapping[str, StrPromise]] = {
    "": gettext_lazy("Oldest first"),
    "newest": gettext_lazy("Newest first"),
}
_LOG_LABELS: Final[Mapping[str, StrPromise]] = {
    "verb": gettext_lazy("What was done"),
    "actor": gettext_lazy("By whom (their id)"),
    "subject": gettext_lazy("To which profile (its id)"),
    "since": gettext_lazy("From this day"),
    "until": gettext_lazy("Up to this day"),
}
# Where to find what nobody knows by heart.
_LOG_HINTS: Final[Mapping[str, StrPromise]] = {
    "actor": gettext_lazy("Press a name under “Who”, and its id stands here."),
    "subject": gettext_lazy("On a profile’s page on the desk, press “Its lines in the log”."),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to look at the queue: ``count`` rows stand behind it; None where that is not said."""

    label: str
    address: str
    here: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log in words."""

    entry: Entry
    did: str
    actor: str
    by_actor: str
    subject: str
    address: str
    fields: tuple[str, ...]


# --- The queue ---------------------------------------------------------------------------------------------


@moderators_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the oldest first, and the moves that wait for a second moderator."""
    moderator = signed_in(request)
    waiting = queue.waiting(moderator)
    filters = QueueFilters(_asked(request), queryset=queue.rows(moderator, waiting))
    counts = dict(waiting.order_by().values_list("kind").annotate(Count("pk")))
    counts[""] = sum(counts.values())
    search = _search(request)
    paginator = Paginator(filters.qs, PAGE_SIZE)
    # Counted already, with the others.
    paginator.count = counts.get(_value(search, "kind"), 0)
    rows = paginator.get_page(request.GET.get("page"))
    return page(
        request,
        "desk/queue.html",
        {
            "rows": rows,
            "waiting": [queue.row(submission) for submission in rows],
            "total": counts[""],
            "query": _query(search),
            "kinds": list(_tabs(search, "kind", _KINDS, counts)),
            "sorts": list(_tabs(search, "sort", _SORTS)),
            "previous": search.at_page(rows.previous_page_number()) if rows.has_previous() else "",
            "next": search.at_page(rows.next_page_number()) if rows.has_next() else "",
            "proposals": queue.proposed_by_others(moderator),
            "work": work.panel(),
            "find": HandleForm(),
            "here": "queue",
        },
    )


@moderators_only
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """From a handle, or the address of a card, to the desk's page of that profile."""
    form = HandleForm(request.GET)
    if form.is_valid():
        return redirect("desk-profile", handle=form.cleaned_data["handle"])
    messages.error(request, _("That is not the address of a card. Copy it from the card’s page."))
    return redirect("desk")


def _asked(request: HttpRequest) -> QueryDict:
    """Of the query what the queue understands; the rest is passed over."""
    asked = QueryDict(mutable=True)
    for name, known in (("kind", _KINDS), ("sort", _SORTS)):
        if request.GET.get(name, "") in known:
            asked[name] = request.GET.get(name, "")
    return asked


def _search(request: HttpRequest) -> Search:
    asked = _asked(request)
    return Search(reverse("desk"), [(name, str(asked[name])) for name in asked])


def _value(search: Search, name: str) -> str:
    return dict(search.pairs).get(name, "")


def _query(search: Search) -> str:
    """What a link to a review carries along, so that the next one is the next of the same queue."""
    return search.address.removeprefix(search.path)


def _tabs(
    search: Search, name: str, labels: Mapping[str, StrPromise], counts: Mapping[str, int] | None = None
) -> Iterator[Tab]:
    for value, label in labels.items():
        yield Tab(
            str(label),
            search.with_one(name, value),
            _value(search, name) == value,
            None if counts is None else counts.get(value, 0),
        )


# --- A decision --------------------------------------------------------------------------------------------


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, submission: UUID) -> HttpResponse:
    """One submission side by side with what was approved, and the decision on it."""
    try:
        if request.method == "POST":
            return _decide(request, submission)
        shown = queue.review(signed_in(request), submission)
    except NotThere:
        return not_found(request)
    typed = leaving.restored(request)
    before = typed.dict() if typed else {}
    return _review(request, shown, DecisionForm(initial={"version": shown.version, **before}))


@moderators_only
@require_safe
def skip(request: HttpRequest, submission: UUID) -> HttpResponse:
    """Leave it for later: to the next one in the queue."""
    try:
        queue.profile_of(signed_in(request), submission)
    except NotThere:
        return not_found(request)
    return _onward(request, submission)


def _decide(request: HttpRequest, submission: UUID) -> HttpResponse:
    """Approve, send back or reject; then the next one. On a conflict, how it stands now, with all that was typed.

    Raises NotThere for what is none of this moderator's business, whatever the form says.
    """
    moderator, form, status = signed_in(request), DecisionForm(request.POST), 400
    if form.is_valid():
        name = form.cleaned_data["move"]
        try:
            outcome = queue.decide(moderator, submission, name, **form.decision())
        except Invalid as invalid:
            form.add_errors(invalid.errors)
        except StaleVersion as stale:
            form, status = (
                form.conflict(stale.current, _("This was changed since you opened it. Look again.")),
                409,
            )
        except ProfileError as error:
            form.add_error(None, str(error))
            status = 409
        else:
            messages.success(request, told(name, outcome))
            return _onward(request, submission)
    try:
        shown = queue.review(moderator, submission)
    except NotThere:
        queue.profile_of(moderator, submission)
        messages.warning(request, _("Somebody decided on this before you, or the owner took it back."))
        return _onward(request, submission)
    return _review(request, shown, form, status)


def _review(request: HttpRequest, shown: queue.Review, form: DecisionForm, status: int = 200) -> HttpResponse:
    search = _search(request)
    return page(
        request,
        "desk/review.html",
        {
            "review": shown,
            "parts": desk_parts.reviewed(shown),
            "form": form,
            "may": dict.fromkeys(shown.moves, True),
            "beginnings": list(_beginnings(form)),
            "after": _beyond(request, shown.submission).count(),
            "query": _query(search),
            "queue": search.address,
            "here": "queue",
        },
        status=status,
    )


def _beginnings(form: DecisionForm) -> Iterator[tuple[str, str, StrPromise]]:
    """Code and name of each reason, and how a message for it may begin."""
    for code, name in form.fields["reason"].choices:  # type: ignore[attr-defined]
        if code in BEGINNINGS:
            yield code, str(name), BEGINNINGS[code]


def _beyond(request: HttpRequest, submission: Submission) -> QuerySet[Submission]:
    """What comes after it, of the queue as it was looked at."""
    filters = QueueFilters(_asked(request), queryset=queue.waiting(signed_in(request)))
    return queue.beyond(filters.qs, submission, newest_first=filters.newest_first)


def _onward(request: HttpRequest, submission: UUID) -> HttpResponse:
    """To the one that comes next, or to the queue after the last."""
    here = Submission.objects.filter(pk=submission).first()
    following = _beyond(request, here).first() if here is not None else None
    search = _search(request)
    if following is None:
        return redirect(search.address)
    return redirect(
        reverse("desk-review", kwargs={"submission": following.pk}) + _query(search),
    )


# --- One profile -------------------------------------------------------------------------------------------


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, handle: str) -> HttpResponse:
    """What a moderator can do about a profile outside the queue: hold, release, suspend, reinstate."""
    moderator = signed_in(request)
    try:
        found = queue.profile_for(moderator, handle)
    except NotThere:
        return not_found(request)
    if request.method == "POST":
        return _move(request, moderator, found)
    typed = leaving.restored(request)
    before = typed.dict() if typed else {}
    return _profile(request, moderator, found, MoveForm(initial={"version": found.version, **before}))


def _move(request: HttpRequest, moderator: User, found: Profile) -> HttpResponse:
    form, status = MoveForm(request.POST), 400
    if form.is_valid() and form.cleaned_data["move"] in MOVES:
        try:
            outcome = lifecycle.move(found, form.cleaned_data["move"], actor=moderator, **form.made())
        except NotThere:
            return not_found(request)
        except Invalid as invalid:
            form.add_errors(invalid.errors)
        except StaleVersion as stale:
            form, status = form.conflict(stale.current, str(stale)), 409
        except ProfileError as error:
            form.add_error(None, str(error))
            status = 409
        else:
            messages.success(request, told(form.cleaned_data["move"], outcome))
            return redirect("desk-profile", handle=outcome.profile.handle)
    return _profile(request, moderator, found, form, status)


def _profile(
    request: HttpRequest, moderator: User, found: Profile, form: MoveForm, status: int = 200
) -> HttpResponse:
    possible = lifecycle.possible(found, moderator)
    return page(
        request,
        "desk/profile.html",
        {
            "profile": found,
            "status": Status(found.status),
            "form": form,
            "moves": [(name, label) for name, label in MOVES.items() if name in possible],
            "proposals": list(found.proposals.select_related("by").order_by("at", "pk")),
            "decisions": list(found.decisions.select_related("actor", "seconded_by")),
            "says": [(label_of(name), value) for name, value in _words_of(found) if value],
            "open": found.submissions.filter(state="open").first(),
            "here": "profile",
        },
        status=status,
    )


def _words_of(found: Profile) -> Iterator[tuple[str, str]]:
    """All that the owner wrote and chose, in words."""
    for name, value in editing.as_owner(found).items():
        if name in FIELDS:
            yield name, in_words(name, value)


# --- The log -----------------------------------------------------------------------------------------------


@moderators_only
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Who did what, the latest first, searched by the same names as in the API."""
    filters = EntryFilters(_known(request.GET), queryset=log_entries(signed_in(request)))
    rows = Paginator(filters.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    pairs = [(name, value) for name in _LOG_LABELS for value in request.GET.getlist(name)]
    search = Search(request.path, pairs)
    return page(
        request,
        "desk/log.html",
        {
            "fields": _labelled(filters),
            "verbs": [(code, label, code == filters.data.get("verb")) for code, label in VERBS.items()],
            "rows": rows,
            "lines": list(_lines(rows.object_list, search)),
            "previous": search.at_page(rows.previous_page_number()) if rows.has_previous() else "",
            "next": search.at_page(rows.next_page_number()) if rows.has_next() else "",
            "here": "log",
        },
    )


def _labelled(filters: EntryFilters) -> Iterator[BoundField]:
    """The boxes to search by, under names that people use."""
    for name, label in _LOG_LABELS.items():
        field = filters.form[name]
        field.label = label
        field.help_text = _LOG_HINTS.get(name, "")
        # What is no day stays as it was typed, and no such box would show it.
        if isinstance(field.field, DateField) and not field.errors:
            field.field.widget.input_type = "date"
        yield field


def _address_of(row: Entry, names: Mapping[str, str]) -> str:
    """The desk's page of the profile that the entry is about, if there still is one."""
    if row.subject_kind != "profile" or row.subject not in names:
        return ""
    return reverse("desk-profile", kwargs={"handle": names[row.subject]})


def _known(given: QueryDict) -> QueryDict:
    """The query without NULs, which no database can look for."""
    known = QueryDict(mutable=True)
    for name in _LOG_LABELS:
        known.setlist(name, [value.replace("\x00", "")[:100] for value in given.getlist(name)])
    return known


def _lines(entries: Iterable[Entry], search: Search) -> Iterator[Line]:
    rows = list(entries)
    names = names_of(rows)
    for row in rows:
        yield Line(
            row,
            verb(row.verb),
            names.get(row.actor, row.actor),
            search.with_one("actor", row.actor),
            names.get(row.subject, row.subject),
            _address_of(row, names),
            tuple(str(label_of(name)) for name in row.fields),
        )
