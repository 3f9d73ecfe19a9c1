"""What a page says when something went wrong: what happened, and what to do now."""

import sys
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language_from_request, override

from directory.web import leaving
from directory.web.context import organisation
from directory.web.origins import is_from_elsewhere
from directory.web.reading import page

# Seconds after which it is worth trying again.
AFTER_TOO_MANY: Final = 300
WHEN_AWAY: Final = 120
IN_MAINTENANCE: Final = 600
_PROGRAMS: Final = "/api/"
_WATCHED: Final = ("/healthz", "/readyz")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form could not be read."""
    return page(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, and not allowed."""
    return page(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not for this reader. The page is the same for both, and says nothing of the address."""
    return page(request, "errors/404.html", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too often. The sign-in pages answer with it."""
    minutes = AFTER_TOO_MANY // 60
    answer = page(request, "errors/429.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(AFTER_TOO_MANY)
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without its proof of origin, most often after signing in or out in another window.

    A form with its owner's mark can only come from a page that we made for them: what was typed is kept. Another
    site's page may send a mark of its maker's: that keeps nothing, for the session that it would wait in would take
    the place of the reader's own, and so sign them out.
    """
    mark = None if is_from_elsewhere(request) else leaving.mark_in(request.POST)
    kept = mark is not None and leaving.may_keep(request, mark) and leaving.keep(request, mark)
    return page(request, "errors/csrf.html", {"again": mark.path if mark and kept else ""}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake; 503 where the database is away. Asks neither the database nor the session."""
    if _database_is_away(sys.exc_info()[1]):
        return unavailable(request, WHEN_AWAY)
    return _without_database(request, "errors/500.html", 500)


def unavailable(request: HttpRequest, seconds: int) -> HttpResponse:
    """503: not now; worth trying again after so many seconds."""
    if request.path_info.startswith(_PROGRAMS):
        answer: HttpResponse = JsonResponse(
            {
                "type": "about:blank",
                "title": "Service Unavailable",
                "status": 503,
                "detail": "Not now. Wait as long as “Retry-After” says.",
                "errors": [],
            },
            status=503,
            content_type="application/problem+json",
        )
    else:
        answer = _without_database(request, "errors/503.html", 503, minutes=seconds // 60)
    answer["Retry-After"] = str(seconds)
    answer["Cache-Control"] = "no-store"
    return answer


class Maintenance:
    """While the file ``var/maintenance`` is there, every address but those of whoever watches answers 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Looks for the file at each request, so that closing and opening need no restart."""
        if settings.MAINTENANCE_FILE.exists() and not request.path_info.startswith(_WATCHED):
            return unavailable(request, IN_MAINTENANCE)
        return self.get_response(request)


def _database_is_away(exception: BaseException | None) -> bool:
    """Whether this failed because no database answers: it can't be opened, or it hung up."""
    if not isinstance(exception, OperationalError | InterfaceError):
        return False
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.connection is None:
        return True
    try:
        return not connection.is_usable()
    except Error:
        return True


def _without_database(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """A page in the request's language that asks nobody anything. The exit leads away all the same."""
    if request.path_info == reverse("exit"):
        answer: HttpResponse = HttpResponseRedirect(settings.EXIT_URL)
        answer.delete_cookie(settings.SESSION_COOKIE_NAME)
        answer["Referrer-Policy"] = "no-referrer"
    else:
        language = getattr(request, "LANGUAGE_CODE", None) or get_language_from_request(request)
        with override(language):
            known = {"organisation": organisation(), "exit_url": settings.EXIT_URL, **context}
            answer = HttpResponse(render_to_string(template, known), status=status)
        answer["Content-Language"] = language
    answer["Cache-Control"] = "no-store"
    return answer
