"""Who is reading: the only key to a shelf."""

import enum
from dataclasses import dataclass


@enum.unique
class Audience(enum.IntEnum):
    """Who may see something, from the widest to the narrowest; ``min`` of two is the narrower.

    The two widest are also the shelves: ``PUBLIC`` for anyone, ``MEMBERS`` for approved members.
    """

    ONLY_ME = 0
    CONNECTIONS = 1
    MEMBERS = 2
    PUBLIC = 3

    @property
    def code(self) -> str:
        """The name in addresses, files and the API."""
        return self.name.lower()

    @classmethod
    def from_code(cls, code: str) -> "Audience":
        """The audience of this name; ``KeyError`` if there is none."""
        return cls[code.upper()]


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader for one request, built by ``connections.readers.reader_for`` alone.

    ``handle`` is the reader's own listing, if any; ``excluded`` the handles this reader must not learn of, in
    either direction; ``key`` an opaque name for the reader, under which private changes are kept ("" for nobody).
    """

    audience: Audience
    handle: str | None = None
    excluded: frozenset[str] = frozenset()
    key: str = ""


ANYONE = Reader(Audience.PUBLIC)
