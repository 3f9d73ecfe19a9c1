"""How one likes the pages: language, titles that say nothing, density. Kept in cookies that say nothing of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_info, trans_real
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from directory.accounts.models import User
from directory.web.origins import is_from_elsewhere

A_YEAR: Final = 365 * 24 * 3600
# What may be chosen; the first holds where nothing was. Languages are the site's own.
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {"titles": ("full", "neutral"), "density": ("roomy", "dense")}


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the site, named in itself; ``direction`` is how it is written."""

    code: str
    name: str
    direction: str
    current: bool


@dataclass(frozen=True, slots=True)
class Preferences:
    """What this reader chose, for templates."""

    titles: str
    density: str

    @property
    def is_neutral(self) -> bool:
        """Whether titles, icon and the like say nothing of what this site is about."""
        return self.titles == "neutral"

    @property
    def is_dense(self) -> bool:
        """Whether lists stand close."""
        return self.density == "dense"


def preferences_of(request: HttpRequest) -> Preferences:
    """What the reader's cookies say; whatever else stands in them counts as nothing."""
    kept = {
        name: value if (value := request.COOKIES.get(name, "")) in allowed else allowed[0]
        for name, allowed in CHOICES.items()
    }
    return Preferences(**kept)


def languages(current: str) -> list[Language]:
    """The languages to choose from, in the order of the settings."""
    return [
        Language(code, str(name), "rtl" if get_language_info(code)["bidi"] else "ltr", code == current)
        for code, name in settings.LANGUAGES
    ]


@csrf_exempt
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen, and go back. 400, and nothing kept, for a choice that there is not.

    Its forms stand on every page, and a proof of origin in each would give everybody a cookie and make every page
    another one. So the browser's own word for where a form was sent from counts here: no other site's page can take
    somebody's neutral titles away.
    """
    if is_from_elsewhere(request):
        raise PermissionDenied
    allowed = {settings.LANGUAGE_COOKIE_NAME: tuple(trans_real.get_languages()), **CHOICES}
    chosen = {name: request.POST[name] for name in allowed if name in request.POST}
    if any(value not in allowed[name] for name, value in chosen.items()):
        raise BadRequest("There is no such choice.")
    language = chosen.get(settings.LANGUAGE_COOKIE_NAME)
    if language is not None and isinstance(request.user, User) and request.user.language != language:
        request.user.language = language
        request.user.save(update_fields=["language"])
    response = HttpResponseRedirect(_back(request), status=303)
    for name, value in chosen.items():
        response.set_cookie(
            name,
            value,
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _back(request: HttpRequest) -> str:
    """The page one came from, if it is one of this site; else the front page.

    The browser says which it was. The forms themselves do not: a page for an address that is not there would repeat the
    address, and no two such pages would be alike.
    """
    back = request.POST.get("next") or request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if own and urlsplit(back).path.startswith("/") else "/"
