"""How one operation is described. What holds for all of them is read off the view, so that none can forget it."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiParameter

from api import problems
from api.authentication import Moderator
from api.problems import Kind
from api.resource import Resource
from api.shapes import Problem

IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
    OpenApiParameter.HEADER,
    description="The version you saw, in quotes; or write it as `version` in the body.",
)
_HEADERS = {
    "ETag": "Names this answer; `If-None-Match` with it answers 304 while nothing changed.",
    "Link": 'The terms under which cards may be used, as `rel="license"`.',
    "Retry-After": "Seconds to wait.",
    "WWW-Authenticate": "How to sign in.",
}


class Operation(AutoSchema):
    """An OpenAPI operation: what ``extend_schema`` says of its success, and the problems it can have."""

    def get_operation_id(self) -> str:
        """``get-own-profile``: the method and the resource."""
        words = re.sub("(?<=[a-z])(?=[A-Z])", "-", type(self.view).__name__)
        return f"{self.method}-{words}".lower()

    def get_override_parameters(self) -> list[Any]:
        """``If-Match`` wherever a version may be needed."""
        versioned = problems.VERSION_NEEDED in self._kinds()
        return [*super().get_override_parameters(), *([IF_MATCH] if versioned else [])]

    def _resource(self) -> Resource:
        if not isinstance(self.view, Resource):
            raise TypeError(f"{self.view} is no Resource")
        return self.view

    def _kinds(self) -> list[Kind]:
        """The problems this operation can have."""
        kinds = [problems.INVALID, problems.NOT_SIGNED_IN, problems.NOT_ACCEPTABLE, problems.TOO_MANY]
        kinds += self._resource().problems.get(self.method, ())
        permissions = tuple(self._resource().permission_classes)
        if Moderator in permissions or self.method != "GET":
            kinds.append(problems.NOT_ALLOWED)
        if self.method in ("POST", "PATCH"):
            kinds += (problems.UNREADABLE, problems.WRONG_MEDIA)
        if "{" in self.path:
            kinds.append(problems.NOT_THERE)
        return list(dict.fromkeys(kinds))

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        untyped: Any = self
        shape = untyped.resolve_serializer(Problem(), direction).ref
        by_status: dict[str, list[Kind]] = {}
        for kind in self._kinds():
            by_status.setdefault(str(kind.status), []).append(kind)
        for status, kinds in by_status.items():
            bodies[status] = {
                "content": {problems.MEDIA_TYPE: {"schema": shape}},
                "description": " ".join(f"`{kind.name}`: {kind.detail}" for kind in kinds),
            }
        if self.method == "GET":
            bodies["304"] = {"description": "You have the answer already."}
        for status, body in bodies.items():
            headers = {
                name: {"description": _HEADERS[name], "schema": {"type": "string"}}
                for name in self._headers(status)
            }
            if headers:
                body["headers"] = headers
        return dict(sorted(bodies.items()))

    def _headers(self, status: str) -> Iterator[str]:
        if status == "200" and self.method == "GET":
            yield "ETag"
        if status == "200" and self._resource().licensed:
            yield "Link"
        if status == "401":
            yield "WWW-Authenticate"
        if status == "429":
            yield "Retry-After"


class SessionScheme(OpenApiAuthenticationExtension):
    """How the documentation describes the session."""

    target_class = "api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """The OpenAPI security scheme."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The cookie that `/accounts/login/` sets. Writes also send the `X-CSRFToken` header.",
        }
