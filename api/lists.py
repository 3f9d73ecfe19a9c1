"""The envelope that every list comes in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.signing import BadSignature, Signer
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from api.parameters import one, whole_number
from directory.listings.filters import LARGEST_PAGE
from directory.listings.search import BadCursor

PAGE_SIZE = 20
PAGE_PARAMETERS = frozenset({"page_size", "cursor"})


def envelope(
    results: Sequence[Any],
    *,
    count: int | None = None,
    following: str | None = None,
    previous: str | None = None,
    facets: Mapping[str, Any] | None = None,
    partial: bool = False,
    did_you_mean: str | None = None,
) -> dict[str, Any]:
    """One page of a list. Without a ``count`` the page is all there is."""
    return {
        "results": results,
        "next": following,
        "previous": previous,
        "count": len(results) if count is None else count,
        "facets": facets or {},
        "partial": partial,
        "did_you_mean": did_you_mean,
    }


def address(request: Request, **parameters: str | int | None) -> str:
    """The address of this request with these parameters replaced."""
    url = request.build_absolute_uri()
    for name, value in parameters.items():
        url = replace_query_param(url, name, value)
    return url


class Pages(CursorPagination):
    """Pages of the desk's lists, by a time that each row shows: row numbers would count what is not shown.

    Subclasses say the order. Cursors are signed, each list's apart, so that none is made up. Raises Invalid for a
    page size that is none and BadCursor for a cursor that this list did not give.
    """

    page_size_query_param = "page_size"
    max_page_size = LARGEST_PAGE
    ordering: tuple[str, ...]

    def get_page_size(self, request: Request) -> int:
        """Rows a page."""
        return whole_number(request, "page_size", default=PAGE_SIZE, most=LARGEST_PAGE)

    def encode_cursor(self, cursor: Cursor) -> str:
        """The address of the page that begins there."""
        said = [cursor.reverse, cursor.offset, cursor.position]
        return replace_query_param(
            str(self.base_url), self.cursor_query_param, self._signer.sign_object(said)
        )

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Where to begin."""
        text = one(request, self.cursor_query_param)
        if not text:
            return None
        try:
            reverse, offset, position = self._signer.unsign_object(text)
        except BadSignature:
            raise BadCursor("This is not a cursor of this list. Start again without one.") from None
        return Cursor(reverse=reverse, offset=offset, position=position)

    @property
    def _signer(self) -> Signer:
        return Signer(sep="~", salt=f"api.lists.{type(self).__name__}")
