"""What went wrong, as RFC 9457 problems: the one place where an exception becomes an answer.

``type`` points at the line of the documentation that explains the problem. A body never repeats the address
that was asked, so that 404 is one answer for what is not there and for what this reader may not see.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions
from rest_framework.response import Response

from api.rendering import JSONRenderer
from directory.listings.changes import UnknownToken
from directory.listings.search import BadCursor
from directory.profiles import errors
from directory.profiles.errors import FieldError

MEDIA_TYPE = "application/problem+json"
DOCUMENTED_AT = "/api/v1/docs/#problem-"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: what programs switch on (``name``), and what people read."""

    name: str
    status: int
    title: str
    detail: str


INVALID = Kind("invalid", 400, "Invalid", "Something in the request does not hold; “errors” says what.")
UNREADABLE = Kind("unreadable", 400, "Unreadable", "The request could not be read.")
NOT_SIGNED_IN = Kind(
    "not-signed-in",
    401,
    "Not signed in",
    "This needs somebody who is signed in, or you sent an “Authorization” that is not understood.",
)
NOT_ALLOWED = Kind("not-allowed", 403, "Not allowed", "You may not do this.")
NOT_THERE = Kind("not-there", 404, "Not there", "There is nothing here, or nothing that you may see.")
WRONG_METHOD = Kind(
    "wrong-method", 405, "Wrong method", "This address has no such method; “Allow” names them."
)
NOT_ACCEPTABLE = Kind("not-acceptable", 406, "Not acceptable", "This has no form that “Accept” asks for.")
ILLEGAL_MOVE = Kind("illegal-move", 409, "Illegal move", "The profile's status does not allow this.")
STALE = Kind("stale", 409, "Changed since", "Somebody wrote since; “current” is how it is now.")
PROPOSED = Kind("already-proposed", 409, "Proposed already", "You proposed this; it takes another moderator.")
START_AGAIN = Kind(
    "start-again", 410, "Start again", "Changes since then are not kept: mirror from the start."
)
WRONG_MEDIA = Kind("wrong-media-type", 415, "Wrong media type", "Write the body as application/json.")
VERSION_NEEDED = Kind(
    "version-needed", 428, "Version needed", "Name the version you saw, in the body or If-Match."
)
TOO_MANY = Kind("too-many-requests", 429, "Too many requests", "Wait as long as “Retry-After” says.")

KINDS = (
    INVALID,
    UNREADABLE,
    NOT_SIGNED_IN,
    NOT_ALLOWED,
    NOT_THERE,
    WRONG_METHOD,
    NOT_ACCEPTABLE,
    ILLEGAL_MOVE,
    STALE,
    PROPOSED,
    START_AGAIN,
    WRONG_MEDIA,
    VERSION_NEEDED,
    TOO_MANY,
)

# The first that fits. Whatever is in neither column is our mistake, and stays an exception.
_KIND_OF: tuple[tuple[type[Exception], Kind], ...] = (
    (errors.Invalid, INVALID),
    (errors.NotAllowed, NOT_ALLOWED),
    (errors.NotThere, NOT_THERE),
    (errors.IllegalMove, ILLEGAL_MOVE),
    (errors.VersionNeeded, VERSION_NEEDED),
    (errors.StaleVersion, STALE),
    (errors.AlreadyProposed, PROPOSED),
    (BadCursor, INVALID),
    (UnknownToken, START_AGAIN),
    (exceptions.ValidationError, INVALID),
    (exceptions.ParseError, UNREADABLE),
    (exceptions.NotAuthenticated, NOT_SIGNED_IN),
    (exceptions.AuthenticationFailed, NOT_SIGNED_IN),
    (exceptions.PermissionDenied, NOT_ALLOWED),
    (PermissionDenied, NOT_ALLOWED),
    (exceptions.NotFound, NOT_THERE),
    (Http404, NOT_THERE),
    (exceptions.MethodNotAllowed, WRONG_METHOD),
    (exceptions.NotAcceptable, NOT_ACCEPTABLE),
    (exceptions.UnsupportedMediaType, WRONG_MEDIA),
    (exceptions.Throttled, TOO_MANY),
    (SuspiciousOperation, UNREADABLE),
    (BadRequest, UNREADABLE),
    (MultiPartParserError, UNREADABLE),
)
# Their own words say more than the kind's, and nothing that the actor could not know.
_SPEAKS_FOR_ITSELF = (
    errors.NotAllowed,
    errors.IllegalMove,
    errors.VersionNeeded,
    errors.StaleVersion,
    errors.AlreadyProposed,
    exceptions.AuthenticationFailed,
    exceptions.ParseError,
    exceptions.PermissionDenied,
)


def handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's EXCEPTION_HANDLER. None, for what is no problem of the client's, raises it again."""
    kind = next((kind for type_, kind in _KIND_OF if isinstance(exc, type_)), None)
    if kind is None:
        return None
    answer: dict[str, Any] = {
        "type": f"{DOCUMENTED_AT}{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": (str(exc) if isinstance(exc, _SPEAKS_FOR_ITSELF) else "") or kind.detail,
        "errors": [{"field": e.field, "code": e.code, "detail": e.detail} for e in field_errors(exc)],
    }
    if isinstance(exc, errors.StaleVersion):
        answer["current"] = context["view"].current()
    # Whoever asked for CSV gets problems as JSON all the same.
    request = context["request"]
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
    return Response(answer, status=kind.status, headers=_headers(exc), content_type=MEDIA_TYPE)


def field_errors(exc: Exception) -> list[FieldError]:
    """What is wrong with which field, whoever found it."""
    match exc:
        case errors.Invalid():
            return list(exc.errors)
        case BadCursor():
            return [
                FieldError(
                    "cursor", "invalid", "Follow “next” or “previous” as they stand, under the same query."
                )
            ]
        case exceptions.ValidationError():
            return list(_flat("", exc.detail))
        case RequestDataTooBig():
            return [FieldError("", "too_long", "The body is too long.")]
        case _:
            return []


def _flat(name: str, detail: Any) -> Iterator[FieldError]:
    """A serializer's errors, nested as they are, one by one: ``languages.0`` is the first language."""
    if isinstance(detail, exceptions.ErrorDetail):
        yield FieldError(name, detail.code or "invalid", str(detail))
    elif isinstance(detail, dict):
        for key, below in detail.items():
            own = "" if key == "non_field_errors" else str(key)
            yield from _flat(f"{name}.{own}".strip("."), below)
    else:
        for place, below in enumerate(detail):
            is_leaf = isinstance(below, exceptions.ErrorDetail)
            yield from _flat(name if is_leaf else f"{name}.{place}".strip("."), below)


def _headers(exc: Exception) -> dict[str, str]:
    match exc:
        case exceptions.Throttled():
            return {"Retry-After": str(max(1, math.ceil(getattr(exc, "wait", None) or 1)))}
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            # Set by the view from its authentication (APIView.handle_exception).
            return {"WWW-Authenticate": getattr(exc, "auth_header", "Session")}
        case _:
            return {}
