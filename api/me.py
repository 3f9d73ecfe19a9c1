"""One's own profile, its moves, and one's peers."""

from typing import ClassVar

from django.db import transaction
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.authentication import SignedIn
from api.bodies import Move, fields_of, read, version_of
from api.lists import envelope
from api.problems import ILLEGAL_MOVE, NOT_THERE, STALE, VERSION_NEEDED
from api.rendering import with_reasons
from api.resource import Resource
from directory.listings import peers
from directory.profiles import editing, lifecycle, publication
from directory.profiles.errors import NotThere
from directory.profiles.models import Profile

_CONFLICTS = (VERSION_NEEDED, STALE)


class Own(Resource):
    """What belongs to somebody signed in."""

    permission_classes = (SignedIn,)

    def profile(self) -> Profile:
        """The profile as it is now. Raises NotThere."""
        found = Profile.objects.select_related("written", "approved").filter(owner=self.user).first()
        if found is None:
            raise NotThere
        return found

    def current(self) -> dict[str, object]:
        """What a conflict shows."""
        return editing.as_owner(self.profile())

    def answer(self, profile: Profile, status: int = 200) -> Response:
        """The profile, with its version as the ETag."""
        return Response(editing.as_owner(profile), status=status, headers={"ETag": f'"{profile.version}"'})


class OwnProfile(Own):
    """The profile as its owner writes it."""

    problems = {"GET": (NOT_THERE,), "PATCH": _CONFLICTS}

    @extend_schema(summary="Read one's own profile", responses=shapes.ProfileAnswer)
    def get(self, request: Request) -> Response:
        """404 where there is none yet: PATCH begins one. The ETag is the version."""
        return self.answer(self.profile())

    @extend_schema(
        summary="Write one's own profile",
        request=shapes.ProfileChanges,
        responses={
            200: shapes.ProfileAnswer,
            201: OpenApiResponse(shapes.ProfileAnswer, "Begun, as a draft."),
        },
    )
    @transaction.atomic
    def patch(self, request: Request) -> Response:
        """Changes what the body names and nothing else; begins a draft where there is no profile yet.

        Picked terms and choices are live at once. Typed words, name, role, region and agency of an approved profile
        wait for a moderator; until then they are `pending`. What only shows less needs no version.
        """
        version = version_of(request)
        changes = {name: value for name, value in fields_of(request).items() if name != "version"}
        profile = Profile.objects.filter(owner=self.user).first()
        if profile is None:
            begun = editing.begin(self.user)
            return self.answer(
                editing.save(begun, changes, actor=self.user, version=begun.version), status=201
            )
        return self.answer(editing.save(profile, changes, actor=self.user, version=version))


class OwnMove(Own):
    """One of the owner's moves."""

    name: ClassVar[str]

    def post(self, request: Request) -> Response:
        """The profile afterwards."""
        said = read(request, Move)
        outcome = lifecycle.move(self.profile(), self.name, actor=self.user, version=said["version"])
        return self.answer(outcome.profile)


def _move(name: str, summary: str, description: str) -> type[OwnMove]:
    """The resource of one move."""
    needs = _CONFLICTS if lifecycle.MOVES[name].versioned else (STALE,)
    described = extend_schema(
        summary=summary, description=description, request=Move, responses={200: shapes.ProfileAnswer}
    )
    view = type(
        f"Own{name.capitalize()}",
        (OwnMove,),
        {"name": name, "problems": {"POST": (NOT_THERE, ILLEGAL_MOVE, *needs)}},
    )
    return extend_schema_view(post=described)(view)


MOVES = {
    "submit": _move(
        "submit", "Submit", "Asks a moderator to list the profile, and consents to the agreement."
    ),
    "pause": _move(
        "pause", "Pause", "Nobody finds the profile from now on; its owner still finds. Needs no version."
    ),
    "resume": _move("resume", "Resume", "The profile is found again."),
    "withdraw": _move(
        "withdraw", "Withdraw", "Takes the profile off every shelf, at once. Needs no version."
    ),
    "confirm": _move(
        "confirm", "Confirm", "Says that the profile still holds, and wakes it up if it fell asleep."
    ),
}


class OwnPeers(Own):
    """Who does work like one's own."""

    licensed = True
    problems = {"GET": (NOT_THERE,)}

    @extend_schema(summary="Find one's peers", responses=shapes.list_of(shapes.Peer))
    def get(self, request: Request) -> Response:
        """Cards with `reasons`, the nearest first; also while one's profile is paused. 404 without a profile."""
        found = peers.peers_for(self.reader, publication.own_terms(self.profile()))
        return Response(envelope([with_reasons(peer.card, peer.reasons) for peer in found]))
