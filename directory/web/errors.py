"""What a page says when something went wrong: what happened, and what to do now."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from directory.web.context import organisation
from directory.web.reading import page


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
    return page(request, "errors/429.html", status=429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without its proof of origin, most often after signing in or out in another window."""
    return page(request, "errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake. Asks neither the database nor the session, since one of them may be the reason."""
    body = render_to_string("errors/500.html", {"organisation": organisation()})
    return HttpResponse(body, status=500, headers={"Cache-Control": "no-store"})
