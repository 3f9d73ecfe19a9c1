"""Sessions that end by themselves: the rule at every request, and what a page asks about it."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from directory.accounts import idleness
from directory.accounts.models import User
from directory.web import leaving
from directory.web.errors import csrf_failure

# A request that a page makes by itself says so with this header, and does not keep a session alive.
BACKGROUND: Final = "X-Background"
_ENDED: Final = "_session_ended_now"


class SessionsEndWhenIdle:
    """Ends a session in which nobody did anything for so long, and keeps what was being typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Whoever sends no session cookie is nobody, and costs nothing here."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            self._look_at_the_clock(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """A form that was sent too late, or in another's name, does not reach its page.

        This runs after the check of the form's origin; what has its own way of that, as the API, is left alone.
        """
        if request.method != "POST" or view is over or getattr(view, "csrf_exempt", False):
            return None
        mark = leaving.mark_in(request.POST)
        if mark is None:
            return _back_to_sign_in(request, _where_it_was_sent(request)) if _ended_now(request) else None
        if not isinstance(request.user, User):
            kept = leaving.keep(request, mark)
            return _back_to_sign_in(request, mark.path) if kept else csrf_failure(request)
        if mark.owner != str(request.user.pk):
            return csrf_failure(request)
        if request.path == mark.path:
            leaving.forget(request)
        return None

    def _look_at_the_clock(self, request: HttpRequest) -> None:
        if not isinstance(request.user, User):
            return
        if idleness.seconds_left(request.session, request.user) <= 0:
            logout(request)
            setattr(request, _ENDED, True)
            if not _is_in_the_background(request):
                messages.info(request, leaving.ended_in_words())
            return
        if not _is_in_the_background(request):
            idleness.note_now_and_then(request.session, request.user)
        leaving.forget_what_is_not_theirs(request)


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """In how many seconds the session ends. Asking does not keep it alive; a POST says: I am still here."""
    if not isinstance(request.user, User):
        return _left(0)
    if request.method == "POST":
        idleness.note(request.session)
    return _left(max(0, idleness.seconds_left(request.session, request.user)))


@require_POST
def over(request: HttpRequest) -> HttpResponse:
    """The page saw that time is over: sign out, and keep what stands in the form that it sends along."""
    mark = leaving.mark_in(request.POST)
    is_theirs = mark is not None and leaving.may_keep(request, mark)
    leaving.sign_out(request)
    if mark is not None and is_theirs:
        leaving.keep(request, mark)
    return _left(0)


def _left(seconds: int) -> HttpResponse:
    return JsonResponse({"left": seconds}, headers={"Cache-Control": "private, no-store"})


def _ended_now(request: HttpRequest) -> bool:
    return getattr(request, _ENDED, False)


def _is_in_the_background(request: HttpRequest) -> bool:
    return BACKGROUND in request.headers or request.path.startswith(reverse("session"))


def _where_it_was_sent(request: HttpRequest) -> str:
    """The page with the button that was pressed; the address it leads to may be for pressing only."""
    home = resolve_url(settings.LOGIN_REDIRECT_URL)
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return home
    is_ours = page.netloc == request.get_host() and page.path.startswith("/")
    return page.path if is_ours else home


def _back_to_sign_in(request: HttpRequest, path: str) -> HttpResponse:
    if path.startswith(reverse("account_logout")):
        path = resolve_url(settings.LOGIN_REDIRECT_URL)
    response = redirect_to_login(path)
    return HttpResponseClientRedirect(response.url) if "HX-Request" in request.headers else response
