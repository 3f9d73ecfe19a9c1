"""How bodies are read."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser as RestJSONParser

from directory.profiles.errors import FieldError, Invalid


class JSONParser(RestJSONParser):
    """One JSON object. What no database could store is refused here: broken Unicode, NUL, endless nesting."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Raises ParseError or Invalid."""
        try:
            body = orjson.loads(stream.read())
        except orjson.JSONDecodeError as error:
            raise ParseError(
                f"The body is not JSON: {error.msg}, line {error.lineno} column {error.colno}."
            ) from None
        if not isinstance(body, dict):
            raise ParseError("The body is not a JSON object.")
        for name, value in body.items():
            if any("\x00" in text for text in _texts([name, value])):
                raise Invalid(
                    [FieldError(name.replace("\x00", ""), "null", "NUL characters are not allowed.")]
                )
        return body


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, names included."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case list() as items:
                waiting.extend(items)
            case dict() as members:
                waiting.extend(members)
                waiting.extend(members.values())
