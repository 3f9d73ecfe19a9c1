"""What a body may say, and which version a write saw."""

import re
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from directory.profiles.errors import FieldError, Invalid

# What the database's column holds.
LARGEST_VERSION = 2**31 - 1
VERSION = "The version you saw; or write it as `If-Match`."


class Body(serializers.Serializer[Any]):
    """A body that may say what its fields name and nothing else."""

    def to_internal_value(self, data: Any) -> Any:
        """Raises ValidationError."""
        unknown = [name for name in data if name not in self.fields]
        if unknown:
            raise serializers.ValidationError(
                {name: serializers.ErrorDetail("There is no such field here.", "unknown") for name in unknown}
            )
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A text of JSON: a number is none, though it could be read as one."""

    def to_internal_value(self, data: Any) -> str:
        """Raises ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """True or false of JSON: no number and no word is either."""

    def to_internal_value(self, data: Any) -> bool:
        """Raises ValidationError."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Move(Body):
    """The body of one of the owner's own moves."""

    version = serializers.IntegerField(required=False, help_text=VERSION)


class Decision(Body):
    """The body of a moderator's move."""

    version = serializers.IntegerField(required=False, help_text=VERSION)
    reason = Text(required=False, allow_blank=True, max_length=40, help_text="A term of `reason`.")
    message = Text(
        required=False, allow_blank=True, max_length=4000, help_text="To the owner, who is sent it."
    )


class NewBlock(Body):
    """The body of a block."""

    only_members = Flag(
        default=False, help_text="Also never stand on the public shelf, which someone reads who signs out."
    )


def read[B: Body](request: Request, body: type[B]) -> dict[str, Any]:
    """What the body says, and the ``version`` that the write saw. Raises Invalid or ValidationError."""
    reading = body(data=request.data)
    reading.is_valid(raise_exception=True)
    return {**reading.validated_data, "version": version_of(request)}


def fields_of(request: Request) -> dict[str, Any]:
    """The body, which the parser saw to be an object; empty where there is none. Raises ParseError."""
    return dict(request.data)


def version_of(request: Request) -> int | None:
    """The version that a write saw, from its body or from ``If-Match: "7"``. Raises Invalid."""
    said = fields_of(request).get("version")
    if said is not None and (type(said) is not int or not 1 <= said <= LARGEST_VERSION):
        raise Invalid([FieldError("version", "invalid", "Write the version as a number.")])
    header = request.META.get("HTTP_IF_MATCH")
    if header is None:
        return said
    tag = re.fullmatch(r'"([0-9]{1,9})"', header.strip(), re.ASCII)
    if tag is None:
        raise Invalid([FieldError("If-Match", "invalid", 'Write one version in quotes: "7".')])
    if said is not None and said != int(tag[1]):
        raise Invalid([FieldError("version", "contradiction", "If-Match names another version.")])
    return int(tag[1])
