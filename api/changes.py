"""What changed, for those who keep a copy."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.parameters import one, whole_number
from api.problems import START_AGAIN
from api.resource import Resource
from directory.listings import changes

LIMIT = 100
MOST = 1000
NOW = "now"


class Changes(Resource):
    """Who was listed, updated and unlisted on the reader's shelf."""

    parameters = frozenset({"after", "limit"})
    licensed = True
    problems = {"GET": (START_AGAIN,)}

    @extend_schema(
        summary="Follow what changes",
        parameters=[
            OpenApiParameter(
                "after", str, description="A token of this feed, or `now`; without it, from the first."
            ),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT},
                description="At most.",
            ),
        ],
        responses=shapes.Changes,
    )
    def get(self, request: Request) -> Response:
        """Who was listed, updated and unlisted on the reader's shelf, in the order in which it happened.

        To mirror the directory: take the token of `after=now`, walk the list, then follow from that token. Whoever
        is `unlisted` must be forgotten within 24 hours. 410 for a token that is unknown here, too old, or of another
        reader's shelf: start again.
        """
        after = one(request, "after") or changes.START
        limit = whole_number(request, "limit", default=LIMIT, most=MOST)
        if (unchanged := self.unchanged()) is not None:
            return unchanged
        if after == NOW:
            return Response({"results": [], "next": changes.newest(self.reader)})
        page = changes.after(self.reader, after, limit)
        return Response({"results": page.results, "next": page.next})
