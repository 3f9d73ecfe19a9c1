"""The API described: for programs as OpenAPI, for people as a page that needs no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api import problems
from api.rendering import JSONRenderer
from api.resource import Resource


@cache
def description() -> dict[str, Any]:
    """The whole API as OpenAPI 3.1. It is the code's, and so the same as long as this process lives."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


@cache
def as_yaml() -> bytes:
    """What ``manage.py spectacular`` writes."""
    written: bytes = OpenApiYamlRenderer().render(description(), renderer_context={})
    return written


class YAMLRenderer(BaseRenderer):
    """The description as YAML."""

    media_type = "application/yaml"
    format = "yaml"
    charset = None

    def render(self, data: Any, *_: Any) -> bytes:
        """Always the whole of it."""
        return as_yaml()


class OpenAPIRenderer(YAMLRenderer):
    """The same under the name that other tools ask for."""

    media_type = "application/vnd.oai.openapi"


class Schema(Resource):
    """The description for programs: JSON, or YAML for those who ask for it."""

    schema = None
    renderer_classes = (JSONRenderer, YAMLRenderer, OpenAPIRenderer)

    def get(self, request: Request) -> Response:
        """The same for everyone."""
        return Response(description())


class Documentation(TemplateView):
    """The description for people, made from the same source. It works without a script."""

    template_name = "api/documentation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Operations by tag, then shapes, then problems."""
        schema = description()
        groups: dict[str, list[Operation]] = {}
        for path, methods in schema["paths"].items():
            for method, operation in methods.items():
                groups.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
        shapes = [
            Shape(name, _coded(shape.get("description", "")), list(_fields(shape)))
            for name, shape in schema["components"]["schemas"].items()
            if "properties" in shape
        ]
        return super().get_context_data(**kwargs) | {
            "description": _coded(schema["info"]["description"]),
            "groups": groups,
            "shapes": shapes,
            "shape_names": {shape.name for shape in shapes},
            "problems": problems.KINDS,
        }

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        """The page differs by who is signed in, if only in its header."""
        response = super().render_to_response(context, **response_kwargs)
        response["Cache-Control"] = "private, no-store" if self.request.user.is_authenticated else "no-cache"
        return response


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter or field: its name, where it stands if it is a parameter, what it takes, what it means."""

    name: str
    kind: str
    text: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of object."""

    name: str
    text: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    title: str
    text: str
    parameters: list[Line]
    body: str
    answers: Sequence[tuple[str, str, str]]  # status, shape, words


def _operation(path: str, method: str, operation: dict[str, Any]) -> Operation:
    parameters = [
        Line(each["name"], _kind(each["schema"]), _coded(each.get("description", "")), each["in"])
        for each in operation.get("parameters", ())
    ]
    answers = [
        (status, _kind(_schema_of(answer)), _coded(answer.get("description", "")))
        for status, answer in operation["responses"].items()
    ]
    body = _kind(_schema_of(operation.get("requestBody", {})))
    title, text = operation["summary"], _coded(operation.get("description", ""))
    return Operation(operation["operationId"], method.upper(), path, title, text, parameters, body, answers)


def _fields(shape: dict[str, Any]) -> Iterator[Line]:
    needed = shape.get("required", ())
    for name, field in shape["properties"].items():
        kind = _kind(field)
        yield Line(
            name, kind if name in needed else f"{kind}, may be absent", _coded(field.get("description", ""))
        )


def _coded(text: str) -> SafeString:
    """The text as HTML, what stands between backticks as code."""
    forms = ("{}", "<code>{}</code>")
    parts = (format_html(forms[n % 2], part) for n, part in enumerate(text.split("`")))
    return format_html_join("", "{}", ((part,) for part in parts))


def _schema_of(said: dict[str, Any]) -> dict[str, Any]:
    """The schema of a body's first form."""
    content = said.get("content", {})
    return next(iter(content.values()))["schema"] if content else {}


def _kind(schema: dict[str, Any]) -> str:
    """What a value is, in few words: ``string``, ``list of Term``, ``one of a, b``."""
    match schema:
        case {"$ref": str(reference)}:
            return reference.rsplit("/", 1)[1]
        case {"allOf": list(choices)} | {"oneOf": list(choices)} | {"anyOf": list(choices)}:
            return " or ".join(_kind(choice) for choice in choices)
        case {"enum": list(values)}:
            shown = ", ".join(str(value) for value in values if value)
            return f"one of {shown}" if len(values) > 1 else f"“{shown}”"
        case {"type": [kind, "null"]}:
            return f"{_kind({**schema, 'type': kind})} or null"
        case {"type": "array", "items": items}:
            return f"list of {_kind(items)}"
        case {"type": "object", "additionalProperties": dict(each)}:
            return f"object of {_kind(each)}"
        case _:
            return _simple(schema)


def _simple(schema: dict[str, Any]) -> str:
    """What a value is that is made of no others, with its bounds."""
    match schema:
        case {"type": "integer", "minimum": least, "maximum": most, "default": default}:
            return f"integer, {least} to {most}, {default} unless given"
        case {"type": "string", "maxLength": longest}:
            return f"string, at most {longest} characters"
        case {"format": kind} | {"type": kind}:
            return str(kind)
        case _:
            return ""
