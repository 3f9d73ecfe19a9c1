"""In which language an answer is: the reader's for pages, English for programs."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from directory.accounts.languages import is_spoken
from directory.accounts.models import User

# What programs read is the same in every language, and is kept by caches that know of none.
ALWAYS_ENGLISH: Final = ("/api/", "/healthz", "/readyz")


class LanguageMiddleware(LocaleMiddleware):
    """Pages in the language that the reader chose, else the one of their account, else of their browser, else English.

    The account is asked only where there is a session and no choice, and costs no query of its own: every page asks
    for it. Nothing of a request's language is left in the thread when its answer is made.
    """

    # A language is a thread's: to wrap both ways of serving would leave it behind in the event loop's.
    async_capable = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, in the language that is right for this address and this reader."""
        try:
            if request.path_info.startswith(ALWAYS_ENGLISH):
                translation.activate(settings.LANGUAGE_CODE)
                return self.get_response(request)  # type: ignore[return-value]
            return super().__call__(request)  # type: ignore[return-value]
        finally:
            translation.deactivate()

    def process_request(self, request: HttpRequest) -> None:
        """Begin to speak the reader's language."""
        super().process_request(request)
        chosen = is_spoken(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
        if not chosen and settings.SESSION_COOKIE_NAME in request.COOKIES:
            reader = request.user
            if isinstance(reader, User) and is_spoken(reader.language):
                translation.activate(reader.language)
                request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say which language this is, and what it depends on."""
        answer = super().process_response(request, response)
        patch_vary_headers(answer, ["Cookie"])
        return answer
