"""What all resources have in common: who reads, which parameters there are, and how an answer may be kept.

An answer to nobody in particular comes from the public shelf, so the shelf's version is its ETag and may answer
for it unseen. An answer to somebody signed in is kept nowhere; its ETag is a digest of what it says, since
anything else could change with what this reader may not see.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.http import parse_etags
from rest_framework.exceptions import NotAuthenticated, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api import kept
from api.parameters import check_text, refuse_repeated, refuse_unknown
from api.problems import Kind
from api.throttling import Throttle
from directory.accounts.models import User
from directory.connections.readers import reader_for
from directory.listings import shelves
from directory.listings.readers import Reader

VARY = "Accept, Cookie, Authorization"
LICENSE = '</agreement/#data>; rel="license"'


class Resource(APIView):
    """One address. A subclass names the parameters it knows; all others are refused.

    Each is given once, but those named in ``several``.
    ``licensed`` answers hold cards, or news of them, and say under which terms. ``problems`` are those that one of
    its methods can have beside what can happen to any.
    """

    parameters: ClassVar[frozenset[str]] = frozenset()
    several: ClassVar[frozenset[str]] = frozenset()
    licensed: ClassVar[bool] = False
    problems: ClassVar[Mapping[str, tuple[Kind, ...]]] = {}
    http_method_names = ["get", "head", "post", "patch", "delete"]
    etag = ""
    # Until it is known that nobody in particular asks.
    private = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, out of memory if that can be."""
        return self._kept(request) or super().dispatch(request, *args, **kwargs)

    @cached_property
    def version(self) -> str:
        """The public shelf's. Asked for before anything else, so that no answer counts as newer than it is."""
        return shelves.public_version()

    @cached_property
    def reader(self) -> Reader:
        """Who reads: the key to the shelf. Built once a request."""
        return reader_for(self.request.user)

    @property
    def user(self) -> User:
        """Who is signed in, where ``permission_classes`` see to it that somebody is."""
        user = self.request.user
        if not isinstance(user, User):
            raise NotAuthenticated
        return user

    def current(self) -> Mapping[str, object]:
        """What a stale version is answered with: how things are now."""
        return {}

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Headers of every answer, problems included."""
        methods = ", ".join(self.allowed_methods)
        return {"Vary": VARY} | ({"Allow": methods} if methods else {})

    def perform_authentication(self, request: Request) -> None:
        """Find out who asks."""
        super().perform_authentication(request)
        self.private = bool(request.user.is_authenticated)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what no method has to look at: what one may not do, what is broken, unknown or said twice."""
        super().initial(request, *args, **kwargs)
        check_text(request)
        refuse_unknown(request, self.parameters)
        refuse_repeated(request, self.several)

    def unchanged(self) -> Response | None:
        """304 if this client has the answer already: to be asked before the answer is made.

        Known ahead only of answers to nobody in particular, which come from the public shelf and nowhere else. A
        client has such an ETag from an answer it got at the same version, so that what it asks for was there and is.
        """
        if self.private:
            return None
        release = settings.SPECTACULAR_SETTINGS["VERSION"]
        media_type = self.request.accepted_renderer.media_type
        shown = f"{release} {self.version} {media_type} {self.request.build_absolute_uri()}"
        # With the address in it: equal ETags of two addresses would tell that neither changed.
        digest = salted_hmac("api.resource.etag", shown, algorithm="sha256").hexdigest()
        self.etag = f'"{digest[:32]}"'
        return Response(status=304) if self.etag in _known_to_client(self.request) else None

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Add what says who may keep the answer, and leave out what the client has."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "private, no-store" if self.private else "no-cache"
        if self.licensed and answer.status_code < 400:
            answer["Link"] = ", ".join([LICENSE, *([answer["Link"]] if "Link" in answer else [])])
        if request.method not in ("GET", "HEAD") or answer.status_code not in (200, 304):
            return answer
        answer.render()
        if "ETag" not in answer:
            answer["ETag"] = self.etag or f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
        if self.etag and answer.status_code == 200:
            kept.keep(self.version, _asked(request), kept.Answer(dict(answer.items()), answer.content))
        known = _known_to_client(request)
        if answer.status_code == 200 and ("*" in known or answer["ETag"] in known):
            answer.status_code, answer.content = 304, b""
            del answer["Content-Type"]
        return answer

    def _kept(self, request: HttpRequest) -> HttpResponse | None:
        """The answer to nobody in particular that is in memory, if there is one and they may ask."""
        if not self.licensed or request.method not in ("GET", "HEAD") or _may_be_somebody(request):
            return None
        answer = kept.find(self.version, _asked(request))
        if answer is None or not Throttle().allow_nobody(request):
            return None
        known = _known_to_client(request)
        if "*" in known or answer.headers["ETag"] in known:
            headers = {name: value for name, value in answer.headers.items() if name != "Content-Type"}
            return HttpResponse(status=304, headers=headers)
        return HttpResponse(answer.content, headers=answer.headers)


class Nothing(Resource):
    """Any address of the API that is none, by any method: the answer for what one may not see."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises NotFound."""
        self.perform_authentication(request)
        self.check_throttles(request)
        raise NotFound


def _may_be_somebody(request: HttpRequest | Request) -> bool:
    """Whether it takes a look at who is signed in to know."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "HTTP_AUTHORIZATION" in request.META


def _asked(request: HttpRequest | Request) -> str:
    """All that an answer from the public shelf depends on beside the shelf."""
    return f"{request.META.get('HTTP_ACCEPT', '')} {request.build_absolute_uri()}"


def _known_to_client(request: HttpRequest | Request) -> list[str]:
    """The ETags of ``If-None-Match``, weak ones as strong: compression on the way makes them weak."""
    return [tag.removeprefix("W/") for tag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))]
