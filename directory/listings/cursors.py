"""Cursors of the API: where a page begins or ends, as the reader has seen it, signed so that none is made up.

A cursor holds what the card at the edge is sorted by (its shown sort values and its handle) and no row id.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

_signer = Signer(salt="directory.listings.cursors")
LONGEST = 1_500


class BadCursor(ValueError):
    """Not a cursor of this site, or one of another order."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The edge of a page: in the list sorted by ``sort``, among cards of so many points, at ``key``.

    ``forwards`` reads on after it, otherwise up to it.
    """

    sort: str
    band: int
    key: bytes
    forwards: bool = True

    def __str__(self) -> str:
        """What a client sends back."""
        key = urlsafe_b64encode(self.key).decode().rstrip("=")
        return _signer.sign(f"{'n' if self.forwards else 'p'}.{self.sort}.{self.band}.{key}").replace(
            ":", "~"
        )

    @classmethod
    def read(cls, text: str, sort: str) -> "Cursor":
        """The cursor that ``text`` is, for a list sorted by ``sort``. Raises BadCursor."""
        try:
            signed = _signer.unsign(text[:LONGEST].replace("~", ":"))
            way, sorted_by, band, key = signed.split(".")
            cursor = cls(sorted_by, int(band), urlsafe_b64decode(key + "=" * (-len(key) % 4)), way == "n")
        except (BadSignature, ValueError, binascii.Error):
            raise BadCursor("This is not a cursor of this list. Start again without one.") from None
        if cursor.sort != sort:
            raise BadCursor("This cursor is of a list in another order. Start again without one.")
        return cursor
