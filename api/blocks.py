"""Blocks: whom one does not want to see, nor be seen by."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.authentication import SignedIn
from api.bodies import NewBlock, read
from api.lists import envelope
from api.resource import Resource
from directory.connections import blocks


class Block(Resource):
    """Blocking somebody on one's shelf."""

    permission_classes = (SignedIn,)

    @extend_schema(summary="Block an ally", request=NewBlock, responses={204: None})
    def post(self, request: Request, handle: str) -> Response:
        """From now on neither sees the other, as if both had withdrawn. Blocking again is harmless."""
        said = read(request, NewBlock)
        blocks.block(self.user, handle, only_members=said["only_members"])
        return Response(status=204)


class Blocks(Resource):
    """Whom one blocked."""

    permission_classes = (SignedIn,)

    @extend_schema(summary="List one's blocks", responses=shapes.list_of(shapes.BlockedAlly))
    def get(self, request: Request) -> Response:
        """The latest first, as one saw them then."""
        rows = blocks.blocked_by(self.user)
        return Response(
            envelope([{"handle": row.handle, "name": row.name, "since": row.since} for row in rows])
        )


class OwnBlock(Resource):
    """One block."""

    permission_classes = (SignedIn,)

    @extend_schema(summary="Take back a block", responses={204: None})
    def delete(self, request: Request, handle: str) -> Response:
        """Take it back. 404 for whom one did not block."""
        blocks.unblock(self.user, handle)
        return Response(status=204)
