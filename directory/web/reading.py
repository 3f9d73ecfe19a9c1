"""Who is reading a page, and how its answer may be kept."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from directory.accounts.models import User
from directory.connections.readers import reader_for
from directory.listings.readers import Reader

_KEPT = "_directory_reader"


def reader_of(request: HttpRequest) -> Reader:
    """The one reader of this request; built at most once."""
    reader: Reader | None = getattr(request, _KEPT, None)
    if reader is None:
        reader = reader_for(request.user)
        setattr(request, _KEPT, reader)
    return reader


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page as this reader gets it.

    What was made for somebody signed in is kept nowhere: a shared computer's cache must not show it to the
    next person. What anyone may see is asked for anew each time.
    """
    response = render(request, template, context, status=status)
    return kept_as_it_should_be(request, response)


def kept_as_it_should_be(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with the headers that say who may keep it."""
    # A request that was refused before it came to the session has no user at all.
    user: User | AnonymousUser | None = getattr(request, "user", None)
    is_personal = user is not None and user.is_authenticated
    response["Cache-Control"] = "private, no-store" if is_personal else "no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response
