"""What every page may name in its template."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from directory.listings.readers import Reader
from directory.web import leaving
from directory.web.preferences import languages, preferences_of
from directory.web.reading import reader_of


def organisation() -> dict[str, str]:
    """Who runs this directory and how to reach them, from the settings."""
    return {
        "name": settings.ORGANISATION_NAME,
        "email": settings.ORGANISATION_EMAIL,
        "phone": settings.ORGANISATION_PHONE,
    }


def site(request: HttpRequest) -> dict[str, Any]:
    """The organisation, and who is reading; a template that does not ask for the reader costs no query."""
    reader: Reader = SimpleLazyObject(lambda: reader_of(request))  # type: ignore[assignment]
    chosen = preferences_of(request)
    return {
        "organisation": organisation(),
        "reader": reader,
        "exit_url": settings.EXIT_URL,
        "idle": leaving.idle(),
        "preferences": chosen,
        "neutral_title": settings.NEUTRAL_NAME if chosen.is_neutral else "",
        "languages": languages(get_language() or settings.LANGUAGE_CODE),
    }
